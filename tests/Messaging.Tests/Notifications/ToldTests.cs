using System.Text.Json.Nodes;
using Community.Contracts.Companion;
using Community.Contracts.Events;
using Community.Contracts.Social;
using Community.Messaging.Notifications;
using Community.Testing;

namespace Community.Messaging.Tests.Notifications;

/// <summary>What the other services' events tell to whom, and what ends the telling.</summary>
[Collection(nameof(MessagingTests))]
public sealed class ToldTests(MessagingApplication app)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task AnInvitationNamesACommunityThatTheInvitedDoesNotKnow()
    {
        var (host, invited) = (await app.PersonAsync(), await app.PersonAsync());
        var sent = new CommunityInvitationSent(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, Guid.CreateVersion7(), "Night bakers", host, invited);

        await app.SettleAsync(sent, sent with { EventId = Guid.CreateVersion7() });

        var told = (await ToldAsync(invited)).ShouldHaveSingleItem();
        told.Text("kind").ShouldBe("invitation");
        told.Text("text").ShouldEndWith("invited you to Night bakers.");
        (await ToldAsync(host)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ARequestToJoinIsToldToThoseWhoCanAnswerIt()
    {
        var (owner, moderator, member) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        var asking = await app.PeopleAsync(2);
        var community = await app.CommunityAsync("private", owner, moderator, member);
        await app.BecomeAsync(community, moderator, "moderator");

        await app.SettleAsync([.. asking.Select(person => new CommunityJoinRequested(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, community, person))]);

        foreach (var person in new[] { owner, moderator })
        {
            var told = (await ToldAsync(person)).ShouldHaveSingleItem();
            (told.Text("kind"), told.Number("count")).ShouldBe(("join_request", 2));
            told.Text("text").ShouldEndWith("and 1 other want to join Chess.");
        }

        (await ToldAsync(member)).Concat(await ToldAsync(asking[0])).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("accepted", true, "You are a member of Night bakers now.")]
    [InlineData("declined", true, "Night bakers did not take you in this time.")]
    [InlineData("accepted", false, null)]
    [InlineData("withdrawn", false, null)]
    [InlineData("declined", false, null)]
    public async Task AnAnswerIsToldAndWhatNobodyAnsweredIsNot(string status, bool isAnswered, string? text)
    {
        var (owner, asker) = (await app.PersonAsync(), await app.PersonAsync());
        await app.SettleAsync(new CommunityJoinRequestAnswered(
            Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 2, Guid.CreateVersion7(), "Night bakers", asker, status, isAnswered ? owner : null));

        (await ToldAsync(asker)).ConvertAll(told => told.Text("text")).ShouldBe(text is null ? [] : [text]);
        if (text is not null)
        {
            (await ToldAsync(asker))[0]["actor_id"].ShouldBeNull("who decided is not told");
        }
    }

    [Fact]
    public async Task ThatSomebodyDeclinedIsToldToNobody()
    {
        var (asker, asked, third) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        await app.PublishAsync(new ConnectionRemoved(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 2, asker, asked, asked, "declined"));
        await app.SettleAsync(
            new UserFollowed(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, third, asker), new UserFollowed(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, third, asked));

        (await ToldAsync(asker)).Concat(await ToldAsync(asked)).Select(told => told.Text("kind")).ShouldBe(["follow", "follow"]);
    }

    [Fact]
    public async Task AnotherTimeOrPlaceIsToldToWhoComes()
    {
        var (organizer, coming, waiting) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        var id = Guid.CreateVersion7();
        EventUpdated Updated(long version, string name, string city, int days) => new(
            Guid.CreateVersion7(), Now, id, version, organizer, name, "meetup", null, null, city, Now.AddDays(days), Now.AddDays(days + 1), "Asia/Dubai", "public");
        await app.SettleAsync(new EventPublished(
            Guid.CreateVersion7(), Now, id, 1, organizer, "Simul", "meetup", null, null, "Dubai", Now.AddDays(1), Now.AddDays(2), "Asia/Dubai", "public"));
        await app.SettleAsync(new RsvpConfirmed(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 2, id, coming, organizer));

        await app.SettleAsync(Updated(2, "Simultaneous", "Dubai", 1));
        (await TitlesAsync(coming)).ShouldBe(["You are going"], "another name is not another place");
        var moved = Updated(4, "Simultaneous", "Sharjah", 1);
        await app.SettleAsync(moved);
        await app.SettleAsync(moved with { EventId = Guid.CreateVersion7() }, Updated(3, "Simultaneous", "Dubai", 5));

        (await TitlesAsync(coming)).ShouldBe(["Event changed", "You are going"]);
        (await TitlesAsync(organizer)).ShouldBe(["New registration"]);
        (await ToldAsync(waiting)).ShouldBeEmpty();
    }

    [Fact]
    public async Task WhoMovesUpToAPaidSeatIsToldThatItIsHeld()
    {
        var (me, organizer, registration) = (await app.PersonAsync(), await app.PersonAsync(), Guid.CreateVersion7());
        var concert = await app.EventAsync(organizer);
        RsvpCreated Created(long version, string status) => new(Guid.CreateVersion7(), Now, registration, version, concert, me, organizer, status);

        await app.SettleAsync(Created(1, "waitlisted"));
        await app.SettleAsync(Created(2, "pending"));
        await app.SettleAsync(Created(1, "pending") with { RegistrationId = Guid.CreateVersion7() });

        (await ToldAsync(me)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            told => told.Text("title").ShouldBe("A seat is free"), told => told.Number("count").ShouldBe(2, "of one registration, one notification"));
    }

    [Fact]
    public async Task AnOpportunityIsTold()
    {
        var me = await app.PersonAsync();
        var found = new OpportunityFound(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, me, "insight", "Three chess evenings near you this week", "/events");

        await app.SettleAsync(found, found with { EventId = Guid.CreateVersion7() });

        (await ToldAsync(me)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            told => (told.Text("kind"), told.Text("text"), told["target"]!.Id()).ShouldBe(("opportunity", found.Title, found.OpportunityId)));
    }

    [Fact]
    public async Task WhoIsNamedOnlyLaterIsToldThen()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync($"named{Guid.CreateVersion7():N}"));
        var name = (await app.WithDbAsync(db => Task.FromResult(db.People.Single(person => person.Id == other).Username)))!;
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me, other), me);
        var message = (await app.SayAsync(thread, me, "who is it?")).Id();

        await app.HttpAs(me).SendAsync("PATCH", $"/messages/{message}", new { content = $"is it @{name}?" }).ShouldAnswerAsync(200);

        await Poll.UntilAsync(async () => (await ToldAsync(other)) is [var only] && only.Text("kind") == "mention");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhoReadsAChannelHasReadWhatWasToldOfIt(bool byHub)
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me, other), me);
        var elsewhere = await app.ThreadAsync(await app.CommunityAsync("private", me, other), me);
        await app.SayAsync(thread, other, "one");
        await app.SayAsync(elsewhere, other, "there");
        await Poll.UntilAsync(async () => (await UnreadAsync(me)) == 2);
        var late = await app.SayAsync(thread, other, "two");
        await Poll.UntilAsync(async () => (await ToldAsync(me)).Exists(told => told.Number("count") == 2));
        await using var phone = await app.HubAsync(me);

        await ReadAsync(1);
        (await UnreadAsync(me)).ShouldBe(2, "the second is not read");
        await ReadAsync(late.Number("seq"));

        (await UnreadAsync(me)).ShouldBe(1);
        (await phone.NextAsync<UnreadCount>("notifications_read")).Count.ShouldBe(1);

        async Task ReadAsync(long seq)
        {
            if (byHub)
            {
                await phone.CallAsync("MarkRead", thread, seq);
            }
            else
            {
                await app.HttpAs(me).SendAsync("PUT", $"/channels/{thread}/read", new { seq }).ShouldAnswerAsync(200);
            }
        }
    }

    private async Task<List<JsonNode>> ToldAsync(Guid person) => (await app.HttpAs(person).GetPathAsync("/notifications?limit=100").ShouldAnswerAsync(200)).Items();

    private async Task<List<string>> TitlesAsync(Guid person) => (await ToldAsync(person)).ConvertAll(told => told.Text("title"));

    private async Task<long> UnreadAsync(Guid person) => (await app.HttpAs(person).GetPathAsync("/notifications/unread-count").ShouldAnswerAsync(200)).Number("count");
}
