using Community.Messaging.Data;
using Community.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Messaging.Channels;

/// <summary>Reads people's relations to channels, for any number of people in one statement.</summary>
internal static class MembershipReader
{
    /// <summary>
    /// Pairs of a channel and a user id, and pairs of a channel and the lower-case username of one more person. A person who is not known
    /// here has a row all the same. One more column says which channel.
    /// </summary>
    private const string OfChannels = $"""
        {Select}, asked.channel_id AS place
        FROM (
            SELECT channel_id, id FROM unnest($1::uuid[], $2::uuid[]) AS given (channel_id, id)
            UNION
            SELECT named.channel_id, p.id FROM unnest($3::uuid[], $4::text[]) AS named (channel_id, name)
                JOIN people p ON p.username_key = named.name AND p.profile_version > 0) asked
        JOIN channels ch ON ch.id = asked.channel_id
        CROSS JOIN (SELECT $5::timestamptz) present (now)
        {Facts}
        """;

    /// <summary>
    /// The people's part in any thread of a community, even if it has no thread yet. The parameters are the community's id, the people's
    /// ids, and the present.
    /// </summary>
    private const string OfCommunity = $"""
        {Select} FROM (
            SELECT NULL::uuid AS id, 'thread' AS kind, $1::uuid AS community_id, NULL::uuid AS event_id, NULL::uuid AS low_id, NULL::uuid AS high_id) ch
        {Joins}
        """;

    /// <summary>The same for an event's chat, even if there is none yet.</summary>
    private const string OfEvent = $"""
        {Select} FROM (
            SELECT NULL::uuid AS id, 'event_chat' AS kind, NULL::uuid AS community_id, $1::uuid AS event_id, NULL::uuid AS low_id, NULL::uuid AS high_id) ch
        {Joins}
        """;

    /// <summary>The same for a conversation with a person, even if there is none yet.</summary>
    private const string OfPair = $"""
        {Select} FROM (
            SELECT NULL::uuid AS id, 'direct' AS kind, NULL::uuid AS community_id, NULL::uuid AS event_id, least($1::uuid, ($2::uuid[])[1]) AS low_id,
                greatest($1::uuid, ($2::uuid[])[1]) AS high_id) ch
        {Joins}
        """;

    /// <summary>
    /// Pairs of a person and a place: a channel, or a community, which represents any thread of it. More columns say which place it is, its
    /// kind, and whether it was locked or deleted.
    /// </summary>
    private const string OfPlaces = $"""
        {Select}, asked.place_id AS place, ch.kind, ch.is_locked, ch.deleted_at, ch.is_held
        FROM unnest($1::uuid[], $2::uuid[]) AS asked (place_id, id)
        LEFT JOIN channels known ON known.id = asked.place_id
        CROSS JOIN LATERAL (
            SELECT known.id, coalesce(known.kind, 'thread') AS kind, CASE WHEN known.id IS NULL THEN asked.place_id ELSE known.community_id END AS community_id,
                known.event_id, known.low_id, known.high_id, coalesce(known.is_locked, false) AS is_locked, known.deleted_at,
                coalesce(known.is_held, false) AS is_held) ch
        CROSS JOIN (SELECT $3::timestamptz) present (now)
        {Facts}
        """;

