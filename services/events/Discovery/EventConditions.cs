using System.Text;
using Community.Events.Registrations;
using Community.ServiceDefaults.Data;
using Npgsql;

namespace Community.Events.Discovery;

/// <summary>
/// The conditions of one list of events, as SQL about <c>events e</c>. Only those that were asked for are in it, so that each has its
/// index; a condition's parameters are numbered, so that it can be said twice: for the page, and for the count.
/// </summary>
internal sealed class EventConditions(Guid? caller)
{
    /// <summary>The condition of the indexes <c>events_listed…</c>, in the same words.</summary>
    private const string Listed = "e.status = 'published' AND e.visibility = 'public' AND NOT e.organizer_hidden AND e.removed_at IS NULL";

    private readonly Statement _statement = new();
    private readonly StringBuilder _sql = new();

    public string Sql => _sql.ToString();

    public Guid? Caller => caller;

    public NpgsqlCommand ToCommand(string sql) => _statement.Add(sql).ToCommand();

    public string Parameter<T>(T value) where T : notnull => _statement.Parameter(value);

    public EventConditions And(string condition)
    {
        _sql.Append(_sql.Length == 0 ? "" : " AND ").Append(condition);
        return this;
    }

    /// <summary>The public events, but none of an organizer whom the caller blocks or who blocks the caller.</summary>
    public EventConditions AndListed() => AndListedToAll().AndNotBlocked();

    /// <summary>The public events, whoever asks.</summary>
    public EventConditions AndListedToAll() => And(Listed);

    public EventConditions AndNotBlocked() => caller is null ? this : And($"e.organizer_id <> ALL (ARRAY({BlockedOrganizers()}))");

    /// <summary>A query for the ids of users with whom the caller, who is signed in, has a block, from either side.</summary>
    public string BlockedOrganizers()
    {
        var me = Parameter(caller ?? throw new InvalidOperationException("A stranger has no blocks."));
        return $"""
            SELECT blocked_id FROM blocks WHERE blocker_id = {me} AND is_blocked
            UNION ALL SELECT blocker_id FROM blocks WHERE blocked_id = {me} AND is_blocked
            """;
    }

    /// <summary>From a time on or, without one, whatever is not yet over.</summary>
    public EventConditions AndWhen(DateTimeOffset? startAfter, DateTimeOffset? startBefore, DateTimeOffset now)
    {
        if (startAfter is { } after)
        {
            And($"e.starts_at >= {Parameter(after)}");
        }
        else
        {
            // No event is longer than 31 days: said of the start too, the condition has an index.
            And($"e.starts_at > {Parameter(now.AddDays(-Publishing.EventRules.MostDays))} AND e.ends_at > {Parameter(now)}");
        }

        return startBefore is { } before ? And($"e.starts_at < {Parameter(before)}") : this;
    }

    public EventConditions AndKey(string column, string? text) => text is null ? this : And($"e.{column} = {Parameter(SearchKey.Of(text))}");

    public EventConditions AndInterests(string[]? interests) =>
        interests is { Length: > 0 } ? And($"e.interest_keys && {Parameter(interests.Select(SearchKey.Of).ToArray())}") : this;

    public EventConditions AndText(string? text) => text is null ? this : And(_statement.Matches("e.search", text));

    public EventConditions AndPrice(PriceFilter? price) => price switch
    {
        PriceFilter.Free => And("e.price_cents = 0"),
        PriceFilter.Paid => And("e.price_cents > 0"),
        _ => this,
    };

    /// <summary>The status of the caller's registration, while it is active.</summary>
    public string MyStatus() => caller is { } me
        ? $"""
            (SELECT r.status FROM registrations r
            WHERE r.event_id = e.id AND r.user_id = {Parameter(me)} AND r.status IN ({Active}))
            """
        : "NULL::text";

    public const string Active =
        $"'{RegistrationStatus.Pending}', '{RegistrationStatus.Confirmed}', '{RegistrationStatus.Waitlisted}', '{RegistrationStatus.CheckedIn}'";
}
