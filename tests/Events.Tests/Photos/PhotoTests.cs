using System.Net.Http.Headers;
using System.Text;
using Community.Contracts.Events;
using Community.Contracts.Social;
using Community.Events.Photos;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Community.Events.Tests.Publishing;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Tests.Photos;

[Collection(nameof(EventsTests))]
public sealed class PhotoTests(EventsApplication application)
{
    public static TheoryData<string, string> Kinds =>
        new()
        {
            { "jpeg", "image/jpeg" },
            { "png", "image/png" },
            { "webp", "image/webp" },
        };

    [Theory, MemberData(nameof(Kinds))]
    public async Task AnAttendeeAddsAPhotoAndAllSeeItWithoutItsLocation(string kind, string type)
    {
        await application.RecordAsync();
        var (seeded, user) = await AttendedAsync("Maya Haddad");
        var picture = kind switch
        {
            "jpeg" => Pictures.Jpeg(),
            "png" => Pictures.Png(),
            _ => Pictures.Webp(),
        };
        Text(picture).ShouldContain(Pictures.Secret);

        var photo = await PostAsync(seeded, user, picture, query: "?caption=The%20first%20loaf&alt=Bread", type: "application/octet-stream")
            .ShouldAnswerAsync(201);

        photo["caption"]!.GetValue<string>().ShouldBe("The first loaf");
        photo["full_name"]!.GetValue<string>().ShouldBe("Maya Haddad");
        var response = await application.Http().GetAsync(photo["url"]!.GetValue<string>());
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        response.Headers.CacheControl!.Public.ShouldBeTrue();
        response.Headers.CacheControl.MaxAge!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromDays(1));
        Text(await response.Content.ReadAsByteArrayAsync()).ShouldNotContain("GPS");
        var listed = (await ListAsync(seeded)).ShouldHaveSingleItem();
        listed["id"]!.GetValue<string>().ShouldBe(photo["id"]!.GetValue<string>());
        System.Text.Json.Nodes.JsonNode.DeepEquals(listed["picture"], photo["picture"]).ShouldBeTrue();
        photo["picture"]!["alt"]!.GetValue<string>().ShouldBe("Bread");
        photo["picture"]!["width"]!.GetValue<int>().ShouldBe(kind == "png" ? 1 : 3);
        var small = await application.Http().GetAsync($"{photo["url"]!.GetValue<string>()}?w=256");
        small.Content.Headers.ContentType!.MediaType.ShouldBe("image/webp");
        var announced = await application.LastAnnouncedAsync<EventPhotoUploaded>(photo["id"]!.GetValue<Guid>());
        announced.ShouldSatisfyAllConditions(
            e => e.CommunityEventId.ShouldBe(seeded.Id),
            e => e.UserId.ShouldBe(user),
            e => e.Url.ShouldBe(photo["url"]!.GetValue<string>())
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AFormBringsTheCaptionBeforeOrBehindThePicture(bool before)
    {
        var (seeded, user) = await AttendedAsync();
        using var form = new MultipartFormDataContent();
        if (before)
        {
            form.Add(new StringContent("Grüße"), "caption");
        }

        form.Add(new ByteArrayContent(Pictures.Jpeg()), "file", "photo.txt");
        if (!before)
        {
            form.Add(new StringContent("Grüße"), "caption");
        }

        var photo = await application.HttpAs(user).PostAsync($"/api/v1/events/{seeded.Id}/photos", form).ShouldAnswerAsync(201);
        photo["caption"]!.GetValue<string>().ShouldBe("Grüße");
    }

    [Fact]
    public async Task AUserWithoutASeatAddsNone()
    {
        var seeded = await application.EventAsync();
        await PostAsync(seeded, Guid.CreateVersion7(), Pictures.Jpeg()).ShouldAnswerAsync(403, "not_registered");
        var waiting = await application.RegistrationAsync(seeded.Id, status: RegistrationStatus.Waitlisted);
        await PostAsync(seeded, waiting.UserId, Pictures.Jpeg()).ShouldAnswerAsync(403, "not_registered");
        var future = await application.EventAsync(starts: TimeSpan.FromHours(1), ends: TimeSpan.FromHours(2));
        var early = await application.RegistrationAsync(future.Id);
        await PostAsync(future, early.UserId, Pictures.Jpeg()).ShouldAnswerAsync(409, "too_early");
        var hidden = await application.EventAsync(visibility: EventVisibility.Private);
        await PostAsync(hidden, early.UserId, Pictures.Jpeg()).ShouldAnswerAsync(404);
        var draft = await application.EventAsync(status: EventStatus.Draft);
        await PostAsync(draft, draft.OrganizerId, Pictures.Jpeg()).ShouldAnswerAsync(409, "not_published");
        (await ListAsync(seeded)).ShouldBeEmpty();

        await PostAsync(future, future.OrganizerId, Pictures.Jpeg()).ShouldAnswerAsync(201);
    }

    [Fact]
    public async Task WhatIsNoPictureIsRefusedAndNothingIsKept()
    {
        var (seeded, user) = await AttendedAsync();
        await PostAsync(seeded, user, Encoding.ASCII.GetBytes("<svg onload='alert(1)'/>")).ShouldAnswerAsync(415);
        await PostAsync(seeded, user, [.. Pictures.Jpeg()[..20]]).ShouldAnswerAsync(400);
        await PostAsync(seeded, user, []).ShouldAnswerAsync(415);
        await PostAsync(seeded, user, [.. Pictures.Jpeg(), .. new byte[10 * 1024 * 1024]]).ShouldAnswerAsync(413);
        await PostAsync(seeded, user, Pictures.Jpeg(), query: $"?caption={new string('x', 501)}").ShouldAnswerAsync(400);
        using var form = new MultipartFormDataContent
        {
            { new StringContent(new string('x', 501)), "caption" },
            { new ByteArrayContent(Pictures.Jpeg()), "file", "a.jpg" },
        };
        (await application.HttpAs(user).PostAsync($"/api/v1/events/{seeded.Id}/photos", form).ShouldAnswerAsync(400))["errors"]!
            ["caption"]
            .ShouldNotBeNull();
        (await ListAsync(seeded)).ShouldBeEmpty();
    }

    [Fact]
    public async Task TheListGoesOnByItsCursorNewestFirst()
    {
        var (seeded, user) = await AttendedAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Insert(0, (await PostAsync(seeded, user, Pictures.Png()).ShouldAnswerAsync(201))["id"]!.GetValue<string>());
        }

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await application
                .Http()
                .GetAsync($"/api/v1/events/{seeded.Id}/photos?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}")
                .ShouldAnswerAsync(200);
            seen.AddRange(page["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
            cursor = page["next_cursor"]?.GetValue<string>();
        } while (cursor is not null);

        seen.ShouldBe(ids);
    }

    [Fact]
    public async Task AFiftyFirstPhotoIsRefusedAlsoOfManyAtOnce()
    {
        var (seeded, user) = await AttendedAsync();
        await application.WithDbAsync(async db =>
        {
            db.Photos.AddRange(
                Enumerable
                    .Range(0, 47)
                    .Select(_ => new Photo
                    {
                        Id = Guid.CreateVersion7(),
                        EventId = seeded.Id,
                        UserId = user,
                        ObjectKey = $"photos/{user:N}/{Guid.CreateVersion7():N}.jpg",
                        ContentType = "image/jpeg",
                        CreatedAt = SeededEvents.Now,
                    })
            );
            return await db.SaveChangesAsync();
        });

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync(seeded, user, Pictures.Jpeg())));

