using System.Text.Json;
using Community.Events.Publishing;
using Community.Platform.Data;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Platform.Storage;
using Community.Platform.Text;
using Npgsql;

namespace Community.Events.Discovery;

/// <summary>
/// Reads pages of events with seats, the caller's registration and an exact total. The total of a public list costs the database as much as
/// many pages and is nearly the same for every caller. It is therefore counted once for all concurrent callers
/// (<see cref="SharedReads{T}"/>). The events that are hidden from this caller (those of blocked organizers: few, found by their organizer)
/// are subtracted.
/// </summary>
internal sealed class EventSearch(NpgsqlDataSource database, TimeProvider clock)
{
    private const string Soonest = "e.starts_at, e.id";
    private const string Latest = "e.starts_at DESC, e.id";

    /// <summary>The columns that <see cref="Read"/> reads, beside the distance and the status of the caller.</summary>
    private const string Columns = """
        e.id, e.name, e.description, e.event_type, e.category, e.interests, e.location_name, e.location_address, e.location_city,
        e.location_country, e.region, e.latitude, e.longitude, e.geofence_radius_m, e.starts_at, e.ends_at, e.time_zone, e.price_cents,
        e.price_credits, e.currency, e.refund_hours, e.visibility, e.status, e.image_key, e.organizer_id, e.cancel_reason, e.created_at,
        s.capacity, s.held, s.confirmed, e.time_zone_source, organizer.username, organizer.full_name, organizer.picture_url,
        e.image_alt
        """;

    private readonly SharedReads<Page<EventView>> _shared = new();
    private readonly SharedReads<long> _totals = new();

    public Task<Page<EventView>> FindAsync(Guid? caller, EventFilter filter, PageQuery page, CancellationToken cancellationToken) =>
        ReadListedAsync(caller, filter, page, (conditions, now) => Among(conditions, filter, now), cancellationToken);

    public Task<Page<EventView>> NearbyAsync(Guid? caller, NearbyFilter filter, PageQuery page, CancellationToken cancellationToken) =>
        caller is null
            ? ReadOnceAsync(filter, page, now => NearbyStatement(null, filter, page, now), cancellationToken)
            : ReadAsync(NearbyStatement(caller, filter, page, clock.GetUtcNow()), page, cancellationToken);

    /// <summary>
    /// One event with its seats, if the caller may know of it. It is one statement, since many users open a link that is shared.
    /// </summary>
    public async Task<EventView?> FindOneAsync(Guid id, Guid? caller, CancellationToken cancellationToken)
    {
        var one = new EventConditions(caller);
        var relation = caller is { } me
            ? EventAccess.RelationColumns(one.Parameter(me))
            : "false AS is_registered, false AS is_staff, false AS is_blocked, false AS is_invited";
        await using var command = one.ToCommand(
            $"""
            SELECT 1::bigint AS number, {one.MyStatus()} AS my_status, NULL::double precision AS metres, {Columns}, e.organizer_hidden,
                e.removed_at IS NOT NULL AS is_removed, {relation}
            FROM events e JOIN event_seats s ON s.event_id = e.id {one.Organizer()} WHERE e.id = {one.Parameter(id)}
            """
        );
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        command.Connection = connection;
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
        {
            return null;
        }

        var view = Read(row);
        var openness = new EventOpenness(
            view.OrganizerId,
            view.Status == EventStatus.Draft,
            view.Visibility == EventVisibility.Public,
            row.Get<bool>("organizer_hidden"),
            row.Get<bool>("is_removed")
        );
        var callers = new CallerRelation(
            row.Get<bool>("is_registered"),
            row.Get<bool>("is_staff"),
            row.Get<bool>("is_blocked"),
            row.Get<bool>("is_invited")
        );
        return EventAccess.MaySee(openness, caller, callers) ? view : null;
    }

