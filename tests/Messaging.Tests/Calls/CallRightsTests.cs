using Community.Contracts.Social;
using Community.Messaging.Calls;
using Community.Messaging.Tests.Realtime;

namespace Community.Messaging.Tests.Calls;

/// <summary>
/// A person without the right to write in a channel cannot join its calls. A person who loses the right is out of the call within two
/// seconds.
/// </summary>
[Collection(nameof(MessagingCallTests))]
public sealed class CallRightsTests(MessagingApplication app)
{
    [Theory]
    [InlineData("blocked", "not_reachable")]
    [InlineData("blocks", "not_reachable")]
    [InlineData("muted", "muted")]
    [InlineData("guest", "guest_account")]
    [InlineData("suspended", "no_such_channel")]
    [InlineData("callee suspended", "not_reachable")]
    [InlineData("callee muted", "not_reachable")]
    [InlineData("callee erased", "not_reachable")]
    public async Task AUserWithoutTheRightToWriteDoesNotCall(string cause, string code)
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        await using var theirs = await app.HubAsync(other);
        var channel = await mine.DirectWithAsync(other);
        await (
            cause switch
            {
                "blocked" => app.BlockAsync(other, me),
                "blocks" => app.BlockAsync(me, other),
                "muted" => app.MuteAsync(me),
                "guest" => app.ExecuteAsync($"UPDATE people SET is_guest = true WHERE id = {me}"),
                "suspended" => app.SuspendAsync(me),
                "callee suspended" => app.SuspendAsync(other),
                "callee muted" => app.MuteAsync(other),
                _ => app.EraseAsync(other),
            }
        );

        (await mine.RefusalOfAsync("StartCall", channel, new { })).ShouldBe(code);

