using System.Text.Json;
using Community.Events.Publishing;
using Community.ServiceDefaults.Pagination;
using Community.ServiceDefaults.Problems;
using Community.ServiceDefaults.Text;
using Npgsql;

namespace Community.Events.Discovery;

/// <summary>Reads pages of events, each in one statement: total, seats and the caller's registration included.</summary>
internal sealed class EventSearch(NpgsqlDataSource database, TimeProvider clock)
{
    private const string Soonest = "e.starts_at, e.id";
    private const string Latest = "e.starts_at DESC, e.id";

    /// <summary>In this order <see cref="Read"/> reads them.</summary>
    private const string Columns =
        """
        e.id, e.name, e.description, e.event_type, e.category, e.interests, e.location_name, e.location_address, e.location_city,
        e.location_country, e.region, e.latitude, e.longitude, e.geofence_radius_m, e.starts_at, e.ends_at, e.time_zone, e.price_cents,
        e.price_credits, e.currency, e.refund_hours, e.visibility, e.status, e.image_key, e.organizer_id, e.cancel_reason, e.created_at,
        s.capacity, s.held, s.confirmed, e.time_zone_source
        """;

    private readonly SharedReads<Page<EventView>> _shared = new();

    public Task<Page<EventView>> FindAsync(Guid? caller, EventFilter filter, PageQuery page, CancellationToken cancel) =>
        ReadAsync(caller, filter, page, now => FindStatement(caller, filter, page, now), cancel);

    public Task<Page<EventView>> NearbyAsync(Guid? caller, NearbyFilter filter, PageQuery page, CancellationToken cancel) =>
        ReadAsync(caller, filter, page, now => NearbyStatement(caller, filter, page, now), cancel);

    /// <summary>One event with its seats, if the caller may know of it: one statement, since a link that is passed around is opened by many.</summary>
    public async Task<EventView?> FindOneAsync(Guid id, Guid? caller, CancellationToken cancel)
    {
        var one = new EventConditions(caller);
        var relation = caller is { } me
            ? EventAccess.RelationColumns(one.Parameter(me))
            : "false, false, false, false";
        await using var command = one.ToCommand($"""
            SELECT 1::bigint, {one.MyStatus()}, NULL::double precision, {Columns}, e.organizer_hidden, e.removed_at IS NOT NULL, {relation}
            FROM events e JOIN event_seats s ON s.event_id = e.id WHERE e.id = {one.Parameter(id)}
            """);
        await using var connection = await database.OpenConnectionAsync(cancel);
        command.Connection = connection;
        await using var row = await command.ExecuteReaderAsync(cancel);
        if (!await row.ReadAsync(cancel))
        {
            return null;
        }

        var view = Read(row);
        var openness = new EventOpenness(
            view.OrganizerId, view.Status == EventStatus.Draft, view.Visibility == EventVisibility.Public, row.GetBoolean(34), row.GetBoolean(35));
        var callers = new CallerRelation(row.GetBoolean(36), row.GetBoolean(37), row.GetBoolean(38), row.GetBoolean(39));
        return EventAccess.MaySee(openness, caller, callers) ? view : null;
    }

    /// <summary>What begins next.</summary>
    public Task<Page<EventView>> UpcomingAsync(Guid? caller, UpcomingFilter filter, PageQuery page, CancellationToken cancel) =>
        ReadAsync(
            caller, filter, page,
            now => List(
                new EventConditions(caller).AndListed().AndWhen(now, startBefore: null, now)
                    .AndKey("city_key", filter.City).AndKey("region_key", filter.Region),
                Soonest, page),
            cancel);

    /// <summary>What somebody created, or has a place at.</summary>
    public Task<Page<EventView>> MineAsync(Guid caller, PageQuery page, CancellationToken cancel)
    {
        var mine = new EventConditions(caller);
        var me = mine.Parameter(caller);
        mine.And($"""
            e.id IN (
                SELECT id FROM events WHERE organizer_id = {me}
                UNION ALL
                SELECT r.event_id FROM registrations r JOIN events o ON o.id = r.event_id
                WHERE r.user_id = {me} AND o.status <> 'draft' AND o.removed_at IS NULL
                    AND (r.status IN ({EventConditions.Active}) OR r.end_reason = 'event_cancelled'))
            """);
        return ReadAsync(List(mine, Latest, page), page, cancel);
    }

