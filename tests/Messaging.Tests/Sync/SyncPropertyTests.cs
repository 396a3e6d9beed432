using Community.Messaging.Channels;
using Community.Messaging.Communities;
using Community.Messaging.Data;
using Community.Messaging.EventChats;
using Community.Messaging.Notifications;
using Community.Messaging.Sync;
using Community.People;
using Community.People.Blocks;
using Community.Platform.Http.Localization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Community.Messaging.Tests.Sync;

/// <summary>
/// A client that is cut off at random ends with exactly the state that the API gives. In each generated world, changes of every kind happen
/// to a person while many clients follow the person's log, each by a schedule of its own: answers are lost, requested twice and applied
/// twice. The integration events come in any order and several times, and some transactions begin early and commit late. The seed of a
/// client that differs is in the failure.
/// </summary>
[Collection(nameof(MessagingTests))]
public sealed class SyncPropertyTests(MessagingApplication app)
{
    private const int ClientsInWorld = 25;
    private const int Steps = 40;

    private static readonly int Worlds = Environment.GetEnvironmentVariable("COMMUNITY_TEST_FULL") == "1" ? 1_600 : 48;

    [Fact]
    public async Task EveryClientEndsWithTheStateOfTheApi()
    {
        var changes = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(1, Worlds),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (seed, _) => Interlocked.Add(ref changes, await FollowAsync(seed))
        );

