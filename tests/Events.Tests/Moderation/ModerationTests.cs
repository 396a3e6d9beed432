using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Contracts;
using Community.Contracts.Social;
using Community.Events.Moderation;
using Community.Events.Photos;
using Community.Events.Tests.Photos;
using Community.Events.Tests.Publishing;
using Community.Platform.Http.Json;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Tests.Moderation;

/// <summary>Social's moderation decisions about events and photos, in any order and delivered more than once.</summary>
[Collection(nameof(EventsTests))]
public sealed class ModerationTests(EventsApplication events)
{
    [Fact]
    public async Task ARestoredEventIsFoundAgain()
    {
        var id = (await events.Organizer(Guid.CreateVersion7()).PublishedAsync()).Id();
        var (reportId, removed) = (Guid.CreateVersion7(), $"/api/v1/events/{id}");

        await SettleAsync(Removed(reportId, "event", id, 2));
        await (await events.Http().GetAsync(removed)).ShouldBeAsync(HttpStatusCode.NotFound);
        await SettleAsync(Restored(reportId, "event", id, 3));
        await (await events.Http().GetAsync(removed)).ShouldBeAsync(HttpStatusCode.OK);
        // Late events change nothing.
        await SettleAsync(Removed(reportId, "event", id, 2));
        await (await events.Http().GetAsync(removed)).ShouldBeAsync(HttpStatusCode.OK);
        await SettleAsync(Removed(reportId, "event", id, 5), Restored(reportId, "event", id, 4));
        await (await events.Http().GetAsync(removed)).ShouldBeAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task ARemovedPhotoIsHiddenFromAllAndComesBackWithItsFile()
    {
        var (eventId, photo, mine) = await PhotoAsync();
        var url = $"/api/v1/events/{eventId}/photos/{photo}";
        var reportId = Guid.CreateVersion7();

        await SettleAsync(Removed(reportId, "photo", photo, 2));
        (await events.Http().GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await mine.GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await events.Http().GetJsonAsync($"/events/{eventId}/photos")).GetProperty("items").GetArrayLength().ShouldBe(0);
        await SweepAsync(TimeProvider.System.GetUtcNow());

        await SettleAsync(Restored(reportId, "photo", photo, 3), Removed(reportId, "photo", photo, 2));
        (await events.Http().GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await events.Http().GetJsonAsync($"/events/{eventId}/photos")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task WhatNoAppealCanBringBackIsDeletedWithItsFile()
    {
        var (_, photo, _) = await PhotoAsync();
        var key = await events.WithDbAsync(db => db.Photos.Where(p => p.Id == photo).Select(p => p.ObjectKey).SingleAsync());
        await SettleAsync(Removed(Guid.CreateVersion7(), "photo", photo, 1));

        await SweepAsync(Calls.Soon + RemovedPhotos.Kept - TimeSpan.FromMinutes(1));
        (await events.WithDbAsync(db => db.Photos.IgnoreQueryFilters().AnyAsync(p => p.Id == photo))).ShouldBeTrue();
        await SweepAsync(Calls.Soon + RemovedPhotos.Kept + TimeSpan.FromMinutes(1));

        (await events.WithDbAsync(db => db.Photos.IgnoreQueryFilters().AnyAsync(p => p.Id == photo))).ShouldBeFalse();
        (
            await events.WithDbAsync(db =>
                db.Database.SqlQuery<int>($"""SELECT count(*)::int AS "Value" FROM dropped_objects WHERE object_key = {key}""")
                    .SingleAsync()
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task SocialGetsTheAuthorOfTheReportedContent()
    {
        await events.RecordAsync();
        var organizer = Guid.CreateVersion7();
        var id = (await events.Organizer(organizer).PublishedAsync()).Id();
        var (eventId, photo, _) = await PhotoAsync();
        var uploader = await events.WithDbAsync(db => db.Photos.Where(p => p.Id == photo).Select(p => p.UserId).SingleAsync());
        await SettleAsync(Removed(Guid.CreateVersion7(), "photo", photo, 1));

        foreach (var (type, content, author) in ((string, Guid, Guid)[])[("event", id, organizer), ("photo", photo, uploader)])
        {
            var reported = Reported(type, content);
            await SettleAsync(reported);
            var told = await events.LastAnnouncedAsync<ContentDescribed>(reported.ReportId);
            (told.Version, told.ContentType, told.ContentId, told.AuthorId, told.CommunityId).ShouldBe((7, type, content, author, null));
        }
    }

    [Fact]
    public async Task OfWhatIsNotThereOrNotEventsNothingIsTold()
    {
        await events.RecordAsync();
        foreach (var type in (string[])["event", "photo", "message", "user"])
        {
            var reported = Reported(type, Guid.CreateVersion7());
            await SettleAsync(reported);
            (await events.AnnouncedAsync(reported.ReportId)).ShouldBeEmpty(type);
        }
    }

    [Fact]
    public async Task AReportedEventIsShownAsItWasAndEachStateOnce()
    {
        var organizer = events.Organizer(Guid.CreateVersion7());
        var id = (await organizer.PublishedAsync()).Id();
        var before = (await events.Http().GetJsonAsync($"/events/{id}")).GetProperty("name").GetString();
        await TakeAsync("event", id);
        await TakeAsync("event", id);
        using (var answer = await organizer.PatchAsJsonAsync($"/api/v1/events/{id}", new { name = "Something else" }))
        {
            await answer.ShouldBeAsync(HttpStatusCode.OK);
        }

        await SettleAsync(Reported("event", id), Reported("event", id));

        (await CopiesAsync("event", id))!.Copies.Select(copy => copy.Fields["name"]).ShouldBe([before, "Something else"]);
    }

    [Fact]
    public async Task AReportedPhotoStaysForModeratorsUntilItsCaseIsOver()
    {
        var (eventId, photo, mine) = await PhotoAsync();
        var url = $"/api/v1/events/{eventId}/photos/{photo}";
        var key = await events.WithDbAsync(db => db.Photos.Where(p => p.Id == photo).Select(p => p.ObjectKey).SingleAsync());
        await TakeAsync("photo", photo);
        var reported = Reported("photo", photo);
        await SettleAsync(reported);
        (await mine.DeleteAsync(url)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await CleanAsync(key);

        (await mine.GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var moderator = events.HttpAs(Guid.CreateVersion7(), "moderator");
        (await moderator.GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await CopiesAsync("photo", photo))!.Copies.ShouldHaveSingleItem().PictureUrl.ShouldBe(url);

        await SettleAsync(
            new ReportDecided(Guid.CreateVersion7(), Calls.Soon, reported.ReportId, 8, "photo", photo),
            reported with
            {
                EventId = Guid.CreateVersion7(),
            }
        );
        await events
            .Service<OldEvidence>()
            .SweepAsync(Calls.Soon + EvidenceStore.KeptAfterDecision - TimeSpan.FromMinutes(1), CancellationToken.None);
        (await moderator.GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await events
            .Service<OldEvidence>()
            .SweepAsync(Calls.Soon + EvidenceStore.KeptAfterDecision + TimeSpan.FromMinutes(1), CancellationToken.None);
        (await moderator.GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await CopiesAsync("photo", photo)).ShouldBeNull();
    }

    [Fact]
    public async Task TheCoverOfAReportedEventStaysForModeratorsUntilItsCaseIsOver()
    {
        var organizer = events.Organizer(Guid.CreateVersion7());
        var id = (await organizer.PublishedAsync()).Id();
        var url = (await CoverAsync(organizer, id)).GetProperty("image_url").GetString()!;
        var key = await events.WithDbAsync(db => db.Events.Where(e => e.Id == id).Select(e => e.ImageKey).SingleAsync());
        await TakeAsync("event", id);
        var reported = Reported("event", id);
        await SettleAsync(reported);
        var now = (await CoverAsync(organizer, id)).GetProperty("image_url").GetString()!;
        await CleanAsync(key!);

        using var moderator = events.HttpAs(Guid.CreateVersion7(), "moderator");
        (await moderator.GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await CopiesAsync("event", id))!.Copies.ShouldHaveSingleItem().PictureUrl.ShouldBe(url);
        (await moderator.GetAsync(url)).Headers.CacheControl!.Private.ShouldBeTrue();
        (await organizer.GetAsync(now)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await organizer.DeleteAsync($"/api/v1/events/{id}/image")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await organizer.GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.NotFound, "the copy is the moderators' alone");
        (await events.Http().GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await moderator.GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await SettleAsync(
            new ReportDecided(Guid.CreateVersion7(), Calls.Soon, reported.ReportId, 8, "event", id),
            reported with
            {
                EventId = Guid.CreateVersion7(),
            }
        );
        await events
            .Service<OldEvidence>()
            .SweepAsync(Calls.Soon + EvidenceStore.KeptAfterDecision + TimeSpan.FromMinutes(1), CancellationToken.None);
        (await moderator.GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<JsonElement> CoverAsync(HttpClient organizer, Guid id)
    {
        using var content = new ByteArrayContent(Pictures.Jpeg());
        using var answer = await organizer.PutAsync(new Uri($"/api/v1/events/{id}/image", UriKind.Relative), content);
        await answer.ShouldBeAsync(HttpStatusCode.OK);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task TakeAsync(string type, Guid id)
    {
        using var answer = await HttpAsFleet()
            .PostAsJsonAsync($"/internal/evidence/{type}/{id}", new { reported_by = Guid.CreateVersion7() });
        await answer.ShouldBeAsync(HttpStatusCode.NoContent);
    }

    private async Task<ContentCopiesSnapshot?> CopiesAsync(string type, Guid id)
    {
        using var answer = await HttpAsFleet().GetAsync($"/internal/evidence/{type}/{id}");
        return answer.StatusCode == HttpStatusCode.NotFound
            ? null
            : await answer.Content.ReadFromJsonAsync<ContentCopiesSnapshot>(ServiceJson.Options);
    }

    private HttpClient HttpAsFleet()
    {
        var http = events.Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Fleet", FakeIdentity.FleetKey);
        return http;
    }

    /// <summary>Waits until the clean-up has checked the file of a deleted photo: it is deleted, or a row still refers to it.</summary>
    private Task CleanAsync(string key) =>
        Poll.UntilAsync(async () =>
            await events.WithDbAsync(db =>
                db.Database.SqlQuery<bool>($"""SELECT NOT EXISTS (SELECT FROM dropped_objects WHERE object_key = {key}) AS "Value" """)
                    .SingleAsync()
            )
        );

    private static ContentReported Reported(string type, Guid id) =>
        new(Guid.CreateVersion7(), Calls.Soon, Guid.CreateVersion7(), 7, type, id, Guid.CreateVersion7(), "spam");

    private static ContentRemoved Removed(Guid reportId, string type, Guid id, long version) =>
        new(Guid.CreateVersion7(), Calls.Soon, reportId, version, type, id, Guid.CreateVersion7(), "spam");

    private static ContentRestored Restored(Guid reportId, string type, Guid id, long version) =>
        new(Guid.CreateVersion7(), Calls.Soon, reportId, version, type, id, Guid.CreateVersion7());

    private async Task<(Guid EventId, Guid Photo, HttpClient Uploader)> PhotoAsync()
    {
        var seeded = await events.EventAsync();
        var user = await events.PersonAsync();
        await events.RegistrationAsync(seeded.Id, user);
        var http = events.HttpAs(user);
        using var picture = new ByteArrayContent(Pictures.Jpeg());
        picture.Headers.ContentType = new("image/jpeg");
        using var answer = await http.PostAsync($"/api/v1/events/{seeded.Id}/photos", picture);
        return (seeded.Id, (await answer.ShouldBeAsync(HttpStatusCode.Created)).Id(), http);
    }

    private Task SweepAsync(DateTimeOffset now) => events.Service<RemovedPhotos>().SweepAsync(now, CancellationToken.None);

    /// <summary>Publishes, and waits until each event was consumed: its inbox row is in the same transaction.</summary>
    private async Task SettleAsync(params IIntegrationEvent[] announced)
    {
        foreach (var one in announced)
        {
            await events.PublishAsync(one);
            await Poll.UntilAsync(async () =>
                await events.WithDbAsync(db =>
                    db.Database.SqlQuery<bool>(
                            $"""SELECT EXISTS (SELECT FROM inbox_messages WHERE message_id = {one.EventId}) AS "Value" """
                        )
                        .SingleAsync()
                )
            );
        }
    }
}
