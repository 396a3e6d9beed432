using Community.Messaging.Channels;
using Npgsql;

namespace Community.Messaging.Tests.Channels;

/// <summary>
/// The right to read is written as code over memberships, which five statements read, and as SQL. In generated worlds, all of them must
/// agree for every person and every channel. The seed of a world that differs is in the failure.
/// </summary>
[Collection(nameof(MessagingTests))]
public sealed class ReadableChannelsTests(MessagingApplication app)
{
    private const int Worlds = 40;

    [Fact]
    public async Task TheConditionIsTheRuleInEveryWorld()
    {
        await using var connection = new NpgsqlConnection(app.Database);
        await connection.OpenAsync();
        var (readable, unreadable) = (0, 0);
        for (var seed = 1; seed <= Worlds; seed++)
        {
            var world = new World(seed);
            await world.WriteAsync(connection);
            var bySql = await BySqlAsync(connection, world);
            var byRule = await ByRuleAsync(connection, world, MembershipReader.CommandForChannels(world.Pairs, [], world.Now));
            var byPlace = await ByPlaceAsync(connection, world);
            bySql.Order().ShouldBe(byRule.Order(), $"seed {seed}: SQL and the rule differ");
            byPlace.Order().ShouldBe(byRule.Order(), $"seed {seed}: the hub's statement and the rule differ");
            (await ByThreadAsync(connection, world))
                .Order()
                .ShouldBe(byRule.Where(pair => world.IsThread(pair.Item1)).Order(), $"seed {seed}: a page's statement and the rule differ");
            await UnmadeAsync(connection, world, seed);
            readable += byRule.Count;
            unreadable += world.Pairs.Length - byRule.Count;
        }

        // Worlds in which every person reads everything, or nothing, would prove nothing.
        readable.ShouldBeGreaterThan(Worlds * 20);
        unreadable.ShouldBeGreaterThan(Worlds * 20);
    }

    /// <summary>The check for a channel that does not exist yet agrees with the check for the existing channel.</summary>
    private static async Task UnmadeAsync(NpgsqlConnection connection, World world, int seed)
    {
        foreach (var channel in world.Channels.Where(channel => channel.DeletedAt is null && !channel.IsHeld))
        {
            foreach (var person in world.People)
            {
                var made = await MembershipAsync(connection, MembershipReader.Command(channel.Id, [person], [], world.Now));
                var unmade = channel switch
                {
                    { CommunityId: { } community } => await MembershipAsync(
                        connection,
                        MembershipReader.CommandForCommunity(community, [person], world.Now)
                    ),
                    { EventId: { } happening } => await MembershipAsync(
                        connection,
                        MembershipReader.CommandForEvent(happening, [person], world.Now)
                    ),
                    _ when channel.PeerOf(person) is { } peer => await MembershipAsync(
                        connection,
                        MembershipReader.CommandForPair(peer, person, world.Now)
                    ),
                    _ => made,
                };

                // A thread that does not exist yet has no opener.
                var expected = ChannelRights.Of(channel, made with { IsOpener = false, IsOpenerHidden = false }, world.Now);
                ChannelRights.Of(channel, unmade, world.Now).ShouldBe(expected, $"seed {seed}: {channel.Kind} {channel.Id} for {person}");
            }
        }
    }