    private const string Select = """
        SELECT asked.id, p.username_key, coalesce(p.is_guest, false) AS is_guest,
            coalesce(p.is_erased OR (p.is_suspended AND (p.suspended_until IS NULL OR p.suspended_until > present.now)), false) AS is_gone, p.muted_until,
            m.role, coalesce(c.visibility = 'public', false) AS is_community_public,
            ch.kind = 'thread' AND coalesce(c.is_deleted OR (c.is_hidden AND m.role IS DISTINCT FROM 'owner'), true) AS is_community_gone,
            coalesce(e.organizer_id = asked.id, false) AS is_organizer,
            EXISTS (SELECT FROM registrations r WHERE r.event_id = ch.event_id AND r.user_id = asked.id AND r.is_confirmed) AS is_registered,
            asked.id IN (ch.low_id, ch.high_id) AS is_in_pair,
            ch.kind = 'direct' AND EXISTS (
                SELECT FROM people peer
                WHERE peer.id = CASE WHEN asked.id = ch.low_id THEN ch.high_id ELSE ch.low_id END
                    AND peer.profile_version > 0 AND NOT peer.is_guest AND NOT peer.is_erased
                    AND (NOT peer.is_suspended OR peer.suspended_until <= present.now)
                    AND NOT EXISTS (SELECT FROM hidden_from h WHERE h.user_id = asked.id AND h.other_id = peer.id)) AS is_peer_reachable,
            ch.kind = 'thread' AND EXISTS (
                SELECT FROM threads t JOIN hidden_from h ON h.other_id = t.created_by WHERE t.id = ch.id AND h.user_id = asked.id) AS is_opener_hidden,
            ch.kind = 'thread' AND EXISTS (SELECT FROM threads t WHERE t.id = ch.id AND t.created_by = asked.id) AS is_opener
        """;

    private const string Joins = $"""
        CROSS JOIN (SELECT unnest($2::uuid[]) AS id) asked
        CROSS JOIN (SELECT $3::timestamptz) present (now)
        {Facts}
        """;

    private const string Facts = """
        LEFT JOIN people p ON p.id = asked.id
        LEFT JOIN communities c ON c.id = ch.community_id
        LEFT JOIN memberships m ON m.community_id = ch.community_id AND m.user_id = asked.id AND m.is_member
        LEFT JOIN events e ON e.id = ch.event_id
        """;

    /// <summary>
    /// Selects the relations of these users, and of the users with these lower-case usernames, to a channel; each person once.
    /// </summary>
    public static NpgsqlBatchCommand Command(Guid channelId, Guid[] users, string[] usernames, DateTimeOffset now) =>
        CommandForChannels(Array.ConvertAll(users, user => (channelId, user)), Array.ConvertAll(usernames, name => (channelId, name)), now);

