using System.Net;
using System.Net.Http.Json;
using Community.Contracts.Events;
using Community.Contracts.Messaging;
using Community.Events.Mails;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Community.Events.Tests.Mails;
using Community.Events.Tests.Publishing;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Tests.Announcements;

/// <summary>An organizer writes to all attendees.</summary>
[Collection(nameof(EventsTests))]
public sealed class AnnouncementTests(EventsApplication app) : IAsyncLifetime
{
    private readonly Guid _me = Guid.CreateVersion7();
    private readonly Guid _guest = Guid.CreateVersion7();

    private HttpClient Me => app.Organizer(_me);

    public async ValueTask InitializeAsync() => await app.RecordAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task EveryoneWithASeatIsSentItAndReadsIt()
    {
        var id = await app.AddEventAsync(organizer: _me);
        var arrived = Guid.CreateVersion7();
        await app.RegistrationAsync(id, _guest);
        await app.RegistrationAsync(id, arrived, RegistrationStatus.CheckedIn);
        foreach (var status in (string[])[RegistrationStatus.Pending, RegistrationStatus.Waitlisted, RegistrationStatus.Cancelled])
        {
            await app.RegistrationAsync(id, status: status);
        }

        var written = await (await AnnounceAsync(Me, id, "The door is on the\nback of the house.")).ShouldBeAsync(HttpStatusCode.Created);

        written.GetProperty("attendees").GetInt32().ShouldBe(2);
        var sent = await app.LastAnnouncedAsync<EventAnnouncementSent>(written.Id());
        (sent.CommunityEventId, sent.OrganizerId, sent.Text).ShouldBe((id, _me, "The door is on the\nback of the house."));
        sent.AttendeeIds.ShouldBe([_guest, arrived]);
        foreach (var reader in (HttpClient[])[Me, app.HttpAs(_guest), app.HttpAs(arrived)])
        {
            var listed = (await reader.GetJsonAsync($"/events/{id}/announcements")).GetProperty("items").EnumerateArray().Single();
            (listed.Id(), listed.Text("text")).ShouldBe((written.Id(), "The door is on the\nback of the house."));
        }
    }

