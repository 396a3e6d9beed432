using System.Net.Http.Json;
using Community.Messaging.Realtime;
using Community.Platform.Http.Json;
using Community.Testing;

namespace Community.Messaging.Tests.Realtime;

/// <summary>Presence with several devices, on several instances, and after the death of an instance.</summary>
[Collection(nameof(MessagingRealtimeTests))]
public sealed class PresenceTests(MessagingApplication app)
{
    [Fact]
    public async Task OnlyTheFirstDeviceComesAndOnlyTheLastOneGoes()
    {
        var another = await app.AnotherAsync();
        var people = await app.PeopleAsync(2);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        await using var watcher = await app.HubAsync(people[0]);
        await watcher.CallAsync("JoinThread", thread);

        var phone = await app.HubAsync(people[1]);
        var laptop = await app.HubAsync(people[1], another);
        await phone.CallAsync("JoinThread", thread);
        await Poll.UntilAsync(() => OfOther(watcher).Count == 1);
        await laptop.CallAsync("JoinThread", thread);
        await Poll.UntilAsync(async () => (await DevicesAsync(thread, people[1])) == 2);
        phone.Abort();
        await Poll.UntilAsync(async () => (await DevicesAsync(thread, people[1])) == 1);
        (await OnlineAsync(people[0], thread)).ShouldBe(people, ignoreOrder: true);
        await laptop.CallAsync("LeaveThread", thread);
        await Poll.UntilAsync(() => OfOther(watcher).Count == 2);

        var name = await app.NameOfAsync(people[1]);
        OfOther(watcher).ShouldBe([new(thread, people[1], true, name), new(thread, people[1], false, name)]);
        watcher.All<ChannelPersonView>("user_joined").Count(joined => joined.UserId == people[1]).ShouldBe(1);
        watcher.All<ChannelPersonView>("user_left").ShouldBe([new(thread, people[1], name)]);
        (await OnlineAsync(people[0], thread)).ShouldBe([people[0]]);
        await phone.DisposeAsync();
        await laptop.DisposeAsync();

        IReadOnlyList<PresenceView> OfOther(HubClient client) =>
            [.. client.All<PresenceView>("presence").Where(presence => presence.UserId == people[1])];
    }

    [Fact]
    public async Task InAConversationEachConnectedUserIsPresent()
    {
        var another = await app.AnotherAsync();
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        var channel = (await mine.CallAsync<JoinedView>("JoinDirect", other)).ChannelId;

        await using (var theirs = await app.HubAsync(other, another))
        {
            (await mine.NextAsync<PresenceView>("presence", presence => presence.UserId == other)).ShouldBe(
                new(channel, other, true, await app.NameOfAsync(other))
            );
            // Each instance writes its connected users to the database.
            await Poll.UntilAsync(async () => (await OnlineAsync(me, channel)).ToHashSet().SetEquals([me, other]));
        }

        await mine.NextAsync<PresenceView>("presence", presence => presence is { IsOnline: false } && presence.UserId == other);
        (await OnlineAsync(me, channel)).ShouldBe([me]);
    }

    [Fact]
    public async Task ThePeopleOfConversationsAreConnectedOrNotUnlessThereIsABlock()
    {
        var me = await app.PersonAsync();
        var people = await app.PeopleAsync(4);
        var (online, away, silent, blocking) = (people[0], people[1], people[2], people[3]);
        foreach (var peer in new[] { online, away, blocking })
        {
            using var mine = app.HttpAs(me);
            (await mine.PostAsJsonAsync($"/api/v1/direct/{peer}/messages", new { content = "Hello" })).EnsureSuccessStatusCode();
        }

        await using var first = await app.HubAsync(online, await app.AnotherAsync());
        await using var second = await app.HubAsync(silent);
        await using var third = await app.HubAsync(blocking);

        await Poll.UntilAsync(async () => (await PeersAsync()).ToHashSet().SetEquals([online, blocking]));
        await app.BlockAsync(blocking, me);
        await Poll.UntilAsync(async () => (await PeersAsync()).SequenceEqual([online]));

        async Task<IReadOnlyList<Guid>> PeersAsync()
        {
            using var http = app.HttpAs(me);
            return (await http.GetFromJsonAsync<DirectPresence>("/api/v1/direct/presence", ServiceJson.Options))!.Online;
        }
    }

    [Fact]
    public async Task UsersOfADeadInstanceBecomeAbsent()
    {
        var people = await app.PeopleAsync(2);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        await using var watcher = await app.HubAsync(people[0]);
        await watcher.CallAsync("JoinThread", thread);
        await using var dying = await ServiceProcess.StartAsync(app);
        await using var client = await HubClient.ConnectAsync(dying.Address, app.Identity.TokenFor(people[1]));
        await client.CallAsync("JoinThread", thread);
        await watcher.NextAsync<PresenceView>("presence", presence => presence.UserId == people[1]);

        await dying.KillAsync();

        await watcher.NextAsync<PresenceView>("presence", presence => presence.UserId == people[1] && !presence.IsOnline);
        (await OnlineAsync(people[0], thread)).ShouldBe([people[0]]);
    }

