using System.Net;
using Community.Contracts.Social;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Moderation;

/// <summary>The queue, and the effects of a decision here and in other services.</summary>
[Collection(nameof(SocialTests))]
public sealed class CaseTests(SocialApplication social) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await social.RecordAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task TheQueueGathersFiltersAndPutsTheOldestFirst()
    {
        var (me, people) = (Guid.CreateVersion7(), await social.PeopleAsync(3));
        var (older, newer) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await social.ReportAsync(people[0], "photo", older, "nudity");
        await social.ReportAsync(people[0], "photo", newer, "illegal");
        await social.ReportAsync(people[1], "photo", older, "nudity");
        await social.ReportAsync(people[2], "photo", older, "illegal");
        var moderator = social.Moderator(me);
        async Task<Guid[]> PhotosAsync(string more = "") =>
            [
                .. (await moderator.ReadAsync($"/moderation/reports?content_type=photo&limit=100{more}"))
                    .Items()
                    .Select(item => item.IdOf("content_id"))
                    .Where(id => id == older || id == newer),
            ];

        (await PhotosAsync()).ShouldBe([older, newer]);
        (await PhotosAsync("&reason=nudity")).ShouldBe([older]);
        (await PhotosAsync("&assigned=me")).ShouldBeEmpty();
        (await PhotosAsync("&status=decided")).ShouldBeEmpty();
        var item = (await moderator.ReadAsync("/moderation/reports?content_type=photo&limit=100"))
            .Items()
            .Single(item => item.IdOf("content_id") == older);
        (item.GetProperty("report_count").GetInt32(), item.GetProperty("reasons").ToString()).ShouldBe(
            (3, """[{"reason":"nudity","count":2},{"reason":"illegal","count":1}]""")
        );

        await moderator
            .SendAsync($"/moderation/reports/{item.IdOf()}/assign", new { moderator_id = me })
            .ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await PhotosAsync("&assigned=me")).ShouldBe([older]);
        (await PhotosAsync("&assigned=none")).ShouldBe([newer]);
        await moderator
            .SendAsync($"/moderation/reports/{item.IdOf()}/assign", new { moderator_id = (Guid?)null })
            .ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await PhotosAsync("&assigned=none")).ShouldBe([older, newer]);
        await moderator.ResolveAsync(item.IdOf(), "dismiss").ShouldAnswerAsync(HttpStatusCode.OK);
        (await PhotosAsync("&status=decided")).ShouldBe([older]);
        await moderator
            .SendAsync($"/moderation/reports/{item.IdOf()}/assign", new { moderator_id = me })
            .ShouldAnswerAsync(HttpStatusCode.Conflict, "already_decided");
    }

    [Fact]
    public async Task ACaseShowsItsReportersAndWhatWasDecidedBefore()
    {
        var (first, author, reporter) = await social.CaseAsync();
        await social.DecideAsync(first, "warn");
        await social.ReportAsync(reporter, "user", author, "harassment", "again");

        var details = await social.Moderator().ReadAsync($"/moderation/reports/{first}");

        details.GetProperty("author").IdOf().ShouldBe(author);
        var report = details.GetProperty("reports").EnumerateArray().ShouldHaveSingleItem();
        (report.IdOf("reporter_id"), report.Text("reason"), report.Text("details")).ShouldBe((reporter, "harassment", "again"));
        details.GetProperty("earlier_decisions").EnumerateArray().ShouldHaveSingleItem().Text("decision").ShouldBe("warn");
        await social
            .Moderator()
            .GetAsync($"/api/v1/moderation/reports/{Guid.CreateVersion7()}")
            .ShouldAnswerAsync(HttpStatusCode.NotFound, "no_such_case");
    }

    [Fact]
    public async Task OfManyModeratorsAtOnceOneDecides()
    {
        var (caseId, author, _) = await social.CaseAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(number => social.Moderator().ResolveAsync(caseId, number % 2 == 0 ? "warn" : "dismiss"))
        );

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(11);
        (await social.WithDbAsync(db => db.ModerationDecisions.CountAsync(decision => decision.PersonId == author))).ShouldBe(1);
    }

    [Fact]
    public async Task DecidingTwiceUnderTheSameKeyIsOneDecision()
    {
        var (caseId, _, _) = await social.CaseAsync();
        var moderator = social.Moderator();
        moderator.DefaultRequestHeaders.Add("Idempotency-Key", "decided-only-once");

        var first = await moderator.ResolveAsync(caseId, "warn").ShouldAnswerAsync(HttpStatusCode.OK);
        (await moderator.ResolveAsync(caseId, "warn").ShouldAnswerAsync(HttpStatusCode.OK)).IdOf().ShouldBe(first.IdOf());
    }

    [Fact]
    public async Task NoModeratorDecidesTheirOwnCase()
    {
        var (caseId, author, reporter) = await social.CaseAsync();
        var (asAuthor, asReporter) = (social.Moderator(author), social.Moderator(reporter));

        await asAuthor.GetAsync($"/api/v1/moderation/reports/{caseId}").ShouldAnswerAsync(HttpStatusCode.Forbidden, "own_case");
        await asAuthor.ResolveAsync(caseId, "dismiss").ShouldAnswerAsync(HttpStatusCode.Forbidden, "own_case");
        await asAuthor
            .SendAsync($"/moderation/reports/{caseId}/assign", new { moderator_id = author })
            .ShouldAnswerAsync(HttpStatusCode.Forbidden, "own_case");
        await asReporter.ResolveAsync(caseId, "suspend").ShouldAnswerAsync(HttpStatusCode.Forbidden, "own_case");
        await asReporter
            .SendAsync($"/moderation/reports/{caseId}/assign", new { moderator_id = reporter })
            .ShouldAnswerAsync(HttpStatusCode.Forbidden, "own_case");
        await social
            .Moderator()
            .SendAsync($"/moderation/reports/{caseId}/assign", new { moderator_id = author })
            .ShouldAnswerAsync(HttpStatusCode.Forbidden, "own_case");
        await social.HttpAs(author, "admin").ResolveAsync(caseId, "dismiss").ShouldAnswerAsync(HttpStatusCode.Forbidden, "own_case");
        (await asAuthor.ReadAsync("/moderation/reports?limit=100")).Items().ShouldNotContain(item => item.IdOf() == caseId);
        await asAuthor.GetAsync($"/api/v1/moderation/users/{author}").ShouldAnswerAsync(HttpStatusCode.Forbidden, "own_case");

        var owner = await social.PersonAsync();
        var community = await social.CommunityAsync(owner);
        await social.ReportAsync(reporter, "community", community);
        await social
            .Moderator(owner)
            .ResolveAsync((await social.CaseOfAsync(community)).Id, "dismiss")
            .ShouldAnswerAsync(HttpStatusCode.Forbidden, "own_case");
    }

    [Fact]
    public async Task AMutedUserReadsAndDoesNotWriteUntilItIsLifted()
    {
        var (caseId, author, reporter) = await social.CaseAsync("harassment");

        var decision = await social.DecideAsync(caseId, "mute", days: 7);

        var body = new
        {
            content_type = "message",
            content_id = Guid.CreateVersion7(),
            reason = "spam",
        };
        await social.HttpAs(author).SendAsync("/reports", body).ShouldAnswerAsync(HttpStatusCode.Forbidden, "muted");
        await social.HttpAs(author).GetAsync("/api/v1/discover/people").ShouldAnswerAsync(HttpStatusCode.OK);
        var told = (await social.AnnouncedAsync<SanctionImposed>(author)).ShouldHaveSingleItem();
        (told.Kind, told.Until, told.Reason, told.CaseId, told.Version).ShouldBe(
            ("mute", decision.GetProperty("until").GetDateTimeOffset(), "harassment", caseId, 1)
        );

        await social.ReportAsync(reporter, "user", author);
        await social.DecideAsync(caseId, "mute", days: 1);
        (await social.FindAsync(author))!.MutedUntil.ShouldBe(told.Until, "the longer one counts");
        var standing = await social.Moderator().ReadAsync($"/moderation/users/{author}");
        standing.GetProperty("in_force").GetArrayLength().ShouldBe(2);

        var lifted = await social
            .Moderator()
            .SendAsync($"/moderation/users/{author}/lift", new { kind = "mute", note = "understood" })
            .ShouldAnswerAsync(HttpStatusCode.OK);
        lifted.GetProperty("in_force").GetArrayLength().ShouldBe(0);
        lifted.GetProperty("decisions").EnumerateArray().Select(one => one.Text("decision")).ShouldBe(["lift", "lift", "mute", "mute"]);
        await social.HttpAs(author).SendAsync("/reports", body).ShouldAnswerAsync(HttpStatusCode.Created);
        (await social.AnnouncedAsync<SanctionLifted>(author)).Select(one => (one.Kind, one.Version)).ShouldBe([("mute", 2L), ("mute", 2L)]);
        await social
            .Moderator()
            .SendAsync($"/moderation/users/{author}/lift", new { kind = "mute", note = "again" })
            .ShouldAnswerAsync(HttpStatusCode.Conflict, "nothing_to_lift");
        await social
            .Moderator(author)
            .SendAsync($"/moderation/users/{author}/lift", new { kind = "mute", note = "me" })
            .ShouldAnswerAsync(HttpStatusCode.Forbidden, "own_case");
    }

    [Fact]
    public async Task ASuspensionIsIdentitysToCarryOut()
    {
        var (caseId, author, _) = await social.CaseAsync("scam");

        await social.DecideAsync(caseId, "suspend");

        var told = (await social.AnnouncedAsync<SanctionImposed>(author)).ShouldHaveSingleItem();
        (told.Kind, told.Until, told.Reason).ShouldBe(("suspension", null, "scam"));
        (await social.FindAsync(author))!.IsSuspended.ShouldBeFalse("identity announces it when it has done so");
    }

    [Fact]
    public async Task ARemovedCommunityIsGoneForAllButItsOwner()
    {
        var people = await social.PeopleAsync(2);
        var community = await social.CommunityAsync(people[0]);
        await social.ReportAsync(people[1], "community", community);
        var caseId = (await social.CaseOfAsync(community)).Id;

        await social.DecideAsync(caseId, "warn", removeContent: true);

        (await SeenAsync(community, people[1])).ShouldBeFalse();
        (await SeenAsync(community, people[0])).ShouldBeTrue();
        var told = (await social.AnnouncedAsync<ContentRemoved>(community)).ShouldHaveSingleItem();
        (told.ReportId, told.ContentType, told.Version).ShouldBe((caseId, "community", 2));
        (await social.AnnouncedAsync<SanctionImposed>(people[0])).ShouldHaveSingleItem().Kind.ShouldBe("warning");
    }

    [Theory]
    [InlineData("user", "remove", null, false, "decision")]
    [InlineData("user", "warn", null, true, "remove_content")]
    [InlineData("community", "mute", null, false, "days")]
    [InlineData("community", "warn", 3, false, "days")]
    [InlineData("community", "dismiss", null, true, "remove_content")]
    [InlineData("community", "suspend", 366, false, "days")]
    [InlineData("community", "suspend", 0, false, "days")]
    public async Task WhatDoesNotFitTogetherIsRefusedAndDecidesNothing(
        string type,
        string decision,
        int? days,
        bool removeContent,
        string field
    )
    {
        var people = await social.PeopleAsync(2);
        var content = type == "user" ? people[0] : await social.CommunityAsync(people[0]);
        await social.ReportAsync(people[1], type, content);
        var found = await social.CaseOfAsync(content);

        var problem = await social
            .Moderator()
            .ResolveAsync(found.Id, decision, days, removeContent)
            .ShouldAnswerAsync(HttpStatusCode.BadRequest);

        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe([field]);
        (await social.CaseOfAsync(content)).Status.ShouldBe("open");
        (await social.WithDbAsync(db => db.ModerationDecisions.AnyAsync(one => one.CaseId == found.Id))).ShouldBeFalse();
    }

    [Fact]
    public async Task WhileTheAuthorIsUnknownOnlyTheContentIsDecidedAbout()
    {
        var (message, author, community) = (Guid.CreateVersion7(), await social.PersonAsync(), Guid.CreateVersion7());
        await social.ReportAsync(await social.PersonAsync(), "message", message);
        var found = await social.CaseOfAsync(message);
        await social.Moderator().ResolveAsync(found.Id, "warn").ShouldAnswerAsync(HttpStatusCode.Conflict, "author_unknown");

        var described = new ContentDescribed(
            Guid.CreateVersion7(),
            TimeProvider.System.GetUtcNow(),
            found.Id,
            found.Version,
            "message",
            message,
            author,
            community
        );
        await social.SettleAsync(
            described with
            {
                EventId = Guid.CreateVersion7(),
                ContentId = Guid.CreateVersion7(),
                AuthorId = Guid.CreateVersion7(),
            },
            described,
            described with
            {
                EventId = Guid.CreateVersion7(),
                AuthorId = Guid.CreateVersion7(),
            },
            described with
            {
                EventId = Guid.CreateVersion7(),
                AuthorId = Guid.CreateVersion7(),
                Version = found.Version - 1,
            }
        );

        found = await social.CaseOfAsync(message);
        (found.AuthorId, found.CommunityId).ShouldBe((author, community));
        (await social.DecideAsync(found.Id, "warn")).IdOf("person_id").ShouldBe(author);
    }

    private Task<bool> SeenAsync(Guid community, Guid viewer) =>
        social.WithDbAsync(db =>
            Community.Social.Communities.CommunityAccess.CommunitiesSeenBy(db, viewer).AnyAsync(one => one.Id == community)
        );
}