    /// <summary>The same for several channels: <see cref="ReadOfChannel"/> reads a row of the answer.</summary>
    public static NpgsqlBatchCommand CommandForChannels(
        (Guid Channel, Guid User)[] people,
        (Guid Channel, string Name)[] names,
        DateTimeOffset now
    ) =>
        new(OfChannels)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid[]> { TypedValue = Array.ConvertAll(people, pair => pair.Channel) },
                new NpgsqlParameter<Guid[]> { TypedValue = Array.ConvertAll(people, pair => pair.User) },
                new NpgsqlParameter<Guid[]> { TypedValue = Array.ConvertAll(names, pair => pair.Channel) },
                new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(names, pair => pair.Name) },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = now },
            },
        };

    public static (Guid ChannelId, Membership Membership) ReadOfChannel(NpgsqlDataReader reader) =>
        (reader.Get<Guid>("place"), Read(reader));

    /// <summary>Reads these users' relations to a channel.</summary>
    public static Task<List<Membership>> MembershipsAsync(this MessagingDb db, Guid channelId, Guid[] users, DateTimeOffset now) =>
        db.ReadAsync(ReadAsync, Command(channelId, users, [], now));

    /// <summary>Reads people's rights in places; the two arrays are parallel.</summary>
    public static Task<List<(Guid Place, Guid User, Rights Rights)>> RightsAsync(
        this MessagingDb db,
        Guid[] places,
        Guid[] users,
        DateTimeOffset now
    ) => db.ReadAsync(reader => ReadPlacesAsync(reader, now), CommandForPlaces(places, users, now));

    /// <summary>
    /// Reads the answers to commands in one round trip, over the context's connection and in its transaction, if there is one.
    /// </summary>
    public static async Task<T> ReadAsync<T>(
        this MessagingDb db,
        Func<NpgsqlDataReader, Task<T>> read,
        params NpgsqlBatchCommand[] commands
    )
    {
        await db.Database.OpenConnectionAsync();
        try
        {
            await using var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection());
            Array.ForEach(commands, batch.BatchCommands.Add);
            await using var reader = await batch.ExecuteReaderAsync();
            return await read(reader);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    public static NpgsqlBatchCommand CommandForCommunity(Guid communityId, Guid[] users, DateTimeOffset now) =>
        Command(OfCommunity, communityId, users, now);

    public static NpgsqlBatchCommand CommandForEvent(Guid eventId, Guid[] users, DateTimeOffset now) =>
        Command(OfEvent, eventId, users, now);

    public static NpgsqlBatchCommand CommandForPair(Guid peer, Guid user, DateTimeOffset now) => Command(OfPair, peer, [user], now);

    /// <summary>Selects people's relations to places; the two arrays are parallel.</summary>
    public static NpgsqlBatchCommand CommandForPlaces(Guid[] places, Guid[] users, DateTimeOffset now) =>
        new(OfPlaces)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid[]> { TypedValue = places },
                new NpgsqlParameter<Guid[]> { TypedValue = users },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = now },
            },
        };

    /// <summary>Reads the answer to <see cref="CommandForPlaces"/>: each person's rights in each place.</summary>
    public static async Task<List<(Guid Place, Guid User, Rights Rights)>> ReadPlacesAsync(NpgsqlDataReader reader, DateTimeOffset now)
    {
        var rights = new List<(Guid, Guid, Rights)>();
        while (await reader.ReadAsync())
        {
            rights.Add(ReadPlace(reader, now));
        }

        return rights;
    }

    /// <summary>The same, for a caller that may block its thread.</summary>
    public static List<(Guid Place, Guid User, Rights Rights)> ReadPlaces(NpgsqlDataReader reader, DateTimeOffset now)
    {
        var rights = new List<(Guid, Guid, Rights)>();
        while (reader.Read())
        {
            rights.Add(ReadPlace(reader, now));
        }

        return rights;
    }

    private static (Guid Place, Guid User, Rights Rights) ReadPlace(NpgsqlDataReader reader, DateTimeOffset now)
    {
        var (membership, place) = (Read(reader), reader.Get<Guid>("place"));
        var channel = new Channel
        {
            Id = place,
            Kind = reader.Get<string>("kind"),
            IsLocked = reader.Get<bool>("is_locked"),
            DeletedAt = reader.GetOrNull<DateTimeOffset>("deleted_at"),
            IsHeld = reader.Get<bool>("is_held"),
        };
        return (place, membership.UserId, ChannelRights.Of(channel, membership, now));
    }

    private static NpgsqlBatchCommand Command(string sql, Guid id, Guid[] users, DateTimeOffset now) =>
        new(sql)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = id },
                new NpgsqlParameter<Guid[]> { TypedValue = users },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = now },
            },
        };

    public static async Task<List<Membership>> ReadAsync(NpgsqlDataReader reader)
    {
        var memberships = new List<Membership>();
        while (await reader.ReadAsync())
        {
            memberships.Add(Read(reader));
        }

        return memberships;
    }

    private static Membership Read(NpgsqlDataReader reader) =>
        new()
        {
            UserId = reader.Get<Guid>("id"),
            UsernameKey = reader.GetTextOrNull("username_key"),
            IsGuest = reader.Get<bool>("is_guest"),
            IsGone = reader.Get<bool>("is_gone"),
            MutedUntil = reader.GetOrNull<DateTimeOffset>("muted_until"),
            Role = reader.GetTextOrNull("role"),
            IsCommunityPublic = reader.Get<bool>("is_community_public"),
            IsCommunityGone = reader.Get<bool>("is_community_gone"),
            IsOrganizer = reader.Get<bool>("is_organizer"),
            IsRegistered = reader.Get<bool>("is_registered"),
            IsInPair = !reader.IsNull("is_in_pair") && reader.Get<bool>("is_in_pair"),
            IsPeerReachable = reader.Get<bool>("is_peer_reachable"),
            IsOpenerHidden = reader.Get<bool>("is_opener_hidden"),
            IsOpener = reader.Get<bool>("is_opener"),
        };
}
