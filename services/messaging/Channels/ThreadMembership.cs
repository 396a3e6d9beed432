using Community.Platform.Data;
using Npgsql;

namespace Community.Messaging.Channels;

/// <summary>
/// A user's right to read a thread, with the people hidden from the user: the facts that every page of the thread's messages depends on.
/// </summary>
/// <param name="LastSeq">The number of the thread's last message.</param>
/// <param name="MayRead">Whether the user may read the thread, by <see cref="ChannelRights"/>.</param>
/// <param name="Hidden">The people with whom the user has a block.</param>
internal sealed record ThreadMembership(long LastSeq, bool MayRead, Guid[] Hidden)
{
    // Facts instead of the condition of ReadableChannels: each table is read once, by its key, and the rule is evaluated here. PostgreSQL
    // sets up every subquery of that condition at each execution, also those that it does not reach.
    private const string Select = """
        SELECT asked.number, ch.last_seq, ch.deleted_at, ch.is_held, t.created_by, c.visibility = 'public' AS is_public, c.is_deleted, c.is_hidden, m.role,
            coalesce(p.is_erased OR (p.is_suspended AND (p.suspended_until IS NULL OR p.suspended_until > $3)), false) AS is_gone,
            ARRAY(SELECT h.other_id FROM hidden_from h WHERE h.user_id = asked.user_id) AS hidden
        FROM unnest($1, $2) WITH ORDINALITY AS asked (thread_id, user_id, number)
        JOIN channels ch ON ch.id = asked.thread_id
        JOIN threads t ON t.id = ch.id
        JOIN communities c ON c.id = ch.community_id
        LEFT JOIN memberships m ON m.community_id = ch.community_id AND m.user_id = asked.user_id AND m.is_member
        LEFT JOIN people p ON p.id = asked.user_id
        """;

    /// <summary>
    /// Selects it for pairs of a thread and a user, in any order. A pair without a row: there is no such thread, or its community is not
    /// known here.
    /// </summary>
    /// <param name="threads">The threads' ids.</param>
    /// <param name="users">The users' ids; parallel to the threads.</param>
    /// <param name="now">The present, in UTC.</param>
    public static NpgsqlBatchCommand Command(Guid[] threads, Guid[] users, DateTimeOffset now) =>
        new(Select)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid[]> { TypedValue = threads },
                new NpgsqlParameter<Guid[]> { TypedValue = users },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = now },
            },
        };

    /// <summary>Reads a row of <see cref="Command"/>.</summary>
    /// <returns>The pair's index in the command's arrays, and its facts.</returns>
    public static (int Index, ThreadMembership Membership) Read(NpgsqlDataReader row, Guid[] threads, Guid[] users, DateTimeOffset now)
    {
        var index = (int)row.Get<long>("number") - 1;
        var (openedBy, role, hidden) = (row.Get<Guid>("created_by"), row.GetTextOrNull("role"), row.Get<Guid[]>("hidden"));
        var thread = new Channel
        {
            Id = threads[index],
            Kind = ChannelKind.Thread,
            LastSeq = row.Get<long>("last_seq"),
            DeletedAt = row.GetOrNull<DateTimeOffset>("deleted_at"),
            IsHeld = row.Get<bool>("is_held"),
        };
        var membership = new Membership
        {
            UserId = users[index],
            Role = role,
            IsCommunityPublic = row.Get<bool>("is_public"),
            IsCommunityGone = row.Get<bool>("is_deleted") || (row.Get<bool>("is_hidden") && role != "owner"),
            IsGone = row.Get<bool>("is_gone"),
            IsOpener = openedBy == users[index],
            IsOpenerHidden = hidden.Contains(openedBy),
        };
        return (index, new(thread.LastSeq, ChannelRights.Of(thread, membership, now).MayRead, hidden));
    }
}
