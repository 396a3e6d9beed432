using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Contracts.Identity;
using Community.Contracts.Messaging;
using Community.Contracts.Social;
using Community.Platform.Storage;
using Community.Social.Moderation;
using Community.Social.Tests.Communities;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Moderation;

/// <summary>Social requests a copy before it answers a report, and shows the copy to moderators.</summary>
[Collection(nameof(SocialTests))]
public sealed class EvidenceTests(SocialApplication social)
{
    [Fact]
    public async Task AMessageIsCopiedWhenItIsReportedAndShownToModerators()
    {
        var people = await social.PeopleAsync(2);
        var (message, file) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var path = $"/internal/evidence/message/{message}";

        await social.ReportAsync(people[1], "message", message);

        social.Owners.Told.Where(told => told.Path == path).ShouldHaveSingleItem().Body.ShouldContain(people[1].ToString());
        var found = await social.CaseOfAsync(message);
        var without = await social.Moderator().GetAsync($"/api/v1/moderation/reports/{found.Id}").ShouldAnswerAsync(HttpStatusCode.OK);
        without.GetProperty("evidence").ValueKind.ShouldBe(JsonValueKind.Null, "nothing was copied");

        var now = TimeProvider.System.GetUtcNow();
        social.Owners.Answers[path] = new EvidenceSnapshot([
            new(message, IsContext: false, people[0], "A threat", 1, now, now, [new(file, "a.png", "image/png", 5)]),
        ]);
        var shown = (
            await social.Moderator().GetAsync($"/api/v1/moderation/reports/{found.Id}").ShouldAnswerAsync(HttpStatusCode.OK)
        ).GetProperty("evidence")[0];
        shown.GetProperty("content").GetString().ShouldBe("A threat");
        shown.GetProperty("files")[0].GetProperty("url").GetString().ShouldBe($"/api/v1/attachments/{file}");
    }

    [Fact]
    public async Task AProfileIsCopiedAsItIsWhenItIsReportedAndSurvivesItsErasure()
    {
        var people = await social.PeopleAsync(2);
        social.Identity.Accounts[people[0]] = new PersonSnapshot(
            people[0],
            7,
            new("newest", "Newest Name", "Send me money", null, null, null, null, null, [], null, null, TimeProvider.System.GetUtcNow()),
            ["attendee"],
            false,
            false,
            null,
            false
        );

        await social.ReportAsync(people[1], "user", people[0]);
        await social.ReportAsync(people[1], "user", people[0]);
        social.Identity.Accounts.TryRemove(people[0], out _);
        await social.WithDbAsync(db => db.Database.ExecuteSqlAsync($"UPDATE people SET bio = 'harmless' WHERE id = {people[0]}"));

        var copy = (await CopiesAsync(people[0])).ShouldHaveSingleItem();
        copy.GetProperty("fields").GetProperty("bio").GetString().ShouldBe("Send me money");
        copy.GetProperty("fields").GetProperty("username").GetString().ShouldBe("newest");
        copy.GetProperty("author_id").GetGuid().ShouldBe(people[0]);
    }