    /// <summary>All events of an organizer, drafts too.</summary>
    public Task<Page<EventView>> OrganizedAsync(Guid caller, StatusFilter? status, PageQuery page, CancellationToken cancel)
    {
        var own = new EventConditions(caller);
        own.And($"e.organizer_id = {own.Parameter(caller)}");
        if (status is { } wanted)
        {
            own.And($"e.status = {own.Parameter(wanted switch
            {
                StatusFilter.Draft => EventStatus.Draft,
                StatusFilter.Cancelled => EventStatus.Cancelled,
                _ => EventStatus.Published,
            })}");
        }

        return ReadAsync(List(own, Latest, page), page, cancel);
    }

    /// <summary>What somebody is invited to, as far as they may know of it.</summary>
    public Task<Page<EventView>> InvitedAsync(Guid caller, PageQuery page, CancellationToken cancel)
    {
        var invited = new EventConditions(caller).AndNotBlocked();
        invited.And($"e.id IN (SELECT event_id FROM invitations WHERE to_user_id = {invited.Parameter(caller)})")
            .And("e.status <> 'draft' AND NOT e.organizer_hidden AND e.removed_at IS NULL");
        return ReadAsync(List(invited, Latest, page), page, cancel);
    }

    internal static NpgsqlCommand FindStatement(Guid? caller, EventFilter filter, PageQuery page, DateTimeOffset now)
    {
        var conditions = new EventConditions(caller).AndListed()
            .AndWhen(filter.StartAfter?.Value, filter.StartBefore?.Value, now)
            .AndKey("city_key", filter.City).AndKey("country_key", filter.Country is { } country ? Countries.Find(country) ?? country : null).AndKey("region_key", filter.Region)
            .AndKey("category_key", filter.Category).AndKey("type_key", filter.EventType)
            .AndInterests(filter.Interest).AndText(filter.Q).AndPrice(filter.Price?.Value);
        if (filter.Organizer is { } organizer)
        {
            conditions.And($"e.organizer_id = {conditions.Parameter(organizer)}");
        }

        return List(conditions, Soonest, page);
    }

    internal static NpgsqlCommand NearbyStatement(Guid? caller, NearbyFilter filter, PageQuery page, DateTimeOffset now)
    {
        var near = new EventConditions(caller).AndListed()
            .AndWhen(filter.StartAfter?.Value, filter.StartBefore?.Value, now)
            .AndKey("category_key", filter.Category).AndKey("type_key", filter.EventType);
        var (lat, lng, metres) = (near.Parameter(filter.Lat), near.Parameter(filter.Lng), near.Parameter(filter.RadiusKm * 1000));
        const string There = "ll_to_earth(e.latitude, e.longitude)";
        var here = $"ll_to_earth({lat}, {lng})";
        // The box is what the index knows; the sphere inside of it is what was asked for.
        near.And($"e.latitude IS NOT NULL AND earth_box({here}, {metres}) @> {There} AND earth_distance({here}, {There}) <= {metres}");
        var behind = page.TryGetPosition<EventPlace>(out _, out var last)
            ? $"WHERE (metres, id) > ({near.Parameter(last.Metres ?? throw OtherList())}, {near.Parameter(last.Id)})"
            : "";
        return near.ToCommand($"""
            WITH found AS MATERIALIZED (
                SELECT e.id, earth_distance({here}, {There}) AS metres FROM events e WHERE {near.Sql}),
            listed AS (SELECT id, metres FROM found {behind} ORDER BY metres, id LIMIT {Limit(near, page)})
            SELECT (SELECT count(*) FROM found), {near.MyStatus()}, listed.metres, {Columns}
            FROM (SELECT) AS one LEFT JOIN (listed JOIN events e USING (id) JOIN event_seats s ON s.event_id = e.id) ON true
            ORDER BY listed.metres, e.id
            """);
    }

    /// <summary>Of one row at least, so that there is a total also beyond the last page.</summary>
    private static NpgsqlCommand List(EventConditions conditions, string order, PageQuery page) => conditions.ToCommand($"""
        SELECT (SELECT count(*) FROM events e WHERE {conditions.Sql}), {conditions.MyStatus()}, NULL::double precision, {Columns}
        FROM (SELECT) AS one LEFT JOIN (
            (SELECT e.id FROM events e WHERE {conditions.Sql} {Behind(conditions, order, page)} ORDER BY {order} LIMIT {Limit(conditions, page)}) AS listed
            JOIN events e USING (id) JOIN event_seats s ON s.event_id = e.id) ON true
        ORDER BY {order}
        """);

    private static string Behind(EventConditions conditions, string order, PageQuery page)
    {
        if (!page.TryGetPosition<EventPlace>(out _, out var last))
        {
            return "";
        }

        if (last.Metres is not null)
        {
            throw OtherList();
        }

        var (start, id) = (conditions.Parameter(last.StartsAt), conditions.Parameter(last.Id));
        return order == Soonest
            ? $"AND (e.starts_at, e.id) > ({start}, {id})"
            : $"AND e.starts_at <= {start} AND (e.starts_at < {start} OR e.id > {id})";
    }

    private static string Limit(EventConditions conditions, PageQuery page) => page.Cursor is null
        ? $"{conditions.Parameter(page.Limit)} OFFSET {conditions.Parameter((page.Page - 1L) * page.Limit)}"
        : conditions.Parameter(page.Limit);

    private static ProblemException OtherList() => Problem.Invalid("cursor", "must be the next_cursor of an earlier answer to the same call").ToException();

    /// <summary>Strangers who ask the same at once are answered together; who is signed in sees something of his own.</summary>
    private Task<Page<EventView>> ReadAsync<TFilter>(
        Guid? caller, TFilter filter, PageQuery page, Func<DateTimeOffset, NpgsqlCommand> statement, CancellationToken cancel)
    {
        // Refuses a cursor of another list before others wait for its answer.
        page.TryGetPosition<EventPlace>(out _, out _);
        return caller is null
            ? _shared.ReadAsync(
                $"{typeof(TFilter).Name} {JsonSerializer.Serialize(filter)} {page}",
                () => ReadAsync(statement(clock.GetUtcNow()), page, CancellationToken.None),
                cancel)
            : ReadAsync(statement(clock.GetUtcNow()), page, cancel);
    }

    private async Task<Page<EventView>> ReadAsync(NpgsqlCommand statement, PageQuery page, CancellationToken cancel)
    {
        await using var command = statement;
        await using var connection = await database.OpenConnectionAsync(cancel);
        command.Connection = connection;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var events = new List<(EventView View, double? Metres)>(page.Limit);
        var total = 0L;
        while (await reader.ReadAsync(cancel))
        {
            total = reader.GetInt64(0);
            if (!await reader.IsDBNullAsync(3, cancel))
            {
                events.Add((Read(reader), await reader.IsDBNullAsync(2, cancel) ? null : reader.GetDouble(2)));
            }
        }

        var number = page.TryGetPosition<EventPlace>(out var next, out _) ? next : page.Page;
        var found = Page.Of(events, total, page, number, last => new EventPlace(last.View.StartDatetime, last.Metres, last.View.Id));
        return new([.. found.Items.Select(item => item.View)], found.Total, found.Number, found.Pages, found.NextCursor);
    }

    private static EventView Read(NpgsqlDataReader row)
    {
        var id = row.GetGuid(3);
        var (myStatus, metres, status) = (Text(1), Number(2), row.GetString(25));
        var (capacity, held, confirmed) = (row.IsDBNull(30) ? (int?)null : row.GetInt32(30), row.GetInt32(31), row.GetInt32(32));
        return new EventView(
            id, row.GetString(4), Text(5), row.GetString(6), Text(7), row.GetFieldValue<string[]>(8), Text(9), Text(10), Text(11), Text(12), Text(13),
            Number(14), Number(15), row.GetInt32(16), Time(17), Time(18), row.GetString(19), row.GetString(33), capacity, row.GetInt64(20),
            row.IsDBNull(21) ? null : row.GetInt64(21), row.GetString(22), row.GetInt32(23), row.GetString(24), status, status == EventStatus.Published,
            EventView.ImageUrlOf(id, Text(26)), row.GetGuid(27), confirmed, capacity - held - confirmed, EventView.IsSeat(myStatus), myStatus,
            metres / 1000, Text(28), Time(29));

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
        double? Number(int column) => row.IsDBNull(column) ? null : row.GetDouble(column);
        DateTimeOffset Time(int column) => row.GetFieldValue<DateTimeOffset>(column);
    }
}

/// <summary>An event's place in a list.</summary>
/// <param name="StartsAt">When it begins.</param>
/// <param name="Metres">Its distance, in a list by distance; else null.</param>
/// <param name="Id">The event's id.</param>
internal sealed record EventPlace(DateTimeOffset StartsAt, double? Metres, Guid Id);