    /// <summary>The events that begin next.</summary>
    public Task<Page<EventView>> UpcomingAsync(Guid? caller, UpcomingFilter filter, PageQuery page, CancellationToken cancellationToken) =>
        ReadListedAsync(
            caller,
            filter,
            page,
            (conditions, now) =>
                conditions.AndWhen(now, startBefore: null, now).AndKey("city_key", filter.City).AndKey("region_key", filter.Region),
            cancellationToken
        );

    /// <summary>The events that the caller created or is registered for.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="isUpcoming">Whether only events that are not over are listed, the soonest first; else all, the latest first.</param>
    /// <param name="page">The page.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<Page<EventView>> MineAsync(Guid caller, bool isUpcoming, PageQuery page, CancellationToken cancellationToken)
    {
        var mine = new EventConditions(caller);
        var me = mine.Parameter(caller);
        mine.And(
            $"""
            e.id IN (
                SELECT id FROM events WHERE organizer_id = {me}
                UNION ALL
                SELECT r.event_id FROM registrations r JOIN events o ON o.id = r.event_id
                WHERE r.user_id = {me} AND o.status <> 'draft' AND o.removed_at IS NULL
                    AND (r.status IN ({EventConditions.Active}) OR r.end_reason = 'event_cancelled'))
            """
        );
        if (isUpcoming)
        {
            mine.And($"e.ends_at > {mine.Parameter(clock.GetUtcNow())} AND e.status <> 'cancelled'");
        }

        return ReadAsync(List(mine, isUpcoming ? Soonest : Latest, page), page, cancellationToken);
    }

