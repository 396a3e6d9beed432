using System.Text;
using Community.Events.Registrations;
using Community.Platform.Data;
using Npgsql;

namespace Community.Events.Discovery;

/// <summary>
/// The conditions of one list of events, as SQL about <c>events e</c>. It contains only the requested conditions, so that each can use its
/// index. The parameters are numbered, so that a condition can be used twice: for the page and for the count.
/// </summary>
internal sealed class EventConditions(Guid? caller)
{
    /// <summary>The condition of the indexes <c>events_listed…</c>, written exactly as there.</summary>
    private const string Listed = "e.status = 'published' AND e.visibility = 'public' AND NOT e.organizer_hidden AND e.removed_at IS NULL";

    private readonly Statement _statement = new();
    private readonly StringBuilder _sql = new();

    public string Sql => _sql.ToString();

    public Guid? Caller => caller;

    public NpgsqlCommand ToCommand(string sql) => _statement.Add(sql).ToCommand();

    public string Parameter<T>(T value)
        where T : notnull => _statement.Parameter(value);

    public EventConditions And(string condition)
    {
        _sql.Append(_sql.Length == 0 ? "" : " AND ").Append(condition);
        return this;
    }

    /// <summary>The public events, without those of organizers with whom the caller has a block.</summary>
    public EventConditions AndListed() => AndListedToAll().AndNotBlocked();

    /// <summary>The public events, the same for every caller.</summary>
    public EventConditions AndListedToAll() => And(Listed);

    public EventConditions AndNotBlocked() => caller is null ? this : And($"e.organizer_id <> ALL (ARRAY({BlockedOrganizers()}))");

    /// <summary>A query for the ids of users with whom the signed-in caller has a block, in either direction.</summary>
    public string BlockedOrganizers()
    {
        var me = Parameter(caller ?? throw new InvalidOperationException("A caller without a token has no blocks."));
        return $"""
            SELECT blocked_id FROM blocks WHERE blocker_id = {me} AND is_blocked
            UNION ALL SELECT blocker_id FROM blocks WHERE blocked_id = {me} AND is_blocked
            """;
    }

    /// <summary>Events from a time on or, without one, events that are not over.</summary>
    public EventConditions AndWhen(DateTimeOffset? startAfter, DateTimeOffset? startBefore, DateTimeOffset now)
    {
        if (startAfter is { } after)
        {
            And($"e.starts_at >= {Parameter(after)}");
        }
        else
        {
            // No event is longer than 31 days. A condition on the start follows from that, and it has an index.
            And($"e.starts_at > {Parameter(now.AddDays(-Publishing.EventRules.MostDays))} AND e.ends_at > {Parameter(now)}");
        }

        return startBefore is { } before ? And($"e.starts_at < {Parameter(before)}") : this;
    }

    public EventConditions AndKey(string column, string? text) =>
        text is null ? this : And($"e.{column} = {Parameter(SearchKey.Of(text))}");

    public EventConditions AndInterests(string[]? interests) =>
        interests is { Length: > 0 } ? And($"e.interest_keys && {Parameter(interests.Select(SearchKey.Of).ToArray())}") : this;

    public EventConditions AndText(string? text) => text is null ? this : And(_statement.Matches("e.search", text));

    public EventConditions AndPrice(PriceFilter? price) =>
        price switch
        {
            PriceFilter.Free => And("e.price_cents = 0"),
            PriceFilter.Paid => And("e.price_cents > 0"),
            _ => this,
        };

    /// <summary>The status of the caller's active registration.</summary>
    public string MyStatus() =>
        caller is { } me
            ? $"""
                (SELECT r.status FROM registrations r
                WHERE r.event_id = e.id AND r.user_id = {Parameter(me)} AND r.status IN ({Active}))
                """
            : "NULL::text";

    /// <summary>
    /// The join of the organizer, as <c>organizer</c>. They have no name if their account is gone, or if there is a block between them and
    /// the caller: a user who had registered before still sees the event.
    /// </summary>
    public string Organizer() =>
        "LEFT JOIN people organizer ON organizer.id = e.organizer_id"
        + (caller is null ? "" : $" AND organizer.id <> ALL (ARRAY({BlockedOrganizers()}))");

    public const string Active =
        $"'{RegistrationStatus.Pending}', '{RegistrationStatus.Confirmed}', '{RegistrationStatus.Waitlisted}', '{RegistrationStatus.CheckedIn}'";
}