    [Fact]
    public async Task WithoutASeatNothingIsRead()
    {
        var (open, secret) = (
            await app.AddEventAsync(organizer: _me),
            await app.AddEventAsync(organizer: _me, visibility: EventVisibility.Private)
        );
        foreach (var id in (Guid[])[open, secret])
        {
            await app.RegistrationAsync(id);
            await (await AnnounceAsync(Me, id, "The code of the door is 4711.")).ShouldBeAsync(HttpStatusCode.Created);
        }

        (await app.HttpAs(_guest).GetJsonAsync($"/events/{open}/announcements")).GetProperty("items").GetArrayLength().ShouldBe(0);
        await (await app.HttpAs(_guest).GetAsync($"/api/v1/events/{secret}/announcements")).ShouldBeAsync(HttpStatusCode.NotFound);
        await (await app.Http().GetAsync($"/api/v1/events/{open}/announcements")).ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task OnlyTheOrganizerWrites()
    {
        var id = await app.AddEventAsync(organizer: _me);
        await app.RegistrationAsync(id, _guest);

        await (await AnnounceAsync(app.Organizer(Guid.CreateVersion7()), id)).ShouldBeAsync(HttpStatusCode.Forbidden);
        await (await AnnounceAsync(app.HttpAs(_guest), id)).ShouldBeAsync(HttpStatusCode.Forbidden);
        await (await AnnounceAsync(Me, Guid.CreateVersion7())).ShouldBeAsync(HttpStatusCode.NotFound);
        (await CountAsync(id)).ShouldBe(0);
    }

    [Fact]
    public async Task AnEventTakesThreeInADayAlsoIfTheyAreWrittenAtOnce()
    {
        var id = await app.AddEventAsync(organizer: _me);
        await app.RegistrationAsync(id);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => AnnounceAsync(Me, id)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(3);
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
        {
            await refused.ShouldBeAsync(HttpStatusCode.TooManyRequests, "too_many_announcements_today");
            refused.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.FromHours(1));
        }

        await app.ExecuteAsync($"UPDATE announcements SET created_at = created_at - interval '25 hours' WHERE event_id = {id}");
        await (await AnnounceAsync(Me, id)).ShouldBeAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task ARepeatWithTheSameKeyIsSentOnce()
    {
        var id = await app.AddEventAsync(organizer: _me);
        await app.RegistrationAsync(id);
        var http = Me;
        http.DefaultRequestHeaders.Add("Idempotency-Key", $"{Guid.CreateVersion7()}");

        var first = await (await AnnounceAsync(http, id)).ShouldBeAsync(HttpStatusCode.Created);
        var again = await (await AnnounceAsync(http, id)).ShouldBeAsync(HttpStatusCode.Created);

        again.Id().ShouldBe(first.Id());
        (await CountAsync(id)).ShouldBe(1);
    }

    [Theory]
    [InlineData(EventStatus.Draft, "event_not_published")]
    [InlineData(EventStatus.Cancelled, "event_cancelled")]
    [InlineData("removed", "event_removed")]
    [InlineData("over", "event_over")]
    [InlineData("empty", "no_attendees")]
    public async Task AnEventThatNoOneComesToTakesNone(string state, string reason)
    {
        var id = await app.AddEventAsync(
            organizer: _me,
            status: state is EventStatus.Draft or EventStatus.Cancelled ? state : EventStatus.Published,
            startsIn: state == "over" ? TimeSpan.FromDays(-8) : null
        );
        if (state != "empty")
        {
            await app.RegistrationAsync(id, _guest);
        }

        if (state == "removed")
        {
            await app.ExecuteAsync($"UPDATE events SET removed_at = now() WHERE id = {id}");
        }

        await (await AnnounceAsync(Me, id)).ShouldBeAsync(HttpStatusCode.Conflict, reason);
    }

    [Fact]
    public async Task AnEventThatEndedThisWeekTakesThem()
    {
        var id = await app.AddEventAsync(organizer: _me, startsIn: TimeSpan.FromDays(-2));
        await app.RegistrationAsync(id, status: RegistrationStatus.CheckedIn);
        await (await AnnounceAsync(Me, id, "Thank you for coming!")).ShouldBeAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task AnEmptyTextAndALongOneAreRefused()
    {
        var id = await app.AddEventAsync(organizer: _me);
        await app.RegistrationAsync(id);
        foreach (var text in (string[])["", "   ", new string('x', 1001)])
        {
            await (await AnnounceAsync(Me, id, text)).ShouldRefuseAsync("text");
        }

        await (await AnnounceAsync(Me, id, string.Concat(Enumerable.Repeat("👩🏽‍🍳", 1000)))).ShouldBeAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task AttendeesWhoWantItAreMailedAndTheOthersAreNot()
    {
        var (other, left) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        app.Verify(_guest);
        app.Verify(other);
        app.Verify(left);
        var id = await app.AddEventAsync(organizer: _me);
        await app.RegistrationAsync(id, _guest);
        await app.ExecuteAsync($"UPDATE registrations SET language = 'ar' WHERE event_id = {id}");
        await app.RegistrationAsync(id, other);
        var written = await (await AnnounceAsync(Me, id, "Bring <two> aprons.")).ShouldBeAsync(HttpStatusCode.Created);
        await app.RegistrationAsync(id, left, RegistrationStatus.Cancelled);

        var notified = new AnnouncementNotified(
            Guid.CreateVersion7(),
            TimeProvider.System.GetUtcNow(),
            written.Id(),
            1,
            id,
            [_guest, left, Guid.CreateVersion7()]
        );
        await app.PublishAsync(notified, notified);

        var mail = await app.MailAsync(_guest, "رسالة: Evening bake");
        mail.Text.ShouldContain("Bring <two> aprons.");
        mail.Html!.ShouldContain("Bring &lt;two&gt; aprons.");
        (
            await app.WithDbAsync(db =>
                db.Mails.Where(notice => notice.Kind == MailKind.Announced && notice.EventId == id)
                    .Select(notice => notice.UserId)
                    .ToListAsync()
            )
        ).ShouldBe([_guest]);
        (app.MailsOf(other).Count, app.MailsOf(left).Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task AnErasureOfTheOrganizerDeletesTheTexts()
    {
        var id = await app.AddEventAsync(organizer: _me, startsIn: TimeSpan.FromDays(-2));
        await app.RegistrationAsync(id);
        await (await AnnounceAsync(Me, id)).ShouldBeAsync(HttpStatusCode.Created);

        await app.PublishAsync(SeededEvents.Erased(_me));

        await Poll.UntilAsync(async () => await CountAsync(id) == 0);
    }

    private static Task<HttpResponseMessage> AnnounceAsync(HttpClient http, Guid id, string text = "See you at seven!") =>
        http.PostAsJsonAsync($"/api/v1/events/{id}/announcements", new { text });

    private Task<int> CountAsync(Guid id) => app.WithDbAsync(db => db.Announcements.CountAsync(announcement => announcement.EventId == id));
}
