using Community.Messaging.Realtime;
using Community.Testing;

namespace Community.Messaging.Tests.Moderation;

/// <summary>A muted user can read and cannot write, until the mute ends.</summary>
[Collection(nameof(MessagingTests))]
public sealed class SanctionTests(MessagingApplication app)
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task AMutedUserReadsAndDoesNotWriteUntilItEnds()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", other, me), other);
        var (sanction, longer) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using var phone = await app.HubAsync(me);
        await using var watching = await app.HubAsync(other);
        await phone.CallAsync("JoinThread", thread);
        await watching.CallAsync("JoinThread", thread);

        await app.SettleAsync(ModerationSteps.Imposed(sanction, me, "mute", Now.AddHours(1)));
        await app.HttpAs(me).SendAsync("POST", $"/threads/{thread}/messages", new { content = "x" }).ShouldAnswerAsync(403, "muted");
        (await phone.RefusalOfAsync("SendMessage", thread, new { content = "x" })).ShouldBe("muted");
        await app.HttpAs(me).GetPathAsync($"/threads/{thread}/messages").ShouldAnswerAsync(200);
        await Poll.UntilAsync(() => !app.Service<Topics>().Subscriptions.Single(subscription => subscription.Client.UserId == me).MayWrite);

        // Of two sanctions, the longer one counts; it is lifted, and the other is still there.
        await app.SettleAsync(
            ModerationSteps.Imposed(longer, me, "mute", Now.AddHours(2)),
            ModerationSteps.Imposed(Guid.CreateVersion7(), me, "warning", null)
        );
        await app.SettleAsync(ModerationSteps.Lifted(longer, me, "mute"));
        await app.HttpAs(me).SendAsync("POST", $"/threads/{thread}/messages", new { content = "x" }).ShouldAnswerAsync(403, "muted");
        await app.SettleAsync(ModerationSteps.Lifted(sanction, me, "mute"));
        await app.SayAsync(thread, me, "I can speak again");

        await app.SettleAsync(ModerationSteps.Imposed(Guid.CreateVersion7(), me, "mute", Now.AddSeconds(-1)));
        await app.SayAsync(thread, me, "it ended by itself");
        (await app.HttpAs(me).GetPathAsync("/notifications?limit=100").ShouldAnswerAsync(200))
            .Items()
            .ConvertAll(told => told.Text("title"))
            .Order()
            .ShouldBe(["A measure has ended", "A measure has ended", "A warning", "You are muted", "You are muted", "You are muted"]);
    }

    [Fact]
    public async Task WhatWasLiftedStaysSoWhateverComesLate()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", other, me), other);
        var sanction = Guid.CreateVersion7();

        await app.SettleAsync(ModerationSteps.Lifted(sanction, me, "mute"));
        await app.SettleAsync(ModerationSteps.Imposed(sanction, me, "mute", Now.AddHours(1)));

        await app.SayAsync(thread, me, "hello");
        (await app.HttpAs(me).GetPathAsync("/notifications?limit=100").ShouldAnswerAsync(200)).Items().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task AMuteMayComeBeforeThePerson()
    {
        var me = Guid.CreateVersion7();
        await app.SettleAsync(ModerationSteps.Imposed(Guid.CreateVersion7(), me, "mute", null));
        (await app.WithDbAsync(db => Task.FromResult(db.People.Single(person => person.Id == me)))).ShouldSatisfyAllConditions(
            person => person.MutedUntil.ShouldNotBeNull().ShouldBeGreaterThan(Now.AddYears(100)),
            person => person.ProfileVersion.ShouldBe(0)
        );
    }
}