        answers.Count(answer => answer.StatusCode == System.Net.HttpStatusCode.Created).ShouldBe(3);
        await Task.FromResult(answers.First(answer => answer.StatusCode != System.Net.HttpStatusCode.Created))
            .ShouldAnswerAsync(409, "too_many_photos");
        (await application.WithDbAsync(db => db.Photos.CountAsync(photo => photo.EventId == seeded.Id))).ShouldBe(50);
    }

    [Fact]
    public async Task UploaderOrganizerAndModeratorDeleteAndTheFileFollows()
    {
        var (seeded, user) = await AttendedAsync();
        var stranger = await application.RegistrationAsync(seeded.Id);
        foreach (
            var http in new[]
            {
                application.HttpAs(user),
                application.HttpAs(seeded.OrganizerId),
                application.HttpAs(Guid.CreateVersion7(), "moderator"),
                application.HttpAs(Guid.CreateVersion7(), "admin"),
            }
        )
        {
            var url = (await PostAsync(seeded, user, Pictures.Jpeg()).ShouldAnswerAsync(201))["url"]!.GetValue<string>();
            await application.HttpAs(stranger.UserId, "organizer").DeleteAsync(url).ShouldAnswerAsync(403);
            await application.Http().DeleteAsync(url).ShouldAnswerAsync(401);
            await http.DeleteAsync(url).ShouldAnswerAsync(204);
            await http.GetAsync(url).ShouldAnswerAsync(404);
            await http.DeleteAsync(url).ShouldAnswerAsync(404);
        }

        var folder = Path.Combine(application.StorageFolder, "photos", user.ToString("N"));
        await Poll.UntilAsync(() => !Directory.Exists(folder) || Directory.GetFiles(folder).Length == 0);
    }

    [Fact]
    public async Task APrivateEventsPhotosAreForUsersWhoMaySeeIt()
    {
        var seeded = await application.EventAsync(visibility: EventVisibility.Private);
        var registration = await application.RegistrationAsync(seeded.Id);
        var url = (await PostAsync(seeded, registration.UserId, Pictures.Jpeg()).ShouldAnswerAsync(201))["url"]!.GetValue<string>();

        (await application.HttpAs(registration.UserId).GetAsync(url)).Headers.CacheControl!.Private.ShouldBeTrue();
        foreach (var http in new[] { application.Http(), application.HttpAs(Guid.CreateVersion7()) })
        {
            await http.GetAsync(url).ShouldAnswerAsync(404);
            await http.GetAsync($"/api/v1/events/{seeded.Id}/photos").ShouldAnswerAsync(404);
        }

        await application.HttpAs(Guid.CreateVersion7()).DeleteAsync(url).ShouldAnswerAsync(404);
        var other = await application.EventAsync();
        await application
            .HttpAs(other.OrganizerId)
            .GetAsync(url.Replace(seeded.Id.ToString(), other.Id.ToString(), StringComparison.Ordinal))
            .ShouldAnswerAsync(404);
        await application
            .HttpAs(other.OrganizerId)
            .DeleteAsync(url.Replace(seeded.Id.ToString(), other.Id.ToString(), StringComparison.Ordinal))
            .ShouldAnswerAsync(404);
    }

    [Fact]
    public async Task ThePhotosOfABlockingUserAreNotListed()
    {
        var (seeded, user) = await AttendedAsync();
        var blocked = Guid.CreateVersion7();
        await PostAsync(seeded, user, Pictures.Jpeg()).ShouldAnswerAsync(201);
        await application.WithDbAsync(async db =>
        {
            db.Blocks.Add(
                new Community.Events.People.Block
                {
                    BlockerId = user,
                    BlockedId = blocked,
                    Version = 1,
                    IsBlocked = true,
                }
            );
            return await db.SaveChangesAsync();
        });

        (await application.HttpAs(blocked).GetAsync($"/api/v1/events/{seeded.Id}/photos").ShouldAnswerAsync(200))["items"]!
            .AsArray()
            .ShouldBeEmpty();
        (await ListAsync(seeded)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task WhatModeratorsDecidedToRemoveGoes()
    {
        var (seeded, user) = await AttendedAsync();
        var photo = (await PostAsync(seeded, user, Pictures.Jpeg()).ShouldAnswerAsync(201))["id"]!.GetValue<Guid>();

        await application.PublishAsync(
            new ContentRemoved(
                Guid.CreateVersion7(),
                SeededEvents.Now,
                Guid.CreateVersion7(),
                1,
                "photo",
                photo,
                Guid.CreateVersion7(),
                "spam"
            )
        );

        await Poll.UntilAsync(async () => (await ListAsync(seeded)).Count == 0);
    }

    [Fact]
    public async Task TheSameUploadUnderTheSameKeyIsOnePhoto()
    {
        var (seeded, user) = await AttendedAsync();
        var http = application.HttpAs(user);
        http.DefaultRequestHeaders.Add("Idempotency-Key", "one-photo-is-sent");
        var picture = Pictures.Jpeg();
        var first = await PostAsync(seeded, http, picture).ShouldAnswerAsync(201);
        var second = await PostAsync(seeded, http, picture).ShouldAnswerAsync(201);

        second["id"]!.GetValue<string>().ShouldBe(first["id"]!.GetValue<string>());
        (await ListAsync(seeded)).ShouldHaveSingleItem();
    }

    private async Task<(CommunityEvent, Guid User)> AttendedAsync(string? name = null)
    {
        var seeded = await application.EventAsync();
        var user = await application.PersonAsync(name);
        await application.RegistrationAsync(seeded.Id, user);
        return (seeded, user);
    }

    private Task<HttpResponseMessage> PostAsync(
        CommunityEvent seeded,
        Guid user,
        byte[] picture,
        string query = "",
        string type = "image/jpeg"
    ) => PostAsync(seeded, application.HttpAs(user), picture, query, type);

    private static async Task<HttpResponseMessage> PostAsync(
        CommunityEvent seeded,
        HttpClient http,
        byte[] picture,
        string query = "",
        string type = "image/jpeg"
    )
    {
        using var content = new ByteArrayContent(picture) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        return await http.PostAsync($"/api/v1/events/{seeded.Id}/photos{query}", content);
    }

    private async Task<List<System.Text.Json.Nodes.JsonNode>> ListAsync(CommunityEvent seeded) =>
        [
            .. (await application.Http().GetAsync($"/api/v1/events/{seeded.Id}/photos").ShouldAnswerAsync(200))["items"]!
                .AsArray()
                .Select(item => item!),
        ];

    private static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
