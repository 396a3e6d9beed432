using Community.Contracts.Identity;
using Community.Messaging.Channels;
using Community.Messaging.Tests.Moderation;

namespace Community.Messaging.Tests.Threads;

/// <summary>Moderators' acts on threads and messages reach the audit record; authors' acts on their own do not.</summary>
[Collection(nameof(MessagingTests))]
public sealed class ModeratorActTests(MessagingApplication app)
{
    [Fact]
    public async Task WhatAModeratorDoesToOthersIsOnRecord()
    {
        await app.RecordAsync();
        var (owner, member) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", owner, member);
        var thread = await OpenAsync(community, member);
        var message = (await app.SayAsync(thread, member, "An advertisement")).Id();
        var asOwner = app.HttpAs(owner);

        foreach (var (method, path) in ((string, string)[])[("PUT", "pin"), ("DELETE", "pin"), ("PUT", "lock"), ("DELETE", "lock")])
        {
            await asOwner.SendAsync(method, $"/threads/{thread}/{path}").ShouldAnswerAsync(204);
            // A repeat changes nothing.
            await asOwner.SendAsync(method, $"/threads/{thread}/{path}").ShouldAnswerAsync(204);
        }

        await asOwner.SendAsync("DELETE", $"/messages/{message}").ShouldAnswerAsync(204);
        await asOwner.SendAsync("PATCH", $"/threads/{thread}", new { title = "Calm" }).ShouldAnswerAsync(200);
        await asOwner.SendAsync("DELETE", $"/threads/{thread}").ShouldAnswerAsync(204);
        await app.HttpAs(member).SendAsync("PUT", $"/threads/{thread}/pin").ShouldAnswerAsync(404);

        (await ActsAsync(thread)).ShouldBe([
            (ModeratorActs.ThreadPinned, owner, null),
            (ModeratorActs.ThreadUnpinned, owner, null),
            (ModeratorActs.ThreadLocked, owner, null),
            (ModeratorActs.ThreadUnlocked, owner, null),
            (ModeratorActs.ThreadChanged, owner, member),
            (ModeratorActs.ThreadDeleted, owner, member),
        ]);
        (await ActsAsync(message)).ShouldBe([(ModeratorActs.MessageDeleted, owner, member)]);
    }

    [Fact]
    public async Task WhatAnAuthorDoesToTheirOwnIsNot()
    {
        await app.RecordAsync();
        var (owner, member) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", owner, member);
        foreach (var author in (Guid[])[owner, member])
        {
            var thread = await OpenAsync(community, author);
            var message = (await app.SayAsync(thread, author, "A slip")).Id();
            var http = app.HttpAs(author);
            await http.SendAsync("DELETE", $"/messages/{message}").ShouldAnswerAsync(204);
            await http.SendAsync("PATCH", $"/threads/{thread}", new { title = "Better" }).ShouldAnswerAsync(200);
            await http.SendAsync("DELETE", $"/threads/{thread}").ShouldAnswerAsync(204);

            (await ActsAsync(thread)).ShouldBeEmpty();
            (await ActsAsync(message)).ShouldBeEmpty();
        }
    }

    private async Task<Guid> OpenAsync(Guid community, Guid author) =>
        (
            await app.HttpAs(author)
                .SendAsync("POST", $"/communities/{community}/threads", new { title = "A thread" })
                .ShouldAnswerAsync(201)
        ).Id();

    private async Task<List<(string Action, Guid By, Guid? User)>> ActsAsync(Guid within)
    {
        var acts = await app.AnnouncedAsync<StaffActed>(within);
        acts.ShouldAllBe(act => act.Service == "messaging" && act.ObjectId == within);
        return [.. acts.Select(act => (act.Action, act.ActorId, act.UserId))];
    }
}