    [Fact]
    public async Task AUserWhoComesBackElsewhereAfterAStopWasNeverAbsent()
    {
        var people = await app.PeopleAsync(3);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        await using var watcher = await app.HubAsync(people[0]);
        await watcher.CallAsync("JoinThread", thread);
        await using var stopping = await ServiceProcess.StartAsync(app);
        await using var returning = await HubClient.ConnectAsync(stopping.Address, app.Identity.TokenFor(people[1]));
        await using var leaving = await HubClient.ConnectAsync(stopping.Address, app.Identity.TokenFor(people[2]));
        await returning.CallAsync("JoinThread", thread);
        await leaving.CallAsync("JoinThread", thread);
        await Poll.UntilAsync(async () => (await OnlineAsync(people[0], thread)).Count == 3);

        var stopped = stopping.StopAsync();
        // However busy the machine is, the user comes back within the time that the others wait.
        await Poll.UntilAsync(async () => await SetHeartbeatAsync(TimeSpan.FromHours(1)) == 1);
        await stopped;
        await using var returned = await app.HubAsync(people[1]);
        await returned.CallAsync("JoinThread", thread);
        (await SetHeartbeatAsync(TimeSpan.FromHours(-1))).ShouldBe(1);

        await watcher.NextAsync<PresenceView>("presence", presence => presence.UserId == people[2] && !presence.IsOnline);
        watcher
            .All<PresenceView>("presence")
            .Where(presence => presence.UserId == people[1])
            .ShouldHaveSingleItem()
            .IsOnline.ShouldBeTrue();
        (await OnlineAsync(people[0], thread)).ShouldBe([people[0], people[1]], ignoreOrder: true);

        // Of the stopped instance alone: other tests stop theirs.
        Task<int> SetHeartbeatAsync(TimeSpan fromNow) =>
            app.SqlAsync(
                $"""
                UPDATE realtime_instances SET heartbeat_at = now() + {fromNow}
                WHERE has_left AND id IN (SELECT unnest(instances) FROM presences WHERE place_id = {thread} AND user_id = {people[2]})
                """
            );
    }

    [Fact]
    public async Task AUserWhoLeavesBeforeTheirTurnOfTheGoodbyeIsAbsent()
    {
        var people = await app.PeopleAsync(3);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        await using var watcher = await app.HubAsync(people[0]);
        await watcher.CallAsync("JoinThread", thread);
        await using var stopping = await ServiceProcess.StartAsync(app, ("Realtime:Goodbye", "00:10:00"));
        await using var first = await HubClient.ConnectAsync(stopping.Address, app.Identity.TokenFor(people[1]));
        await using var second = await HubClient.ConnectAsync(stopping.Address, app.Identity.TokenFor(people[2]));
        await first.CallAsync("JoinThread", thread);
        await second.CallAsync("JoinThread", thread);
        await Poll.UntilAsync(async () => (await OnlineAsync(people[0], thread)).Count == 3);

        _ = stopping.StopAsync();
        var isFirst = await Task.WhenAny(first.Closed, second.Closed) == first.Closed;
        var (moves, leaves) = isFirst ? (people[1], people[2]) : (people[2], people[1]);
        await (isFirst ? second : first).CallAsync("LeaveThread", thread);

        await watcher.NextAsync<PresenceView>("presence", presence => presence.UserId == leaves && !presence.IsOnline);
        (await OnlineAsync(people[0], thread)).ShouldBe([people[0], moves], ignoreOrder: true);
    }

    [Fact]
    public async Task AUserWhoReloadsDuringTheGoodbyeIsNotAbsentMeanwhile()
    {
        var people = await app.PeopleAsync(4);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        await using var watcher = await app.HubAsync(people[0]);
        await watcher.CallAsync("JoinThread", thread);
        await using var stopping = await ServiceProcess.StartAsync(app, ("Realtime:Goodbye", "00:10:00"));
        var pages = new Dictionary<Guid, HubClient>();
        foreach (var person in people.Skip(1))
        {
            pages[person] = await HubClient.ConnectAsync(stopping.Address, app.Identity.TokenFor(person));
            await pages[person].CallAsync("JoinThread", thread);
        }

        await Poll.UntilAsync(async () => (await OnlineAsync(people[0], thread)).Count == 4);
        _ = stopping.StopAsync();
        await Task.WhenAny(pages.Values.Select(page => page.Closed));
        var (reloads, closes) = pages.Where(page => !page.Value.Closed.IsCompleted).Select(page => page.Key).ToArray() switch
        {
            [var one, var other] => (one, other),
            _ => throw new InvalidOperationException("One client is told to go at once, the others minutes later."),
        };
        // Connected before the old page goes: on a busy machine a connection may take longer than the service waits for a page to return.
        await using var loaded = await app.HubAsync(reloads);
        await pages[closes].DisposeAsync();
        await pages[reloads].DisposeAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        await loaded.CallAsync("JoinThread", thread);

        await watcher.NextAsync<PresenceView>("presence", presence => presence.UserId == closes && !presence.IsOnline);
        watcher.All<PresenceView>("presence").Where(presence => presence.UserId == reloads).ShouldHaveSingleItem().IsOnline.ShouldBeTrue();
        (await OnlineAsync(people[0], thread)).ShouldNotContain(closes);
        foreach (var page in pages.Values)
        {
            await page.DisposeAsync();
        }
    }

