using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Community.Contracts.Events;
using Community.Contracts.Messaging;
using Community.Contracts.Social;
using Community.Messaging.EventChats;
using Community.Messaging.Notifications;
using Community.Messaging.Tests.Moderation;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Tests.Notifications;

/// <summary>An organizer's message to all attendees.</summary>
[Collection(nameof(MessagingTests))]
public sealed class AnnouncementTests(MessagingApplication app)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private readonly Guid _event = Guid.CreateVersion7();

    [Fact]
    public async Task AttendeesAreNotifiedAndMailedAsTheyWant()
    {
        await app.RecordAsync();
        var people = await app.PeopleAsync(5);
        var (host, all, quiet, off, blocking) = (people[0], people[1], people[2], people[3], people[4]);
        await WantAsync(quiet, inApp: true, mail: false);
        await WantAsync(off, inApp: false, mail: true);
        await app.BlockAsync(blocking, host);
        await app.WithDbAsync(async db =>
        {
            await db.ApplyEventAsync(_event, 1, host, "Simul");
            return 0;
        });
        var sent = Sent(host, "The door is on the back.", all, quiet, off, blocking, host);

        await app.SettleAsync(sent, sent with { EventId = Guid.CreateVersion7() });

        foreach (var person in (Guid[])[all, quiet])
        {
            var told = (await ToldAsync(person)).ShouldHaveSingleItem();
            (told.Text("kind"), told.Text("title"), told.Text("link")).ShouldBe(("announcement", "Simul", $"/events/{_event}"));
            told.Text("text").ShouldEndWith("writes: “The door is on the back.”");
        }

        (await ToldAsync(off)).Concat(await ToldAsync(blocking)).Concat(await ToldAsync(host)).ShouldBeEmpty();
        var mailed = await app.AnnouncedAsync<AnnouncementNotified>(sent.AnnouncementId);
        mailed.SelectMany(notified => notified.MailTo).ShouldBe([all]);
        mailed.ShouldAllBe(notified => notified.CommunityEventId == _event);
    }

    [Fact]
    public async Task ALongTextIsCutAndATextOfARemovedEventIsDeleted()
    {
        var (host, guest) = (await app.PersonAsync(), await app.PersonAsync());
        await app.WithDbAsync(async db =>
        {
            await db.ApplyEventAsync(_event, 1, host, "Simul");
            await db.ApplyRegistrationAsync(Guid.CreateVersion7(), _event, guest, 1, isConfirmed: true);
            return 0;
        });
        await app.SettleAsync(Sent(host, string.Concat(Enumerable.Repeat("👩🏽‍🍳 ", 200)), guest));
        var told = (await ToldAsync(guest)).ShouldHaveSingleItem().Text("text");
        told.Length.ShouldBeLessThan(400);
        told.ShouldEndWith("👩🏽‍🍳…”");

        await app.SettleAsync(
            new ContentRemoved(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 2, "event", _event, Guid.CreateVersion7(), "spam")
        );

        await Poll.UntilAsync(async () => (await ToldAsync(guest)).Count == 0);
    }

    [Theory]
    [InlineData(300, 300)]
    [InlineData(301, 301)]
    [InlineData(900, 301)]
    public void TheBeginningOfATextIsBounded(int length, int kept) =>
        Announcements.Beginning(new string('x', length)).Length.ShouldBe(kept);

    private EventAnnouncementSent Sent(Guid host, string text, params Guid[] attendees) =>
        new(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, _event, host, text, attendees);

    private async Task WantAsync(Guid person, bool inApp, bool mail) =>
        (
            await app.HttpAs(person)
                .PutAsJsonAsync(
                    "/api/v1/notifications/preferences",
                    new
                    {
                        kinds = new
                        {
                            announcement = new
                            {
                                in_app = inApp,
                                push = true,
                                mail,
                            },
                        },
                    }
                )
        ).EnsureSuccessStatusCode();

    private async Task<List<JsonNode>> ToldAsync(Guid person) =>
        (await app.HttpAs(person).GetPathAsync("/notifications?limit=100").ShouldAnswerAsync(200)).Items();
}
