using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Community.Contracts.Events;
using Community.Contracts.Payments;
using Community.Contracts.Social;
using Community.Messaging.Sync;
using Community.Platform.Http.Localization;
using Community.Platform.Http.Pagination;
using Community.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Community.Messaging.Tests.Sync;

/// <summary>The log of a person over HTTP.</summary>
[Collection(nameof(MessagingTests))]
public sealed class SyncTests(MessagingApplication app)
{
    [Fact]
    public async Task TheWholeStateIsOneAnswer()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", other, me);
        var thread = await app.ThreadAsync(community, other);
        await ReadAsync(me, thread);
        await app.SayAsync(thread, other, "hello");
        var conversation = (await app.WriteAsync(other, me, "hi")).Id("channel_id");
        var chat = (await app.EventAsync(other, me)) is var held ? held : default;

        var state = await SyncAsync(me);

        state.Flag("is_whole").ShouldBeTrue();
        var channels = Entries(state, "channels");
        channels.Keys.ShouldBe([thread, conversation], ignoreOrder: true);
        (channels[thread].Number("last_seq"), channels[thread].Number("unread"), channels[thread].Text("my_role")).ShouldBe(
            (1, 1, "member")
        );
        channels[thread]["community"]!.Text("name").ShouldBe("Chess");
        channels[conversation]["peer"]!.Id().ShouldBe(other);
        Entries(state, "communities")[community].Text("role").ShouldBe("member");
        state["removed"]!.AsArray().ShouldBeEmpty();
        chat.ShouldNotBe(Guid.Empty);
    }

    /// <summary>A row of a statement has the columns of all kinds; each kind shows its own, and nothing of another.</summary>
    [Fact]
    public async Task EachKindOfChannelShowsItsOwnParts()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("public", other);
        var (first, second) = (await app.ThreadAsync(community, other), await app.ThreadAsync(community, other));
        await ReadAsync(me, first);
        await ReadAsync(me, second);
        var conversation = (await app.WriteAsync(other, me, "hi")).Id("channel_id");
        var happening = await app.EventAsync(other, other, me);
        var chat = (
            await app.HttpAs(me).SendAsync("POST", $"/events/{happening}/chat/messages", new { content = "hello" }).ShouldAnswerAsync(201)
        ).Id("channel_id");
        await app.HttpAs(me).SendAsync("PUT", $"/channels/{conversation}/preferences", new { level = "none" }).ShouldAnswerAsync(200);

        var channels = Entries(await SyncAsync(me), "channels");

        foreach (var thread in (Guid[])[first, second])
        {
            channels[thread]["community"]!.Id().ShouldBe(community);
            channels[thread]["community"]!.Text("name").ShouldBe("Chess");
            channels[thread].Text("my_role").ShouldBe("reader");
            (channels[thread]["event"], channels[thread]["peer"], channels[thread]["level"]).ShouldBe((null, null, null));
        }

        (channels[conversation]["community"], channels[conversation]["event"]).ShouldBe((null, null));
        channels[conversation].Text("level").ShouldBe("none");
        channels[conversation].Text("title").ShouldBe(channels[conversation]["peer"]!.Text("full_name"));
        channels[conversation].Number("unread").ShouldBe(1);
        (channels[chat]["community"], channels[chat]["peer"]).ShouldBe((null, null));
        channels[chat]["event"]!.Id().ShouldBe(happening);
        channels[chat].Text("my_role").ShouldBe("attendee");
    }

    [Fact]
    public async Task ChangesComeOnceAndOnlyChanges()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", other, me);
        var (quiet, busy) = (await app.ThreadAsync(community, other), await app.ThreadAsync(community, other));
        await ReadAsync(me, quiet);
        await ReadAsync(me, busy);
        var token = (await SyncAsync(me)).Text("token");
        foreach (var number in Enumerable.Range(1, 5))
        {
            await app.SayAsync(busy, other, $"{number}");
        }

        var changes = await SyncAsync(me, token);
        changes.Flag("is_whole").ShouldBeFalse();
        Entries(changes, "channels").Keys.ShouldBe([busy]);
        Entries(changes, "channels")[busy].Number("unread").ShouldBe(5);
        changes["communities"]!.AsArray().ShouldBeEmpty();
        (await ChangedAsync(me, changes.Text("token"))).ShouldBeFalse();

        await ReadAsync(me, busy);
        Entries(await SyncAsync(me, changes.Text("token")), "channels")[busy].Number("unread").ShouldBe(0);
    }

    /// <summary>The usual fault of such logs: a position is given out early, and committed after a reader has passed it.</summary>
    [Fact]
    public async Task ATransactionThatCommitsLateIsNotSkipped()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", other, me);
        var (early, late) = (await app.ThreadAsync(community, other), await app.ThreadAsync(community, other));
        await ReadAsync(me, early);
        await ReadAsync(me, late);
        var token = (await SyncAsync(me)).Text("token");

        await using var connection = new NpgsqlConnection(app.Database);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("UPDATE channels SET last_seq = 7 WHERE id = $1", connection))
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = late });
            await command.ExecuteNonQueryAsync();
        }

        await app.SayAsync(early, other, "after it, but committed before it");
        var between = await SyncAsync(me, token);
        Entries(between, "channels").Keys.ShouldBe([early]);

        await transaction.CommitAsync();
        var after = await SyncAsync(me, between.Text("token"));
        Entries(after, "channels").Keys.ShouldBe([late]);
        Entries(after, "channels")[late].Number("last_seq").ShouldBe(7);
    }

    [Fact]
    public async Task WritersAtOnceAreAllSeen()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", other, me);
        Guid[] threads = [.. await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.ThreadAsync(community, other)))];
        await Task.WhenAll(threads.Select(thread => ReadAsync(me, thread)));
        var client = new LogClient();
        var writing = Task.WhenAll(
            threads.Select(async thread =>
            {
                for (var number = 0; number < 20; number++)
                {
                    await app.SayAsync(thread, other, $"{number}");
                }
            })
        );
        while (!writing.IsCompleted)
        {
            client.Apply(await Reader.ReadAsync(me, client.Token, TextLanguage.English, CancellationToken.None));
        }

        await writing;
        client.Apply(await Reader.ReadAsync(me, client.Token, TextLanguage.English, CancellationToken.None));
        client.State.ShouldBe(LogClient.Of(await Reader.ReadAsync(me, null, TextLanguage.English, CancellationToken.None)).State);
    }

    [Fact]
    public async Task AfterLeavingNothingOfACommunityIsTold()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", other, me);
        var thread = await app.ThreadAsync(community, other);
        await ReadAsync(me, thread);
        await app.SayAsync(thread, other, "hello");
        var token = (await SyncAsync(me)).Text("token");

        await app.LeaveAsync(community, me);
        var left = await SyncAsync(me, token);
        Removed(left).ShouldBe([("channel", thread), ("community", community)], ignoreOrder: true);

        var name = $"Secret {Guid.CreateVersion7():N}";
        await app.ExecuteAsync($"UPDATE communities SET name = {name} WHERE id = {community}");
        await app.ExecuteAsync($"UPDATE threads SET title = {name} WHERE id = {thread}");
        await app.ExecuteAsync($"UPDATE people SET full_name = {name} WHERE id = {other}");
        await app.SayAsync(thread, other, name);
        (await SyncAsync(me, left.Text("token"))).ToJsonString().ShouldNotContain(name);
        (await SyncAsync(me)).ToJsonString().ShouldNotContain(name);
    }

    [Fact]
    public async Task ABlockHidesThePeerAndTheirName()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var conversation = (await app.WriteAsync(other, me, "hi")).Id("channel_id");
        var state = await SyncAsync(me);
        var name = Entries(state, "channels")[conversation].Text("title");

        await app.BlockAsync(other, me);
        var blocked = await SyncAsync(me, state.Text("token"));
        blocked.Flag("is_whole").ShouldBeTrue();
        blocked.ToJsonString().ShouldNotContain($"\"{name}\"");
        Entries(blocked, "channels")[conversation].Number("unread").ShouldBe(0);

        await app.BlockAsync(other, me, isBlocked: false);
        Entries(await SyncAsync(me, blocked.Text("token")), "channels")[conversation].Text("title").ShouldBe(name);
    }

    [Fact]
    public async Task ANewNameReachesUsersWhoSeeIt()
    {
        var (me, other, stranger) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", other, me), other);
        await ReadAsync(me, thread);
        await app.SayAsync(thread, other, "hello");
        var (mine, theirs) = ((await SyncAsync(me)).Text("token"), (await SyncAsync(stranger)).Text("token"));

        await app.ExecuteAsync($"UPDATE people SET full_name = 'Maya the new' WHERE id = {other}");
        Entries(await SyncAsync(me, mine), "people")[other].Text("full_name").ShouldBe("Maya the new");
        (await SyncAsync(stranger, theirs))["people"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task OtherServicesEventsAreEntries()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var (now, happening, registration, connection) = (
            TimeProvider.System.GetUtcNow(),
            Guid.CreateVersion7(),
            Guid.CreateVersion7(),
            Guid.CreateVersion7()
        );
        var token = (await SyncAsync(me)).Text("token");
        await app.SettleAsync(
            AnyOrder.Event<EventPublished>(
                1,
                new
                {
                    CommunityEventId = happening,
                    OrganizerId = other,
                    Name = "Simul",
                    StartsAt = now.AddDays(1),
                    EndsAt = now.AddDays(2),
                    EventType = "meetup",
                    Visibility = "public",
                    TimeZone = "UTC",
                }
            ),
            AnyOrder.Event<RsvpCreated>(1, Registration("confirmed")),
            AnyOrder.Event<RsvpConfirmed>(1, Registration("confirmed")),
            AnyOrder.Event<ConnectionRequested>(1, Connection()),
            AnyOrder.Event<CreditsChanged>(
                4,
                new
                {
                    UserId = me,
                    Balance = 40L,
                    Change = 5L,
                    Reason = "pack",
                }
            ),
            AnyOrder.Event<EntitlementsChanged>(
                2,
                new
                {
                    UserId = me,
                    Plan = "premium",
                    Entitlements = Array.Empty<string>(),
                }
            ),
            AnyOrder.Event<SubscriptionChanged>(
                2,
                new
                {
                    UserId = me,
                    Plan = "premium",
                    Status = "active",
                }
            )
        );

        var changes = await SyncAsync(me, token);
        var entry = Entries(changes, "registrations")[registration];
        (entry.Text("status"), entry["event"]!.Text("name"), entry.Text("link")).ShouldBe(
            ("confirmed", "Simul", $"/api/v1/events/{happening}/status")
        );
        Entries(changes, "connections")[connection].Text("status").ShouldBe("incoming");
        changes["wallet"]!.Number("balance").ShouldBe(40);
        changes["plan"]!.Text("plan").ShouldBe("premium");
        changes["subscription"]!.Text("status").ShouldBe("active");
        // The asker must not see whether the request was declined, so the asker's log has no requests.
        (await SyncAsync(other))["connections"]!
            .AsArray()
            .ShouldBeEmpty();

        await app.SettleAsync(
            AnyOrder.Event<AttendeeArrived>(2, Registration("")),
            AnyOrder.Event<ConnectionAccepted>(2, Connection()),
            AnyOrder.Event<CreditsChanged>(
                3,
                new
                {
                    UserId = me,
                    Balance = 35L,
                    Change = 5L,
                    Reason = "late",
                }
            )
        );
        var later = await SyncAsync(me, changes.Text("token"));
        Entries(later, "registrations")[registration].Text("status").ShouldBe("checked_in");
        Entries(later, "connections")[connection].Text("status").ShouldBe("connected");
        later["wallet"].ShouldBeNull();
        Entries(await SyncAsync(other), "connections")[connection]["person"]!.Id().ShouldBe(me);

        await app.SettleAsync(AnyOrder.Event<RsvpCancelled>(3, Registration("")), AnyOrder.Event<ConnectionRemoved>(3, Connection()));
        Removed(await SyncAsync(me, later.Text("token")))
            .ShouldBe([("registration", registration), ("connection", connection)], ignoreOrder: true);

        object Registration(string status) =>
            new
            {
                RegistrationId = registration,
                CommunityEventId = happening,
                UserId = me,
                OrganizerId = other,
                Status = status,
                Reason = "by_attendee",
                Method = "ticket",
            };
        object Connection() =>
            new
            {
                ConnectionId = connection,
                FromUserId = other,
                ToUserId = me,
                RemovedBy = me,
                Reason = "removed",
            };
    }

    /// <summary>The name of a deleted thread used to come back when the thread's row was gone.</summary>
    [Fact]
    public async Task AThreadThatIsGoneForGoodKeepsNoNameInNotifications()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", other, me), other);
        await app.ExecuteAsync(
            $"""
            INSERT INTO notifications (id, user_id, kind, group_key, count, target_type, target_id, channel_id, place, created_at, updated_at)
            VALUES (gen_random_uuid(), {me}, 'reply', 'x', 1, 'channel', {thread}, {thread}, 'Secret plans', now(), now())
            """
        );
        (await TextAsync()).ShouldContain("Secret plans");
        await app.ExecuteAsync($"UPDATE channels SET deleted_at = now() WHERE id = {thread}");
        var deleted = await TextAsync();
        deleted.ShouldNotContain("Secret plans");
        await app.ExecuteAsync($"DELETE FROM threads WHERE id = {thread}");
        await app.ExecuteAsync($"DELETE FROM channels WHERE id = {thread}");
        (await TextAsync()).ShouldBe(deleted);

        async Task<string> TextAsync() =>
            (await app.HttpAs(me).GetPathAsync("/notifications").ShouldAnswerAsync(200)).Items().ShouldHaveSingleItem().Text("text");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task AnUnknownTokenGetsTheWhole(string token) =>
        (await SyncAsync(await app.PersonAsync(), token)).Flag("is_whole").ShouldBeTrue();

    [Fact]
    public async Task ATokenOfAnotherPersonLogOrMonthGetsTheWhole()
    {
        var me = await app.PersonAsync();
        Cursor.TryDecode<SyncToken>((await SyncAsync(me)).Text("token"), out var token).ShouldBeTrue();
        SyncToken[] unknown =
        [
            token with
            {
                P = Guid.CreateVersion7(),
            },
            token with
            {
                L = token.L + 1,
            },
            token with
            {
                A = TimeProvider.System.GetUtcNow().AddDays(-31).ToUnixTimeMilliseconds(),
            },
            token with
            {
                S = "5:3:",
            },
            token with
            {
                S = "10:20:15,12",
            },
            token with
            {
                S = "x",
            },
        ];
        foreach (var one in unknown)
        {
            (await SyncAsync(me, one.ToString())).Flag("is_whole").ShouldBeTrue(one.ToString());
        }

        (await SyncAsync(me, token.ToString())).Flag("is_whole").ShouldBeFalse();
    }

    [Fact]
    public async Task ASnapshotWithManyTransactionsIsCut()
    {
        var running = string.Join(',', Enumerable.Range(101, 200));
        SyncToken.Of($"101:400:{running}", 1, TimeProvider.System.GetUtcNow(), Guid.Empty).S.ShouldBe("101:101:");
        SyncToken.Of("101:103:101,102", 1, TimeProvider.System.GetUtcNow(), Guid.Empty).S.ShouldBe("101:103:101,102");
        await Task.CompletedTask;
    }

    [Fact]
    public async Task OlderChannelsArePages()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", other, me);
        var left = await app.CommunityAsync("private", other, me);
        var threads = new List<Guid>();
        for (var number = 0; number < 7; number++)
        {
            threads.Add(await app.ThreadAsync(community, other));
            await ReadAsync(me, threads[^1]);
            await ReadAsync(me, await app.ThreadAsync(left, other));
        }

        await app.LeaveAsync(left, me);
        threads.Reverse();
        var reader = new SyncReader(app.Service<NpgsqlDataSource>(), new() { Channels = 3, Changes = 4 }, TimeProvider.System);
        var whole = await reader.ReadAsync(me, null, TextLanguage.English, CancellationToken.None);
        whole.Channels.Select(channel => channel.Id).ShouldBe(threads[..3]);
        var rest = await reader.ChannelsAsync(me, new(whole.ChannelsCursor, 3), CancellationToken.None);
        rest.Items.Select(channel => channel.Id).ShouldBe(threads[3..6]);
        (await reader.ChannelsAsync(me, new(rest.NextCursor, 3), CancellationToken.None))
            .Items.ShouldHaveSingleItem()
            .Id.ShouldBe(threads[6]);
        var all = await app.HttpAs(me).GetPathAsync("/sync/channels?limit=100").ShouldAnswerAsync(200);
        all.Items().Select(channel => channel.Id()).ShouldBe(threads);
        all["next_cursor"].ShouldBeNull();

        // More changes than an answer may have are a whole state.
        await app.ExecuteAsync($"UPDATE threads SET title = 'New' WHERE community_id = {community}");
        (await reader.ReadAsync(me, whole.Token, TextLanguage.English, CancellationToken.None)).IsWhole.ShouldBeTrue();
    }

    [Fact]
    public async Task AWaitingRequestEndsWithTheFirstChange()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", other, me), other);
        await ReadAsync(me, thread);
        var token = (await SyncAsync(me)).Text("token");
        var waiting = ChangesAsync(app.HttpAs(me), token);
        await Poll.UntilAsync(() => app.Service<SyncAudience>().Of(thread).Any(listener => listener.UserId == me));

        await app.SayAsync(thread, other, "hello");
        Entries(await waiting, "channels")[thread].Number("unread").ShouldBe(1);
        await Poll.UntilAsync(() => app.Service<SyncAudience>().Of(thread).Count == 0);
    }

    [Fact]
    public async Task AWaitingRequestHearsOfAChangeOnAnotherInstance()
    {
        var another = await app.AnotherAsync();
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", other, me), other);
        await ReadAsync(me, thread);
        var token = (await SyncAsync(me)).Text("token");
        var waiting = ChangesAsync(app.HttpAs(me, another), token);
        await Poll.UntilAsync(() => app.Service<SyncAudience>(another).Of(thread).Any(listener => listener.UserId == me));

        await app.SayAsync(thread, other, "hello");
        Entries(await waiting, "channels").Keys.ShouldBe([thread]);
    }

    [Fact]
    public async Task AWaitingRequestEndsWithItsTimeOrItsClient()
    {
        var me = await app.PersonAsync();
        var token = (await SyncAsync(me)).Text("token");
        var ended = await SyncAsync(me, token, wait: 1);
        ended.Flag("is_whole").ShouldBeFalse();
        ended["channels"]!.AsArray().ShouldBeEmpty();

        using var gone = new CancellationTokenSource();
        var waiting = app.HttpAs(me).GetAsync(new Uri($"/api/v1/sync?since={token}&wait=25", UriKind.Relative), gone.Token);
        await Poll.UntilAsync(() => app.Service<SyncAudience>().Of(me).Count == 1);
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);
        await Poll.UntilAsync(() => app.Service<SyncAudience>().Of(me).Count == 0);
    }

    [Fact]
    public async Task APersonWaitsWithSomeRequestsOnly()
    {
        var me = await app.PersonAsync();
        var token = (await SyncAsync(me)).Text("token");
        var waiting = Enumerable.Range(0, SyncWaits.MostOfPerson).Select(_ => SyncAsync(me, token, wait: 25)).ToArray();
        await Poll.UntilAsync(() => app.Service<SyncAudience>().Of(me).Count == SyncWaits.MostOfPerson);
        await app.HttpAs(me).GetPathAsync($"/sync?since={token}&wait=25").ShouldAnswerAsync(429, "too_many_waiting");
        await app.HttpAs(me).GetPathAsync($"/sync?since={token}").ShouldAnswerAsync(200);

        await app.SettleAsync(
            AnyOrder.Event<CreditsChanged>(
                1,
                new
                {
                    UserId = me,
                    Balance = 1L,
                    Change = 1L,
                    Reason = "pack",
                }
            )
        );
        foreach (var one in waiting)
        {
            // On a busy machine the time of a request may be over before the event has come.
            var changes = await one;
            (changes["wallet"] ?? (await SyncAsync(me, changes.Text("token")))["wallet"])!.Number("balance").ShouldBe(1);
        }

        await SyncAsync(me, token, wait: 1);
    }

    [Theory]
    [InlineData("wait=26")]
    [InlineData("wait=-1")]
    public async Task AWaitIsBounded(string query) =>
        await app.HttpAs(await app.PersonAsync()).GetPathAsync($"/sync?{query}").ShouldAnswerAsync(400);

    [Fact]
    public async Task AnErasedPersonLeavesNoLog()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await app.WriteAsync(other, me, "hi");
        await app.SettleAsync(
            AnyOrder.Event<CreditsChanged>(
                1,
                new
                {
                    UserId = me,
                    Balance = 1L,
                    Change = 1L,
                    Reason = "pack",
                }
            )
        );
        await app.SettleAsync(AnyOrder.Event<Contracts.Identity.UserErased>(9, new { UserId = me }));
        await app.SettleAsync(
            AnyOrder.Event<CreditsChanged>(
                2,
                new
                {
                    UserId = me,
                    Balance = 2L,
                    Change = 1L,
                    Reason = "pack",
                }
            )
        );
        await using var connection = new NpgsqlConnection(app.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM sync_entries WHERE person_id = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = me });
        (await command.ExecuteScalarAsync()).ShouldBe(0L);
    }

    [Fact]
    public async Task RemovedEntriesAreKeptAsLongAsATokenIsValid()
    {
        var (me, kept, old) = (await app.PersonAsync(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.ExecuteAsync(
            $"""
            INSERT INTO sync_entries (person_id, kind, entity_id, version, is_removed, changed_at)
            VALUES ({me}, 'registration', {kept}, 1, true, now() - interval '30 days'), ({me}, 'registration', {old}, 1, true, now() - interval '32 days');
            INSERT INTO sync_entries (person_id, kind, entity_id, version, is_removed, changed_at)
            SELECT {me}, 'registration', gen_random_uuid(), 1, true, now() - interval '32 days' FROM generate_series(1, 6000)
            """
        );
        using var work = new OldSyncEntries(app.Service<NpgsqlDataSource>(), TimeProvider.System, NullLogger<OldSyncEntries>.Instance);
        await work.SweepAsync(CancellationToken.None);
        await using var connection = new NpgsqlConnection(app.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT array_agg(entity_id) FROM sync_entries WHERE person_id = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = me });
        ((Guid[]?)await command.ExecuteScalarAsync()).ShouldBe([kept]);
    }

    /// <summary>A table that an answer reads and that is not stamped would change without any client hearing of it.</summary>
    [Fact]
    public async Task EveryTableOfAnAnswerIsStamped()
    {
        var statements = string.Join(
            '\n',
            typeof(SyncStatements)
                .GetFields(
                    System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public
                )
                .Where(field => field.FieldType == typeof(string))
                .Select(field => (string)field.GetValue(null)!)
                .Append(SyncStatements.ChangedNotifications(1))
        );
        string[] read =
        [
            .. Regex
                .Matches(statements, @"(?:FROM|JOIN) ([a-z_]{3,})")
                .Select(match => match.Groups[1].Value)
                .Distinct(StringComparer.Ordinal),
        ];
        await using var connection = new NpgsqlConnection(app.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relname = ANY ($1) AND NOT EXISTS (
                SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = c.relname || '_stamped')
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = read });
        (await command.ExecuteScalarAsync()).ShouldBeNull();
        read.ShouldContain("sync_entries");
    }

    /// <summary>Waits as a client does: until there is a change, however often its time is over.</summary>
    private static async Task<JsonNode> ChangesAsync(HttpClient http, string token)
    {
        while (true)
        {
            var changes = await http.GetPathAsync($"/sync?since={token}&wait=25").ShouldAnswerAsync(200);
            if (changes["channels"]!.AsArray().Count > 0)
            {
                return changes;
            }

            token = changes.Text("token");
        }
    }

    private SyncReader Reader => app.Service<SyncReader>();

    private Task<JsonNode> SyncAsync(Guid me, string? since = null, int wait = 0) =>
        app.HttpAs(me).GetPathAsync($"/sync?wait={wait}{(since is null ? "" : $"&since={since}")}").ShouldAnswerAsync(200);

    private async Task<bool> ChangedAsync(Guid me, string since)
    {
        var view = await Reader.ReadAsync(me, since, TextLanguage.English, CancellationToken.None);
        return !view.IsEmpty;
    }

    private Task<JsonNode> ReadAsync(Guid me, Guid channel) =>
        app.HttpAs(me).SendAsync("PUT", $"/channels/{channel}/read", new { }).ShouldAnswerAsync(200);

    private static Dictionary<Guid, JsonNode> Entries(JsonNode state, string kind) =>
        state[kind]!.AsArray().ToDictionary(entry => entry!.Id(), entry => entry!);

    private static List<(string, Guid)> Removed(JsonNode state) =>
        [.. state["removed"]!.AsArray().Select(entry => (entry!.Text("kind"), entry!.Id()))];
}