        theirs.Received.ShouldNotContain(received => received.Method.StartsWith("call_"));
        (await app.CallsOfAsync(other)).ShouldBeEmpty();
    }

    [Fact]
    public async Task AReaderOfAPublicThreadWhoIsNoMemberDoesNotCall()
    {
        var (owner, reader) = (await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("public", owner), owner);
        await using var runs = await app.HubAsync(owner);
        await using var reads = await app.HubAsync(reader);
        await reads.CallAsync("JoinThread", thread);

        (await reads.RefusalOfAsync("StartCall", thread, new { })).ShouldBe("not_a_member");
        var call = (await runs.StartAsync(thread)).Call;
        call.Participants.Select(participant => participant.UserId).ShouldBe([owner]);
        (await reads.RefusalOfAsync("AcceptCall", call.Id)).ShouldBe("not_a_member");
    }

    [Fact]
    public async Task ForStrangersThereIsNoCall()
    {
        var (me, other, stranger) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        await using var theirs = await app.HubAsync(other, await app.AnotherAsync());
        await using var outside = await app.HubAsync(stranger);
        var channel = await mine.DirectWithAsync(other);
        var (talk, _) = await mine.TalkAsync(theirs, channel);
        var none = Guid.CreateVersion7();

        foreach (var method in new[] { "AcceptCall", "RejoinCall", "ResumeCall", "DeclineCall", "HangUp", "SetMedia", "Signal" })
        {
            object?[] more = method switch
            {
                "ResumeCall" => [none],
                "SetMedia" => [new { is_muted = true }],
                "Signal" => [me, new { kind = "offer", payload = "x" }],
                _ => [],
            };
            var hidden = await RefusalAsync(outside, method, [talk.Call.Id, .. more]);
            hidden.ShouldBe(await RefusalAsync(outside, method, [none, .. more]), method);
            hidden.ShouldStartWith("no_such_call: ");
        }

        (await RefusalAsync(outside, "StartCall", channel, new { })).ShouldBe(await RefusalAsync(outside, "StartCall", none, new { }));
        await app.HttpAs(stranger).GetPathAsync($"/channels/{channel}/call").ShouldAnswerAsync(404, "no_such_channel");
        await app.Http().GetPathAsync($"/channels/{channel}/call").ShouldAnswerAsync(401);
        (await app.CallsOfAsync(stranger)).ShouldBeEmpty();
        outside.Received.ShouldBeEmpty();
        mine.All<CallSignalView>("call_signal").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("blocked")]
    [InlineData("muted")]
    [InlineData("suspended")]
    [InlineData("erased")]
    public async Task AParticipantWhoLosesTheRightToCallIsRemoved(string cause)
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        await using var theirs = await app.HubAsync(other, await app.AnotherAsync());
        var (talk, _) = await mine.TalkAsync(theirs, await mine.DirectWithAsync(other));

        await (
            cause switch
            {
                "blocked" => app.BlockAsync(me, other),
                "muted" => app.MuteAsync(other),
                "suspended" => app.SuspendAsync(other),
                _ => app.EraseAsync(other),
            }
        );

        // As if a participant had hung up.
        (await theirs.EndOfAsync(talk.Call.Id)).ShouldBe("left");
        (await mine.EndOfAsync(talk.Call.Id)).ShouldBe("left");
        (await theirs.RefusalOfAsync("Signal", talk.Call.Id, me, new { kind = "offer", payload = "x" })).ShouldBe("not_in_call");
    }

    [Fact]
    public async Task WhatRingsEndsWithTheRight()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        await using var theirs = await app.HubAsync(other, await app.AnotherAsync());
        var call = (await mine.StartAsync(await mine.DirectWithAsync(other))).Call.Id;
        await theirs.RingsAsync(call);

        await app.BlockAsync(other, me);

        (await theirs.EndOfAsync(call)).ShouldBe("cancelled");
        (await mine.EndOfAsync(call)).ShouldBe("missed");
        (await app.MissedAsync(other)).ShouldBe(0);
        (await app.CallsOfAsync(other)).ShouldBeEmpty();
    }

    [Fact]
    public async Task LeavingTheCommunityLeavesTheCallAndTheOthersStay()
    {
        var people = await app.PeopleAsync(3);
        var (thread, community, clients) = await app.RoomAsync(people);
        var call = await AllJoinAsync(thread, clients);

        var now = TimeProvider.System.GetUtcNow();
        await app.PublishAsync(
            new CommunityMemberLeft(Guid.CreateVersion7(), now, Guid.CreateVersion7(), 2, community, people[1], "banned")
        );

        (await clients[1].EndOfAsync(call)).ShouldBe("left");
        (await clients[0].NextAsync<CallLeftView>("call_left")).ShouldBe(new(call, people[1], "left"));
        (await clients[1].RefusalOfAsync("AcceptCall", call)).ShouldBe("no_such_call");
        (await clients[1].RefusalOfAsync("RejoinCall", call)).ShouldBe("no_such_call");
        clients[2].Received.ShouldNotContain(received => received.Method == "call_ended");
    }

    [Fact]
    public async Task OfTwoWithABlockBetweenThemTheLaterLeaves()
    {
        var people = await app.PeopleAsync(3);
        var (thread, _, clients) = await app.RoomAsync(people);
        var call = await AllJoinAsync(thread, clients);

        await app.BlockAsync(people[2], people[1]);

        (await clients[2].EndOfAsync(call)).ShouldBe("left");
        (await clients[1].NextAsync<CallLeftView>("call_left")).ShouldBe(new(call, people[2], "left"));
        (await clients[2].RefusalOfAsync("AcceptCall", call)).ShouldBe("no_such_call");
        clients.Take(2).SelectMany(client => client.Received).ShouldNotContain(received => received.Method == "call_ended");
    }

    private static async Task<Guid> AllJoinAsync(Guid thread, IReadOnlyList<HubClient> clients)
    {
        var call = (await clients[0].StartAsync(thread)).Call.Id;
        foreach (var client in clients.Skip(1))
        {
            await client.RingsAsync(call);
            await client.AcceptAsync(call);
        }

        return call;
    }

    private static async Task<string> RefusalAsync(HubClient client, string method, params object?[] arguments) =>
        (await Should.ThrowAsync<HubCallException>(() => client.CallAsync(method, arguments))).Message;
}