    [Fact]
    public async Task ACommunityIsCopiedInEachStateThatWasReportedAndGoesWithItsCase()
    {
        var people = await social.PeopleAsync(3);
        var id = (
            await social
                .HttpAs(people[0])
                .SendAsync(
                    "/communities",
                    new
                    {
                        kind = "group",
                        name = "Get rich",
                        description = "Bring cash.",
                        rules = "Tell nobody.",
                    }
                )
                .ShouldAnswerAsync(HttpStatusCode.Created)
        ).IdOf();

        await social.ReportAsync(people[1], "community", id);
        await social
            .HttpAs(people[0])
            .PatchAsJsonAsync($"/api/v1/communities/{id}", new { description = "We knit." })
            .ShouldAnswerAsync(HttpStatusCode.OK);
        await social.ReportAsync(people[2], "community", id);

        (await CopiesAsync(id))
            .Select(copy => copy.GetProperty("fields").GetProperty("description").GetString())
            .ShouldBe(["Bring cash.", "We knit."]);
        (await CopiesAsync(id))[0].GetProperty("fields").GetProperty("rules").GetString().ShouldBe("Tell nobody.");
        await social.DecideAsync((await social.CaseOfAsync(id)).Id, "dismiss");
        await SweepAsync(ContentCopies.KeptAfterDecision - TimeSpan.FromHours(1));
        (await CopiesAsync(id)).Count.ShouldBe(2);
        await SweepAsync(ContentCopies.KeptAfterDecision + TimeSpan.FromHours(1));
        (await CopiesAsync(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task AProfilesPictureStaysForModeratorsUntilItsCaseIsOver()
    {
        var people = await social.PeopleAsync(3);
        social.Identity.Accounts[people[0]] = new PersonSnapshot(
            people[0],
            7,
            new(
                "newest",
                "Newest Name",
                null,
                null,
                null,
                null,
                null,
                null,
                [],
                null,
                $"/api/v1/users/{people[0]}/picture?v=1",
                TimeProvider.System.GetUtcNow()
            ),
            ["attendee"],
            false,
            false,
            null,
            false
        );
        social.Identity.Pictures[people[0]] = CommunityPictureTests.Jpeg;
        await social.ReportAsync(people[1], "user", people[0]);
        social.Identity.Pictures.TryRemove(people[0], out _);
        await social.ReportAsync(people[2], "user", people[0]);

        var url = (await CopiesAsync(people[0])).ShouldHaveSingleItem().GetProperty("picture_url").GetString()!;
        var shown = await social.Moderator().GetAsync(url);
        shown.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await shown.Content.ReadAsByteArrayAsync()).ShouldBe(CommunityPictureTests.Jpeg);
        (shown.Content.Headers.ContentType!.MediaType, shown.Headers.CacheControl!.Private).ShouldBe(("image/jpeg", true));
        (await social.HttpAs(people[1]).GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await social.HttpAs(people[0], "moderator").GetAsync(url)).StatusCode.ShouldBe(
            HttpStatusCode.Forbidden,
            "nobody sees a case about themselves"
        );
        (await social.Moderator().GetAsync(url + "0")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await social.DecideAsync((await social.CaseOfAsync(people[0])).Id, "dismiss");
        await SweepAsync(ContentCopies.KeptAfterDecision + TimeSpan.FromHours(1));
        (await social.Moderator().GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await GoneAsync($"{Community.Social.Moderation.Evidence.Folder}/{people[0]:N}/");
    }

    [Fact]
    public async Task ACommunitysPictureStaysForModeratorsUntilItsCaseIsOver()
    {
        var people = await social.PeopleAsync(2);
        var owner = social.HttpAs(people[0]);
        var id = (
            await owner.SendAsync("/communities", new { kind = "group", name = "Get rich" }).ShouldAnswerAsync(HttpStatusCode.Created)
        ).IdOf();
        await owner.PutPictureAsync(id, CommunityPictureTests.Jpeg).ShouldAnswerAsync(HttpStatusCode.OK);
        await social.ReportAsync(people[1], "community", id);
        (await owner.DeleteAsync($"/api/v1/communities/{id}/picture")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Poll.UntilAsync(() =>
            social.WithDbAsync(db =>
                db.Database.SqlQuery<bool>(
                        $"""SELECT NOT EXISTS (SELECT FROM dropped_objects WHERE object_key LIKE '%' || {id.ToString("N")} || '/_%') AS "Value" """
                    )
                    .SingleAsync()
            )
        );

        var url = (await CopiesAsync(id)).ShouldHaveSingleItem().GetProperty("picture_url").GetString()!;
        (await social.Moderator().GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await owner.GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        await social.DecideAsync((await social.CaseOfAsync(id)).Id, "dismiss");
        await SweepAsync(ContentCopies.KeptAfterDecision + TimeSpan.FromHours(1));
        (await social.Moderator().GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await GoneAsync($"communities/{id:N}/");
    }

    [Theory]
    [InlineData("event")]
    [InlineData("photo")]
    public async Task EventsCopiesWhatIsItsOwn(string type)
    {
        var people = await social.PeopleAsync(2);
        var id = Guid.CreateVersion7();
        var path = $"/internal/evidence/{type}/{id}";

        await social.ReportAsync(people[1], type, id);

        social.Owners.Told.ShouldContain(told => told.Path == path);
        social.Owners.Answers[path] = new ContentCopiesSnapshot([
            new(
                people[0],
                new Dictionary<string, string>(StringComparer.Ordinal) { ["caption"] = "Rude" },
                "/api/v1/events/a/photos/b",
                TimeProvider.System.GetUtcNow()
            ),
        ]);
        (await CopiesAsync(id)).ShouldHaveSingleItem().GetProperty("fields").GetProperty("caption").GetString().ShouldBe("Rude");
    }

    [Fact]
    public async Task NoServiceIsAskedForACopyOfAPerson()
    {
        var people = await social.PeopleAsync(2);
        await social.ReportAsync(people[1], "user", people[0]);
        social.Owners.Told.ShouldNotContain(told => told.Path.Contains(people[0].ToString(), StringComparison.Ordinal));
    }

    private async Task<List<JsonElement>> CopiesAsync(Guid contentId)
    {
        var shown = await social
            .Moderator()
            .GetAsync($"/api/v1/moderation/reports/{(await social.CaseOfAsync(contentId)).Id}")
            .ShouldAnswerAsync(HttpStatusCode.OK);
        var copies = shown.GetProperty("copies");
        return copies.ValueKind == JsonValueKind.Null ? [] : [.. copies.EnumerateArray()];
    }

    /// <summary>Waits until the clean-up has deleted these objects. Objects that are due later are made due now.</summary>
    private Task GoneAsync(string prefix) =>
        Poll.UntilAsync(async () =>
        {
            await social.WithDbAsync(db =>
                db.Database.ExecuteSqlAsync(
                    $"UPDATE dropped_objects SET dropped_at = now() WHERE object_key LIKE {prefix} || '_%' AND dropped_at > now() + interval '1 hour'"
                )
            );
            return !await social.Service<IObjectStore>().ListAsync(prefix).AnyAsync();
        });

    private Task SweepAsync(TimeSpan ahead) =>
        social.Service<OldContentCopies>().SweepAsync(TimeProvider.System.GetUtcNow() + ahead, CancellationToken.None);
}