    [Fact]
    public async Task AnInstanceThatWasTakenForDeadWritesItsPresencesAgain()
    {
        var me = await app.PersonAsync();
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me), me);
        await using var client = await app.HubAsync(me);
        await client.CallAsync("JoinThread", thread);
        await Poll.UntilAsync(async () => (await OnlineAsync(me, thread)).Count == 1);

        await app.SqlAsync($"TRUNCATE realtime_instances, presences");

        await Poll.UntilAsync(async () => (await OnlineAsync(me, thread)).Count == 1);
    }

    [Fact]
    public async Task TypingIsToldToTheOthersAndEndsByItself()
    {
        var another = await app.AnotherAsync();
        var people = await app.PeopleAsync(2);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        await using var typist = await app.HubAsync(people[0]);
        await using var watcher = await app.HubAsync(people[1], another);
        await typist.CallAsync("JoinThread", thread);
        await watcher.CallAsync("JoinThread", thread);

        await typist.CallAsync("Typing", thread);
        await typist.CallAsync("Typing", thread);
        await watcher.NextAsync<ChannelPersonView>("stop_typing");
        watcher.All<ChannelPersonView>("typing").ShouldBe([new(thread, people[0], await app.NameOfAsync(people[0]))]);
        typist.Received.ShouldNotContain(call => call.Method == "typing");

        await typist.CallAsync("Typing", thread);
        await Poll.UntilAsync(() => watcher.All<ChannelPersonView>("typing").Count == 2);
        await typist.PostAsync(thread, "here it is");
        await watcher.NextAsync<Community.Messaging.Messages.MessageView>("new_message");
        var calls = watcher.Received.Select(call => call.Method).ToList();
        calls.LastIndexOf("stop_typing").ShouldBeLessThan(calls.IndexOf("new_message"));
        calls.Count(call => call == "stop_typing").ShouldBe(2);
    }

    [Fact]
    public async Task AUserWithoutTheRightToWriteDoesNotType()
    {
        var (owner, reader) = (await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("public", owner), owner);
        await using var watcher = await app.HubAsync(owner);
        await using var client = await app.HubAsync(reader);
        await watcher.CallAsync("JoinThread", thread);
        await client.CallAsync("Typing", thread);
        await client.CallAsync("JoinThread", thread);
        await client.CallAsync("Typing", thread);
        (await client.RefusalOfAsync("SendMessage", thread, new { content = "hello" })).ShouldBe("not_a_member");

        await app.PostAsync(thread, owner, "after it");
        await Poll.UntilAsync(() => watcher.Messages().Count == 1);
        watcher.Received.ShouldNotContain(call => call.Method == "typing");
    }

    [Fact]
    public async Task PresenceIsForReadersAndOmitsBlockedUsers()
    {
        var people = await app.PeopleAsync(3);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        await app.BlockAsync(people[1], people[2]);
        await using var first = await app.HubAsync(people[1]);
        await first.CallAsync("JoinThread", thread);
        await Poll.UntilAsync(async () => (await OnlineAsync(people[0], thread)).Count == 1);

        (await OnlineAsync(people[2], thread)).ShouldBeEmpty();
        using var stranger = app.HttpAs(await app.PersonAsync());
        (await stranger.GetAsync($"/api/v1/channels/{thread}/presence")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    private async Task<IReadOnlyList<Guid>> OnlineAsync(Guid viewer, Guid channel)
    {
        using var http = app.HttpAs(viewer);
        var presence = await http.GetFromJsonAsync<ChannelPresence>($"/api/v1/channels/{channel}/presence", ServiceJson.Options);
        return [.. presence!.Online.Select(person => person.Id)];
    }

    private async Task<int> DevicesAsync(Guid channel, Guid user) =>
        await app.WithDbAsync(async db =>
        {
            await using var command = app.Service<Npgsql.NpgsqlDataSource>()
                .CreateCommand("SELECT cardinality(instances) FROM presences WHERE place_id = $1 AND user_id = $2");
            command.Parameters.Add(new() { Value = channel });
            command.Parameters.Add(new() { Value = user });
            return await command.ExecuteScalarAsync() as int? ?? 0;
        });
}