    /// <summary>All events of an organizer, including drafts.</summary>
    public Task<Page<EventView>> OrganizedAsync(Guid caller, StatusFilter? status, PageQuery page, CancellationToken cancellationToken)
    {
        var own = new EventConditions(caller);
        own.And($"e.organizer_id = {own.Parameter(caller)}");
        if (status is { } requested)
        {
            own.And(
                $"e.status = {own.Parameter(requested switch
            {
                StatusFilter.Draft => EventStatus.Draft,
                StatusFilter.Cancelled => EventStatus.Cancelled,
                _ => EventStatus.Published,
            })}"
            );
        }

        return ReadAsync(List(own, Latest, page), page, cancellationToken);
    }

    /// <summary>The events to which the caller is invited, as far as they may know of them.</summary>
    public Task<Page<EventView>> InvitedAsync(Guid caller, PageQuery page, CancellationToken cancellationToken)
    {
        var invited = new EventConditions(caller).AndNotBlocked();
        invited
            .And($"e.id IN (SELECT event_id FROM invitations WHERE to_user_id = {invited.Parameter(caller)})")
            .And("e.status <> 'draft' AND NOT e.organizer_hidden AND e.removed_at IS NULL");
        return ReadAsync(List(invited, Latest, page), page, cancellationToken);
    }

    /// <summary>A page of a public list with its total, in one statement.</summary>
    internal static NpgsqlCommand FindStatement(Guid? caller, EventFilter filter, PageQuery page, DateTimeOffset now) =>
        List(Among(new EventConditions(caller).AndListed(), filter, now), Soonest, page);

    /// <summary>
    /// A page of the same list for a signed-in caller. Instead of the total it has the number of listed events that are hidden from this
    /// caller.
    /// </summary>
    internal static NpgsqlCommand FindPageStatement(Guid caller, EventFilter filter, PageQuery page, DateTimeOffset now) =>
        ListWithHidden(Among(new EventConditions(caller).AndListedToAll(), filter, now), page);

    /// <summary>The total of the same list for all callers.</summary>
    internal static NpgsqlCommand CountStatement(EventFilter filter, DateTimeOffset now) =>
        Count(Among(new EventConditions(caller: null).AndListedToAll(), filter, now));

    private static EventConditions Among(EventConditions conditions, EventFilter filter, DateTimeOffset now)
    {
        conditions
            .AndWhen(filter.StartAfter?.Value, filter.StartBefore?.Value, now)
            .AndKey("city_key", filter.City)
            .AndKey("country_key", filter.Country is { } country ? Countries.Find(country) ?? country : null)
            .AndKey("region_key", filter.Region)
            .AndKey("category_key", filter.Category)
            .AndKey("type_key", filter.EventType)
            .AndInterests(filter.Interest)
            .AndText(filter.Q)
            .AndPrice(filter.Price?.Value);
        return filter.Organizer is { } organizer ? conditions.And($"e.organizer_id = {conditions.Parameter(organizer)}") : conditions;
    }

    internal static NpgsqlCommand NearbyStatement(Guid? caller, NearbyFilter filter, PageQuery page, DateTimeOffset now)
    {
        var near = new EventConditions(caller)
            .AndListed()
            .AndWhen(filter.StartAfter?.Value, filter.StartBefore?.Value, now)
            .AndKey("category_key", filter.Category)
            .AndKey("type_key", filter.EventType);
        var (lat, lng, metres) = (near.Parameter(filter.Lat), near.Parameter(filter.Lng), near.Parameter(filter.RadiusKm * 1000));
        const string There = "event_place(e.latitude, e.longitude)";
        var here = $"event_place({lat}, {lng})";
        // The index finds the box; the distance then limits it to the requested circle.
        near.And($"e.latitude IS NOT NULL AND earth_box({here}, {metres}) @> {There} AND earth_distance({here}, {There}) <= {metres}");
        var behind = page.TryGetPosition<EventPlace>(out _, out var last)
            ? $"WHERE (metres, id) > ({near.Parameter(last.Metres ?? throw OtherList())}, {near.Parameter(last.Id)})"
            : "";
        return near.ToCommand(
            $"""
            WITH found AS MATERIALIZED (
                SELECT e.id, earth_distance({here}, {There}) AS metres FROM events e WHERE {near.Sql}),
            listed AS (SELECT id, metres FROM found {behind} ORDER BY metres, id LIMIT {Limit(near, page)})
            SELECT (SELECT count(*) FROM found) AS number, {near.MyStatus()} AS my_status, listed.metres, {Columns}
            FROM (SELECT) AS one LEFT JOIN (listed JOIN events e USING (id) JOIN event_seats s ON s.event_id = e.id {near.Organizer()}) ON true
            ORDER BY listed.metres, e.id
            """
        );
    }

    /// <summary>Returns at least one row, so that there is a total even beyond the last page.</summary>
    private static NpgsqlCommand List(EventConditions conditions, string order, PageQuery page) =>
        conditions.ToCommand(
            $"""
            SELECT (SELECT count(*) FROM events e WHERE {conditions.Sql}) AS number, {conditions.MyStatus()} AS my_status, NULL::double precision AS metres, {Columns}
            FROM (SELECT) AS one LEFT JOIN (
                (SELECT e.id FROM events e WHERE {conditions.Sql} {Behind(conditions, order, page)} ORDER BY {order} LIMIT {Limit(
                conditions,
                page
            )}) AS listed
                JOIN events e USING (id) JOIN event_seats s ON s.event_id = e.id {conditions.Organizer()}) ON true
            ORDER BY {order}
            """
        );

    /// <summary>
    /// A page of the events listed to all, without those hidden from the caller, and first the number of hidden ones. Nearly always there
    /// is no block, and then nothing is counted.
    /// </summary>
    private static NpgsqlCommand ListWithHidden(EventConditions listed, PageQuery page) =>
        listed.ToCommand(
            $"""
            WITH blocked AS MATERIALIZED (SELECT ARRAY({listed.BlockedOrganizers()}) AS ids)
            SELECT (SELECT CASE WHEN ids = '{"{}"}' THEN 0 ELSE (SELECT count(*) FROM events e WHERE {listed.Sql} AND e.organizer_id = ANY (ids)) END FROM blocked) AS number,
                {listed.MyStatus()} AS my_status, NULL::double precision AS metres, {Columns}
            FROM (SELECT) AS one LEFT JOIN (
                (SELECT e.id FROM events e WHERE {listed.Sql} AND e.organizer_id <> ALL ((SELECT ids FROM blocked)::uuid[]) {Behind(
                listed,
                Soonest,
                page
            )}
                ORDER BY {Soonest} LIMIT {Limit(listed, page)}) AS listed
                JOIN events e USING (id) JOIN event_seats s ON s.event_id = e.id {listed.Organizer()}) ON true
            ORDER BY {Soonest}
            """
        );

    private static NpgsqlCommand Count(EventConditions listed) => listed.ToCommand($"SELECT count(*) FROM events e WHERE {listed.Sql}");

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

    private static string Limit(EventConditions conditions, PageQuery page) =>
        page.Cursor is null
            ? $"{conditions.Parameter(page.Limit)} OFFSET {conditions.Parameter((page.Page - 1L) * page.Limit)}"
            : conditions.Parameter(page.Limit);

    private static ProblemException OtherList() => Problem.InvalidCursor();

    /// <summary>
    /// A page of a public list by start. Concurrent identical requests without sign-in share one read; a signed-in user gets their own
    /// page.
    /// </summary>
    /// <param name="caller">Null: not signed in.</param>
    /// <param name="filter">All that the list depends on, except the time.</param>
    /// <param name="page">The page.</param>
    /// <param name="among">Adds the filter's conditions.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    private async Task<Page<EventView>> ReadListedAsync<TFilter>(
        Guid? caller,
        TFilter filter,
        PageQuery page,
        Func<EventConditions, DateTimeOffset, EventConditions> among,
        CancellationToken cancellationToken
    )
    {
        if (caller is null)
        {
            return await ReadOnceAsync(
                filter,
                page,
                now => List(among(new EventConditions(caller: null).AndListed(), now), Soonest, page),
                cancellationToken
            );
        }

        var (events, hidden) = await ReadRowsAsync(
            ListWithHidden(among(new EventConditions(caller).AndListedToAll(), clock.GetUtcNow()), page),
            page,
            cancellationToken
        );
        var before = page.Cursor is null ? (page.Page - 1L) * page.Limit : 0;
        if (before == 0 && page.Cursor is null && events.Count < page.Limit)
        {
            return PageOf(events, events.Count, page);
        }

        var total = await _totals.ReadAsync(
            QuestionOf(filter),
            () => CountAsync(Count(among(new EventConditions(caller: null).AndListedToAll(), clock.GetUtcNow()))),
            cancellationToken
        );
        // Events that were published or withdrawn between the two statements must not make the total smaller than the number of events
        // shown.
        return PageOf(events, Math.Max(total - hidden, events.Count == 0 ? 0 : before + events.Count), page);
    }

    private Task<Page<EventView>> ReadOnceAsync<TFilter>(
        TFilter filter,
        PageQuery page,
        Func<DateTimeOffset, NpgsqlCommand> statement,
        CancellationToken cancellationToken
    )
    {
        // Refuses a cursor of another list before other callers wait for its answer.
        page.TryGetPosition<EventPlace>(out _, out _);
        return _shared.ReadAsync(
            $"{QuestionOf(filter)} {page}",
            () => ReadAsync(statement(clock.GetUtcNow()), page, CancellationToken.None),
            cancellationToken
        );
    }

    private static string QuestionOf<TFilter>(TFilter filter) => $"{typeof(TFilter).Name} {JsonSerializer.Serialize(filter)}";

    private async Task<long> CountAsync(NpgsqlCommand statement)
    {
        await using var command = statement;
        await using var connection = await database.OpenConnectionAsync();
        command.Connection = connection;
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<Page<EventView>> ReadAsync(NpgsqlCommand statement, PageQuery page, CancellationToken cancellationToken)
    {
        var (events, total) = await ReadRowsAsync(statement, page, cancellationToken);
        return PageOf(events, total, page);
    }

    private static Page<EventView> PageOf(List<ListedEvent> events, long total, PageQuery page)
    {
        var number = page.TryGetPosition<EventPlace>(out var next, out _) ? next : page.Page;
        var found = Page.Of(events, total, page, number, last => new EventPlace(last.View.StartDatetime, last.Metres, last.View.Id));
        return new([.. found.Items.Select(item => item.View)], found.Total, found.Number, found.Pages, found.NextCursor);
    }

    /// <summary>The events, and the number that the statement gives with each row.</summary>
    private async Task<(List<ListedEvent> Events, long Number)> ReadRowsAsync(
        NpgsqlCommand statement,
        PageQuery page,
        CancellationToken cancellationToken
    )
    {
        await using var command = statement;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        command.Connection = connection;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var events = new List<ListedEvent>(page.Limit);
        var number = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            number = reader.Get<long>("number");
            if (!reader.IsNull("id"))
            {
                events.Add(new(Read(reader), reader.GetOrNull<double>("metres")));
            }
        }

        return (events, number);
    }

    private static EventView Read(NpgsqlDataReader row)
    {
        var (id, organizerId) = (row.Get<Guid>("id"), row.Get<Guid>("organizer_id"));
        var (myStatus, metres, status) = (row.GetTextOrNull("my_status"), row.GetOrNull<double>("metres"), row.Get<string>("status"));
        var (capacity, held, confirmed) = (row.GetOrNull<int>("capacity"), row.Get<int>("held"), row.Get<int>("confirmed"));
        var imageUrl = EventView.ImageUrlOf(id, row.GetTextOrNull("image_key"));
        return new EventView(
            id,
            row.Get<string>("name"),
            row.GetTextOrNull("description"),
            row.Get<string>("event_type"),
            row.GetTextOrNull("category"),
            row.Get<string[]>("interests"),
            row.GetTextOrNull("location_name"),
            row.GetTextOrNull("location_address"),
            row.GetTextOrNull("location_city"),
            row.GetTextOrNull("location_country"),
            row.GetTextOrNull("region"),
            row.GetOrNull<double>("latitude"),
            row.GetOrNull<double>("longitude"),
            row.Get<int>("geofence_radius_m"),
            row.Get<DateTimeOffset>("starts_at"),
            row.Get<DateTimeOffset>("ends_at"),
            row.Get<string>("time_zone"),
            row.Get<string>("time_zone_source"),
            capacity,
            row.Get<long>("price_cents"),
            row.GetOrNull<long>("price_credits"),
            row.Get<string>("currency"),
            row.Get<int>("refund_hours"),
            row.Get<string>("visibility"),
            status,
            status == EventStatus.Published,
            imageUrl,
            organizerId,
            row.GetTextOrNull("username") is { } username
                ? new(organizerId, username, row.GetTextOrNull("full_name"), row.GetTextOrNull("picture_url"))
                : null,
            confirmed,
            capacity - held - confirmed,
            EventView.IsSeat(myStatus),
            myStatus,
            metres / 1000,
            row.GetTextOrNull("cancel_reason"),
            row.Get<DateTimeOffset>("created_at"),
            PictureView.Of(imageUrl, row.GetTextOrNull("image_key"), row.GetTextOrNull("image_alt"))
        );
    }
}

/// <summary>An event in a list.</summary>
/// <param name="View">The event.</param>
/// <param name="Metres">Its distance, in a list by distance; else null.</param>
internal readonly record struct ListedEvent(EventView View, double? Metres);

/// <summary>An event's position in a list.</summary>
/// <param name="StartsAt">When it begins.</param>
/// <param name="Metres">Its distance, in a list by distance; else null.</param>
/// <param name="Id">The event's id.</param>
internal sealed record EventPlace(DateTimeOffset StartsAt, double? Metres, Guid Id);