    private static async Task<Membership> MembershipAsync(NpgsqlConnection connection, NpgsqlBatchCommand command)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { command } };
        await using var reader = await batch.ExecuteReaderAsync();
        return (await MembershipReader.ReadAsync(reader)).Single();
    }

    private static async Task<List<(Guid, Guid)>> ByRuleAsync(NpgsqlConnection connection, World world, NpgsqlBatchCommand command)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { command } };
        await using var reader = await batch.ExecuteReaderAsync();
        var found = new List<(Guid, Guid)>();
        while (await reader.ReadAsync())
        {
            var (channelId, membership) = MembershipReader.ReadOfChannel(reader);
            if (ChannelRights.Of(world.Channels.Single(channel => channel.Id == channelId), membership, world.Now).MayRead)
            {
                found.Add((channelId, membership.UserId));
            }
        }

        return found;
    }

    private static async Task<List<(Guid, Guid)>> ByPlaceAsync(NpgsqlConnection connection, World world)
    {
        var (places, people) = (Array.ConvertAll(world.Pairs, pair => pair.Channel), Array.ConvertAll(world.Pairs, pair => pair.Person));
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { MembershipReader.CommandForPlaces(places, people, world.Now) },
        };
        await using var reader = await batch.ExecuteReaderAsync();
        return
        [
            .. (await MembershipReader.ReadPlacesAsync(reader, world.Now))
                .Where(place => place.Rights.MayRead)
                .Select(place => (place.Place, place.User)),
        ];
    }

    /// <summary>Reads like the pages of messages, also if the channel is not a thread.</summary>
    private static async Task<List<(Guid, Guid)>> ByThreadAsync(NpgsqlConnection connection, World world)
    {
        var (channels, people) = (Array.ConvertAll(world.Pairs, pair => pair.Channel), Array.ConvertAll(world.Pairs, pair => pair.Person));
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { ThreadMembership.Command(channels, people, world.Now) } };
        await using var reader = await batch.ExecuteReaderAsync();
        var found = new List<(Guid, Guid)>();
        while (await reader.ReadAsync())
        {
            var (index, membership) = ThreadMembership.Read(reader, channels, people, world.Now);
            if (membership.MayRead)
            {
                found.Add(world.Pairs[index]);
            }
        }

        return found;
    }

    private static async Task<List<(Guid, Guid)>> BySqlAsync(NpgsqlConnection connection, World world)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT ch.id, me.id FROM channels ch CROSS JOIN unnest($1::uuid[]) AS me (id) WHERE ch.id = ANY ($2) AND {ReadableChannels.MayRead("ch", "me.id", "$3")}",
            connection
        );
        command.Parameters.Add(new() { Value = world.People });
        command.Parameters.Add(new() { Value = Array.ConvertAll(world.Channels, channel => channel.Id) });
        command.Parameters.Add(new() { Value = world.Now });
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<(Guid, Guid)>();
        while (await reader.ReadAsync())
        {
            found.Add((reader.GetGuid(0), reader.GetGuid(1)));
        }

        return found;
    }

    /// <summary>
    /// People in every state, communities, events and conversations, and all their relations; random, but determined by the seed.
    /// </summary>
    private sealed class World
    {
        private readonly Random _random;
        private readonly List<NpgsqlBatchCommand> _rows = [];

        public World(int seed)
        {
            _random = new Random(seed);
            People = [.. Enumerable.Range(0, 9).Select(_ => Guid.CreateVersion7())];
            var communities = Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7()).ToArray();
            var events = Enumerable.Range(0, 2).Select(_ => Guid.CreateVersion7()).ToArray();
            foreach (var person in People.SkipLast(1))
            {
                AddPerson(person);
            }

            foreach (var community in communities.SkipLast(1))
            {
                Add(
                    "INSERT INTO communities (id, version, name, kind, visibility, is_deleted, is_hidden) VALUES ($1, 1, 'c', 'community', $2, $3, $4)",
                    community,
                    One("public", "public", "private", "paid"),
                    Chance(8),
                    Chance(6)
                );
            }

            foreach (
                var (community, person) in communities
                    .SelectMany(community => People.Select(person => (community, person)))
                    .Where(_ => Chance(2))
            )
            {
                Add(
                    "INSERT INTO memberships (community_id, user_id, version, is_member, role) VALUES ($1, $2, 1, $3, $4)",
                    community,
                    person,
                    !Chance(4),
                    One("owner", "moderator", "member", "member")
                );
            }

            foreach (
                var (one, other) in People
                    .SelectMany(one => People.Select(other => (one, other)))
                    .Where(pair => pair.one != pair.other && Chance(7))
            )
            {
                Add("INSERT INTO blocks (blocker_id, blocked_id, version, is_blocked) VALUES ($1, $2, 1, $3)", one, other, !Chance(4));
            }

            foreach (var happening in events.SkipLast(1))
            {
                Add(
                    "INSERT INTO events (id, version, organizer_id, name, is_cancelled) VALUES ($1, 1, $2, 'e', $3)",
                    happening,
                    One(People),
                    Chance(3)
                );
            }

            foreach (
                var (happening, person) in events
                    .SelectMany(happening => People.Select(person => (happening, person)))
                    .Where(_ => Chance(2))
            )
            {
                Add(
                    "INSERT INTO registrations (id, event_id, user_id, version, is_confirmed) VALUES ($1, $2, $3, 1, $4)",
                    Guid.CreateVersion7(),
                    happening,
                    person,
                    !Chance(3)
                );
            }

            Channels =
            [
                .. Enumerable.Range(0, 10).Select(_ => Thread(One(communities))),
                .. events.Select(happening => new Channel
                {
                    Id = Guid.CreateVersion7(),
                    Kind = ChannelKind.EventChat,
                    EventId = happening,
                    DeletedAt = Chance(6) ? Now : null,
                }),
                .. People.Zip(People.Skip(1)).Where(_ => Chance(2)).Select(pair => Conversation(pair.First, pair.Second)),
            ];
            foreach (var channel in Channels)
            {
                Add(
                    """
                    INSERT INTO channels (id, kind, community_id, event_id, low_id, high_id, is_locked, deleted_at, is_held, last_activity_at, created_at)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now(), now())
                    """,
                    channel.Id,
                    channel.Kind,
                    channel.CommunityId,
                    channel.EventId,
                    channel.LowId,
                    channel.HighId,
                    channel.IsLocked,
                    channel.DeletedAt,
                    channel.IsHeld
                );
            }

            foreach (var channel in Channels.Where(channel => channel.CommunityId is not null))
            {
                Add(
                    """
                    INSERT INTO threads (id, community_id, version, title, content, content_html, created_by, created_at, updated_at)
                    VALUES ($1, $2, 1, 't', '', '', $3, now(), now())
                    """,
                    channel.Id,
                    channel.CommunityId,
                    One(People)
                );
            }
        }

        public DateTimeOffset Now { get; } = TimeProvider.System.GetUtcNow();

        public Guid[] People { get; }

        public Channel[] Channels { get; }

        public (Guid Channel, Guid Person)[] Pairs => [.. Channels.SelectMany(channel => People.Select(person => (channel.Id, person)))];

        public bool IsThread(Guid channel) => Array.Exists(Channels, known => known.Id == channel && known.Kind == ChannelKind.Thread);

        public async Task WriteAsync(NpgsqlConnection connection)
        {
            await using var batch = new NpgsqlBatch(connection);
            _rows.ForEach(batch.BatchCommands.Add);
            await batch.ExecuteNonQueryAsync();
        }

        private void AddPerson(Guid id)
        {
            var isErased = Chance(9);
            Add(
                """
                INSERT INTO people (id, profile_version, username, username_key, is_guest, is_suspended, suspended_until, muted_until, is_erased)
                VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8)
                """,
                id,
                isErased || Chance(9) ? 0L : 1L,
                isErased ? null : $"w{id:n}",
                Chance(6),
                Chance(4),
                One<DateTimeOffset?>(null, Now.AddHours(-1), Now.AddHours(1)),
                One<DateTimeOffset?>(null, null, Now.AddHours(-1), Now.AddHours(1)),
                isErased
            );
        }

        private Channel Thread(Guid community) =>
            new()
            {
                Id = Guid.CreateVersion7(),
                Kind = ChannelKind.Thread,
                CommunityId = community,
                IsLocked = Chance(5),
                IsHeld = Chance(4),
                DeletedAt = Chance(7) ? Now : null,
            };

        private static Channel Conversation(Guid one, Guid other) =>
            new()
            {
                Id = Guid.CreateVersion7(),
                Kind = ChannelKind.Direct,
                LowId = one.CompareTo(other) < 0 ? one : other,
                HighId = one.CompareTo(other) < 0 ? other : one,
            };

        /// <summary>True one time in so many.</summary>
        private bool Chance(int outOf) => _random.Next(outOf) == 0;

        private T One<T>(params T[] of) => of[_random.Next(of.Length)];

        private void Add(string sql, params object?[] values)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in values)
            {
                command.Parameters.Add(new() { Value = value ?? DBNull.Value });
            }

            _rows.Add(command);
        }
    }
}