        // Clients that only ever got whole states would prove nothing.
        changes.ShouldBeGreaterThan(Worlds * ClientsInWorld);
    }

    /// <summary>Plays one world.</summary>
    /// <returns>How many answers were changes that had entries.</returns>
    private async Task<int> FollowAsync(int seed)
    {
        var random = new Random(seed);
        await using var world = await World.BeginAsync(app, random);
        var reader = app.Service<SyncReader>();
        var clients = Enumerable.Range(0, ClientsInWorld).Select(_ => new LogClient()).ToArray();
        var changes = 0;
        for (var step = 0; step < Steps; step++)
        {
            await world.ChangeAsync();
            foreach (var client in clients.Where(_ => random.Next(Steps) < 3))
            {
                changes += await AskAsync(client, reader, world.Me, random);
            }
        }

        await world.SettleAsync();
        var whole = LogClient.Of(await reader.ReadAsync(world.Me, null, TextLanguage.English, CancellationToken.None));
        for (var number = 0; number < clients.Length; number++)
        {
            var client = clients[number];
            client.Apply(await reader.ReadAsync(world.Me, client.Token, TextLanguage.English, CancellationToken.None));
            client.DifferenceFrom(whole).ShouldBe("", $"seed {seed}, client {number}, after {world.Story}");
            client.UnreadNotifications.ShouldBe(whole.UnreadNotifications, $"seed {seed}, client {number}");
        }

        return changes;
    }

    private static async Task<int> AskAsync(LogClient client, SyncReader reader, Guid me, Random random)
    {
        var answer = await reader.ReadAsync(me, client.Token, TextLanguage.English, CancellationToken.None);
        switch (random.Next(5))
        {
            case 0:
                // The answer is lost on its way.
                break;
            case 1:
                client.Apply(answer);
                client.Apply(answer);
                break;
            case 2:
                // Asked again with the same token, as after a time-out; the first answer comes all the same, before the second.
                var again = await reader.ReadAsync(me, client.Token, TextLanguage.English, CancellationToken.None);
                client.Apply(answer);
                client.Apply(again);
                break;
            default:
                client.Apply(answer);
                break;
        }

        return answer is { IsWhole: false, IsEmpty: false } ? 1 : 0;
    }

    /// <summary>A person, with everything that can change in the person's log.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly MessagingApplication _app;
        private readonly Random _random;
        private readonly List<string> _story = [];
        private readonly List<Func<MessagingDb, SyncEntries, Task>> _bus = [];
        private readonly List<(NpgsqlConnection Connection, NpgsqlTransaction Transaction)> _late = [];
        private readonly Guid[] _people;
        private readonly Guid[] _communities;
        private readonly Guid[] _events;
        private readonly List<Guid> _threads = [];
        private readonly List<Guid> _channels = [];
        private long _version = 10;

        private World(MessagingApplication app, Random random, Guid[] people)
        {
            (_app, _random, _people) = (app, random, people);
            (_communities, _events) = ([Guid.CreateVersion7(), Guid.CreateVersion7()], [Guid.CreateVersion7(), Guid.CreateVersion7()]);
        }

        public Guid Me => _people[0];

        public string Story => string.Join(", ", _story);

        private Guid Other => _people[_random.Next(1, _people.Length)];

        public static async Task<World> BeginAsync(MessagingApplication app, Random random)
        {
            var world = new World(app, random, [.. await app.PeopleAsync(4)]);
            await world.RunAsync((db, _) => world.BuildAsync(db));
            return world;
        }

        /// <summary>Something happens, or an event of the bus comes, once more or for the first time.</summary>
        public async Task ChangeAsync()
        {
            if (_bus.Count > 0 && _random.Next(3) > 0)
            {
                await DeliverAsync(_random.Next(_bus.Count), isLast: _random.Next(3) > 0);
                return;
            }

            if (_late.Count > 0 && _random.Next(4) == 0)
            {
                await CommitAsync();
                return;
            }

            var changes = Changes;
            var change = changes[_random.Next(changes.Length)];
            _story.Add(change.Name);
            await change.Work();
        }

        /// <summary>Everything that is under way arrives.</summary>
        public async Task SettleAsync()
        {
            while (_late.Count > 0)
            {
                await CommitAsync();
            }

            while (_bus.Count > 0)
            {
                await DeliverAsync(_random.Next(_bus.Count), isLast: true);
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var (connection, transaction) in _late)
            {
                await transaction.DisposeAsync();
                await connection.DisposeAsync();
            }
        }

        private (string Name, Func<Task> Work)[] Changes =>
            [
                ("post", PostAsync),
                ("post", PostAsync),
                (
                    "delete",
                    () =>
                        SqlAsync(
                            $"WITH gone AS (UPDATE messages SET deleted_at = now() WHERE id = (SELECT id FROM messages WHERE channel_id = {Any(_channels)} AND deleted_at IS NULL LIMIT 1) RETURNING channel_id) UPDATE channels SET message_count = message_count - 1 WHERE id IN (SELECT channel_id FROM gone)"
                        )
                ),
                (
                    "read",
                    () =>
                        SqlAsync(
                            $"INSERT INTO read_states (user_id, channel_id, last_read_seq, updated_at) SELECT {Me}, id, last_seq, now() FROM channels WHERE id = {Any(_channels)} ON CONFLICT (user_id, channel_id) DO UPDATE SET last_read_seq = greatest(read_states.last_read_seq, excluded.last_read_seq)"
                        )
                ),
                (
                    "unread",
                    () => SqlAsync($"UPDATE read_states SET last_read_seq = 0 WHERE user_id = {Me} AND channel_id = {Any(_channels)}")
                ),
                (
                    "prefer",
                    () =>
                        SqlAsync(
                            $"INSERT INTO channel_preferences (user_id, channel_id, level) VALUES ({Me}, {Any(_channels)}, 'none') ON CONFLICT (user_id, channel_id) DO UPDATE SET level = CASE channel_preferences.level WHEN 'all' THEN 'none' ELSE 'all' END"
                        )
                ),
                ("mention", () => NotifyAsync(NotificationKind.Mention)),
                ("mention", () => NotifyAsync(NotificationKind.Mention)),
                ("follow", () => NotifyAsync(NotificationKind.Follow)),
                (
                    "read notification",
                    () =>
                        SqlAsync(
                            $"UPDATE notifications SET read_at = now() WHERE id = (SELECT id FROM notifications WHERE user_id = {Me} AND read_at IS NULL LIMIT 1)"
                        )
                ),
                (
                    "drop notification",
                    () => SqlAsync($"DELETE FROM notifications WHERE id = (SELECT id FROM notifications WHERE user_id = {Me} LIMIT 1)")
                ),
                ("hold thread", () => SqlAsync($"UPDATE channels SET is_held = NOT is_held WHERE id = {Any(_threads)}")),
                (
                    "delete thread",
                    () =>
                        SqlAsync($"UPDATE channels SET deleted_at = CASE WHEN deleted_at IS NULL THEN now() END WHERE id = {Any(_threads)}")
                ),
                ("forget thread", ForgetThreadAsync),
                ("rename thread", () => SqlAsync($"UPDATE threads SET title = {$"Title {_version++}"} WHERE id = {Any(_threads)}")),
                ("lock thread", () => SqlAsync($"UPDATE channels SET is_locked = NOT is_locked WHERE id = {Any(_threads)}")),
                (
                    "language",
                    () => SqlAsync($"INSERT INTO notification_languages (user_id, language) VALUES ({Me}, 'ar') ON CONFLICT DO NOTHING")
                ),
                ("no language", () => SqlAsync($"DELETE FROM notification_languages WHERE user_id = {Me}")),
                ("erase other", () => RunAsync((db, _) => db.ApplyErasureAsync(_people[^1]))),
                ("forget blocks", () => SqlAsync($"DELETE FROM blocks WHERE blocker_id = {_people[^1]} OR blocked_id = {_people[^1]}")),
                ("late notification", () => LateAsync(NotificationOf(NotificationKind.Mention))),
                ("late entry", LateEntryAsync),
                ("membership", () => PublishAsync(MembershipChange())),
                ("membership", () => PublishAsync(MembershipChange())),
                ("community", () => PublishAsync(CommunityChange())),
                ("community deleted", () => _random.Next(4) == 0 ? PublishAsync(CommunityDeleted()) : Task.CompletedTask),
                ("registration", () => PublishAsync(RegistrationChange())),
                ("registration", () => PublishAsync(RegistrationChange())),
                ("event", () => PublishAsync(EventChange())),
                ("event cancelled", () => PublishAsync(EventCancelled())),
                ("profile", () => PublishAsync(ProfileChange())),
                ("suspension", () => PublishAsync(SuspensionChange())),
                ("block", () => PublishAsync(BlockChange())),
                ("connection", () => PublishAsync(ConnectionChange())),
                ("connection", () => PublishAsync(ConnectionChange())),
                ("credits", () => PublishAsync(CreditsChange())),
                ("plan", () => PublishAsync(PlanChange())),
            ];

        private Task PublishAsync(Func<MessagingDb, SyncEntries, Task> consume)
        {
            _bus.Add(consume);
            return Task.CompletedTask;
        }

        private Func<MessagingDb, SyncEntries, Task> MembershipChange()
        {
            var (community, person, version) = (Any(_communities), _random.Next(3) > 0 ? Me : Other, _version++);
            var (isMember, role) = (_random.Next(3) > 0, Any(["owner", "moderator", "member"]));
            return (db, _) => db.ApplyMembershipAsync(community, person, version, isMember, role);
        }

        private Func<MessagingDb, SyncEntries, Task> CommunityChange()
        {
            var (community, version, visibility) = (Any(_communities), _version++, Any(["public", "private"]));
            var isHidden = _random.Next(4) == 0;
            return (db, _) => db.ApplyCommunityAsync(community, version, $"Name {version}", "group", visibility, isHidden);
        }

        private Func<MessagingDb, SyncEntries, Task> CommunityDeleted()
        {
            var community = Any(_communities);
            return (db, _) => db.ApplyCommunityDeletedAsync(community, DateTimeOffset.UnixEpoch);
        }

        private Func<MessagingDb, SyncEntries, Task> RegistrationChange()
        {
            var (at, version) = (_random.Next(_events.Length), _version++);
            var status = Any(["pending", "waitlisted", "confirmed", "checked_in", "cancelled", "expired"]);
            var (event_, registration) = (_events[at], SameId(_events[at]));
            return async (db, log) =>
            {
                await db.ApplyRegistrationAsync(registration, event_, Me, version, status is "confirmed" or "checked_in");
                await log.WriteRegistrationAsync(Me, registration, version, At(version), new(event_, status));
            };
        }

        private Func<MessagingDb, SyncEntries, Task> EventChange()
        {
            var (event_, version, organizer) = (Any(_events), _version++, _random.Next(4) == 0 ? Me : _people[1]);
            return async (db, _) =>
            {
                await db.ApplyEventAsync(event_, version, organizer, $"Event {version}");
                await db.ApplyWhereaboutsAsync(event_, version, new(At(version), At(version + 5), "UTC", "Dubai", null, null, null, null));
            };
        }

        private Func<MessagingDb, SyncEntries, Task> EventCancelled()
        {
            var event_ = Any(_events);
            return (db, _) => db.ApplyCancellationAsync(event_, _people[1], "Rain");
        }

        private Func<MessagingDb, SyncEntries, Task> ProfileChange()
        {
            var (person, version) = (_random.Next(5) == 0 ? Me : Other, _version++);
            return (db, _) =>
                db.ApplyProfileAsync(
                    person,
                    version,
                    new($"u{version}{person:N}"[..20], $"Name {version}", null, null, null, null, null, null, [], null, null, At(0)),
                    isGuest: false
                );
        }

        private Func<MessagingDb, SyncEntries, Task> SuspensionChange()
        {
            var (person, version, isSuspended) = (Other, _version++, _random.Next(2) == 0);
            return (db, _) =>
                db.Database.ExecuteSqlAsync(
                    $"UPDATE people SET is_suspended = {isSuspended}, status_version = {version} WHERE id = {person} AND status_version < {version} AND NOT is_erased"
                );
        }

        private Func<MessagingDb, SyncEntries, Task> BlockChange()
        {
            var (other, version, isBlocked) = (Other, _version++, _random.Next(2) == 0);
            var (blocker, blocked) = _random.Next(2) == 0 ? (Me, other) : (other, Me);
            return (db, _) => db.ApplyBlockAsync(new(Guid.Empty, version, blocker, blocked), isBlocked);
        }

        private Func<MessagingDb, SyncEntries, Task> ConnectionChange()
        {
            var (other, version, at) = (Other, _version++, _random.Next(4));
            var (from, to) = _random.Next(2) == 0 ? (Me, other) : (other, Me);
            var id = SameId(other);
            return (_, log) =>
                at switch
                {
                    0 => log.WriteAsync(
                        new Contracts.Social.ConnectionRequested(Guid.CreateVersion7(), At(version), id, version, from, to)
                    ),
                    1 => log.WriteAsync(new Contracts.Social.ConnectionAccepted(Guid.CreateVersion7(), At(version), id, version, from, to)),
                    2 => log.WriteAsync(
                        new Contracts.Social.ConnectionRemoved(Guid.CreateVersion7(), At(version), id, version, from, to, from, "removed")
                    ),
                    _ => log.WriteAsync(
                        new Contracts.Social.ConnectionRemoved(Guid.CreateVersion7(), At(version), id, version, from, to, to, "declined")
                    ),
                };
        }

        private Func<MessagingDb, SyncEntries, Task> CreditsChange()
        {
            var version = _version++;
            return (_, log) =>
                log.WriteAsync(new Contracts.Payments.CreditsChanged(Guid.CreateVersion7(), At(version), Me, version, version * 3, 3, "x"));
        }

        private Func<MessagingDb, SyncEntries, Task> PlanChange()
        {
            var version = _version++;
            return async (_, log) =>
            {
                await log.WriteAsync(
                    new Contracts.Payments.EntitlementsChanged(Guid.CreateVersion7(), At(version), Me, version, $"p{version}", [], null)
                );
                await log.WriteAsync(
                    new Contracts.Payments.SubscriptionChanged(
                        Guid.CreateVersion7(),
                        At(version),
                        Me,
                        version,
                        $"p{version}",
                        "active",
                        null
                    )
                );
            };
        }

        private Task PostAsync()
        {
            var (channel, author) = (Any(_channels), Any(_people));
            return SqlAsync(
                $"""
                WITH posted AS (
                    UPDATE channels SET last_seq = last_seq + 1, message_count = message_count + 1, last_activity_at = now() WHERE id = {channel} RETURNING last_seq),
                written AS (
                    INSERT INTO messages (id, channel_id, seq, author_id, content, content_html, created_at)
                    SELECT {Guid.CreateVersion7()}, {channel}, last_seq, {author}, 'x', 'x', now() FROM posted)
                INSERT INTO read_states (user_id, channel_id, last_read_seq, updated_at) SELECT {author}, {channel}, last_seq, now() FROM posted
                ON CONFLICT (user_id, channel_id) DO UPDATE SET last_read_seq = excluded.last_read_seq, own_unread = 0
                """
            );
        }

        private Task NotifyAsync(string kind) => SqlAsync(NotificationOf(kind));

        private FormattableString NotificationOf(string kind)
        {
            Guid[] actors = [Other];
            var (channel, isMention) = (Any(_channels), kind == NotificationKind.Mention);
            var (type, target) = isMention ? (TargetType.Channel, channel) : (TargetType.User, actors[0]);
            return $"""
                INSERT INTO notifications (id, user_id, kind, group_key, actor_ids, count, target_type, target_id, channel_id, seq, created_at, updated_at)
                VALUES ({Guid.CreateVersion7()}, {Me}, {kind}, {$"{_version++}"}, {actors}, 1, {type}, {target}, {(
                    isMention ? (Guid?)channel : null
                )}::uuid, 1, now(), clock_timestamp())
                """;
        }

        /// <summary>A thread that was deleted leaves the database for good.</summary>
        private async Task ForgetThreadAsync()
        {
            var thread = Any(_threads);
            if (_random.Next(3) == 0 && _threads.Count > 1 && _late.Count == 0)
            {
                await SqlAsync($"UPDATE channels SET deleted_at = now() WHERE id = {thread}");
                await SqlAsync($"DELETE FROM messages WHERE channel_id = {thread}");
                await SqlAsync($"DELETE FROM read_states WHERE channel_id = {thread}");
                await SqlAsync($"DELETE FROM channel_preferences WHERE channel_id = {thread}");
                await SqlAsync($"DELETE FROM threads WHERE id = {thread}");
                await SqlAsync($"DELETE FROM channels WHERE id = {thread}");
                _threads.Remove(thread);
                _channels.Remove(thread);
            }
        }

        private Task LateEntryAsync() =>
            LateAsync(
                $"""
                INSERT INTO sync_entries (person_id, kind, entity_id, version, data, changed_at)
                VALUES ({Me}, 'registration', {Guid.CreateVersion7()}, 1, jsonb_build_object('event_id', {Any(
                    _events
                )}, 'status', 'pending'), now())
                """
            );

        /// <summary>Written now, committed later: a reader in between must not pass over it.</summary>
        private async Task LateAsync(FormattableString sql)
        {
            var connection = new NpgsqlConnection(_app.Database);
            await connection.OpenAsync();
            var transaction = await connection.BeginTransactionAsync();
            _late.Add((connection, transaction));
            await using var command = new NpgsqlCommand(
                string.Format(
                    System.Globalization.CultureInfo.InvariantCulture,
                    sql.Format,
                    [.. Enumerable.Range(1, sql.ArgumentCount).Select(number => (object)$"${number}")]
                ),
                connection
            );
            foreach (var value in sql.GetArguments())
            {
                command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
            }

            await command.ExecuteNonQueryAsync();
        }

        private async Task CommitAsync()
        {
            var at = _random.Next(_late.Count);
            var (connection, transaction) = _late[at];
            _late.RemoveAt(at);
            await transaction.CommitAsync();
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
            _story.Add("commit");
        }

        private async Task DeliverAsync(int at, bool isLast)
        {
            var consume = _bus[at];
            if (isLast)
            {
                _bus.RemoveAt(at);
            }

            _story.Add("deliver");
            await RunAsync(consume);
        }

        private Task SqlAsync(FormattableString sql) => RunAsync((db, _) => db.Database.ExecuteSqlAsync(sql));

        private async Task RunAsync(Func<MessagingDb, SyncEntries, Task> work)
        {
            await using var scope = _app.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
            await work(db, scope.ServiceProvider.GetRequiredService<SyncEntries>());
        }

        private async Task BuildAsync(MessagingDb db)
        {
            Guid[] threads = [.. Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7())];
            Guid[] chats = [Guid.CreateVersion7(), Guid.CreateVersion7()];
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO communities (id, version, name, kind, visibility) VALUES ({_communities[
                    0
                ]}, 1, 'A', 'group', 'public'), ({_communities[1]}, 1, 'B', 'group', 'private');
                INSERT INTO memberships (community_id, user_id, version, is_member, role) VALUES ({_communities[
                    1
                ]}, {Me}, 1, true, 'member');
                INSERT INTO events (id, version, organizer_id, name) SELECT id, 1, {_people[1]}, 'E' FROM unnest({_events}) AS new (id);
                INSERT INTO channels (id, kind, community_id, last_activity_at, created_at)
                SELECT id, {ChannelKind.Thread}, CASE WHEN number % 2 = 0 THEN {_communities[0]} ELSE {_communities[1]} END, now(), now()
                FROM unnest({threads}) WITH ORDINALITY AS new (id, number);
                INSERT INTO threads (id, community_id, version, title, content, content_html, created_by, created_at, updated_at)
                SELECT ch.id, ch.community_id, 1, 'T', '', '', {_people[1]}, now(), now() FROM channels ch WHERE ch.id = ANY ({threads});
                INSERT INTO channels (id, kind, event_id, last_activity_at, created_at)
                SELECT id, {ChannelKind.EventChat}, ({_events})[number], now(), now() FROM unnest({chats}) WITH ORDINALITY AS new (id, number);
                """
            );
            foreach (var peer in _people[1..])
            {
                var (low, high) = Me.CompareTo(peer) < 0 ? (Me, peer) : (peer, Me);
                var id = Guid.CreateVersion7();
                await db.Database.ExecuteSqlAsync(
                    $"INSERT INTO channels (id, kind, low_id, high_id, last_activity_at, created_at) VALUES ({id}, {ChannelKind.Direct}, {low}, {high}, now(), now())"
                );
                _channels.Add(id);
            }

            _threads.AddRange(threads);
            _channels.AddRange([.. threads, .. chats]);
        }

        private static DateTimeOffset At(long version) => DateTimeOffset.UnixEpoch.AddMinutes(version);

        /// <summary>An id that belongs to another id.</summary>
        private static Guid SameId(Guid id)
        {
            var bytes = id.ToByteArray();
            bytes[^1] ^= 0xff;
            return new(bytes);
        }

        private T Any<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
    }
}
