using System.Net;
using Community.Contracts.Social;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Moderation;

[Collection(nameof(SocialTests))]
public sealed class AppealTests(SocialApplication social) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await social.RecordAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task TheAuthorReadsTheDecisionAndNeverItsModerator()
    {
        var (caseId, author, reporter) = await social.CaseAsync();
        var moderator = Guid.CreateVersion7();
        await social.DecideAsync(caseId, "mute", days: 3, moderator: moderator);
        await social.ReportAsync(reporter, "user", author);
        await social.DecideAsync(caseId, "dismiss");

        var page = await social.HttpAs(author).ReadAsync("/moderation/decisions/mine");

        var mine = page.Items().ShouldHaveSingleItem("a dismissal would tell that somebody had reported");
        (mine.Text("decision"), mine.Text("reason"), mine.IdOf("content_id")).ShouldBe(("mute", "spam", author));
        page.ToString().ShouldNotContain(moderator.ToString());
        page.ToString().ShouldNotContain(reporter.ToString());
        page.ToString().ShouldNotContain("as the rules say");
        (await social.HttpAs(reporter).ReadAsync("/moderation/decisions/mine")).Items().ShouldBeEmpty();
    }

    [Fact]
    public async Task OnlyTheAuthorAppealsAndOnce()
    {
        var (caseId, author, reporter) = await social.CaseAsync();
        var decision = (await social.DecideAsync(caseId, "mute", days: 3)).IdOf();
        var path = $"/moderation/decisions/{decision}/appeal";

        await social.HttpAs(reporter).SendAsync(path, new { text = "no" }).ShouldAnswerAsync(HttpStatusCode.NotFound, "no_such_decision");
        await social.HttpAs(author).SendAsync(path, new { text = " " }).ShouldAnswerAsync(HttpStatusCode.BadRequest);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => social.HttpAs(author).SendAsync(path, new { text = "It was a joke." }))
        );
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        await social
            .HttpAs(author)
            .SendAsync(path, new { text = "Really." })
            .ShouldAnswerAsync(HttpStatusCode.Conflict, "appealed_already");
        (await social.HttpAs(author).ReadAsync("/moderation/decisions/mine")).Items()[0].Text("appeal_status").ShouldBe("open");
    }

    [Fact]
    public async Task AfterThirtyDaysADecisionStands()
    {
        var (caseId, author, _) = await social.CaseAsync();
        var decision = (await social.DecideAsync(caseId, "warn")).IdOf();
        // Only a database without its trigger allows changing the past.
        await social.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"""
                ALTER TABLE moderation_decisions DISABLE TRIGGER USER;
                UPDATE moderation_decisions SET at = at - interval '30 days 1 minute' WHERE id = {decision};
                ALTER TABLE moderation_decisions ENABLE TRIGGER USER;
                """
            )
        );

        try
        {
            await social
                .HttpAs(author)
                .SendAsync($"/moderation/decisions/{decision}/appeal", new { text = "late" })
                .ShouldAnswerAsync(HttpStatusCode.Conflict, "too_late");
        }
        finally
        {
            await social.WithDbAsync(db =>
                db.Database.ExecuteSqlAsync(
                    $"""
                    ALTER TABLE moderation_decisions DISABLE TRIGGER USER;
                    UPDATE moderation_decisions SET at = at + interval '30 days 1 minute' WHERE id = {decision};
                    ALTER TABLE moderation_decisions ENABLE TRIGGER USER;
                    """
                )
            );
        }
    }

    [Fact]
    public async Task AGrantedAppealLiftsTheSanctionAndBringsTheContentBack()
    {
        var people = await social.PeopleAsync(2);
        var community = await social.CommunityAsync(people[0]);
        await social.ReportAsync(people[1], "community", community);
        var (decider, found) = (Guid.CreateVersion7(), await social.CaseOfAsync(community));
        var decision = (await social.DecideAsync(found.Id, "mute", days: 5, removeContent: true, moderator: decider)).IdOf();
        var appeal = await AppealAsync(people[0], decision);

        await ResolveAsync(decider, appeal, true).ShouldAnswerAsync(HttpStatusCode.Forbidden, "own_decision");
        await ResolveAsync(people[0], appeal, true).ShouldAnswerAsync(HttpStatusCode.Forbidden, "own_case");
        await ResolveAsync(people[1], appeal, false).ShouldAnswerAsync(HttpStatusCode.Forbidden, "own_case");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => ResolveAsync(Guid.CreateVersion7(), appeal, true)));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        await ResolveAsync(Guid.CreateVersion7(), appeal, false).ShouldAnswerAsync(HttpStatusCode.Conflict, "already_resolved");

        var restored = (await social.AnnouncedAsync<ContentRestored>(community)).ShouldHaveSingleItem();
        restored.Version.ShouldBeGreaterThan((await social.AnnouncedAsync<ContentRemoved>(community)).ShouldHaveSingleItem().Version);
        (await social.AnnouncedAsync<SanctionLifted>(people[0])).ShouldHaveSingleItem().Version.ShouldBe(2);
        (await social.FindAsync(people[0]))!.MutedUntil.ShouldBeNull();
        (await social.WithDbAsync(db => db.Communities.SingleAsync(one => one.Id == community))).RemovedAt.ShouldBeNull();
        var mine = (await social.HttpAs(people[0]).ReadAsync("/moderation/decisions/mine")).Items().ShouldHaveSingleItem();
        (mine.Text("appeal_status"), mine.GetProperty("lifted_at").ValueKind).ShouldBe(("granted", System.Text.Json.JsonValueKind.String));
    }

    [Fact]
    public async Task ADeniedAppealChangesNothing()
    {
        var (caseId, author, _) = await social.CaseAsync();
        var appeal = await AppealAsync(author, (await social.DecideAsync(caseId, "mute", days: 5)).IdOf());

        (await ResolveAsync(Guid.CreateVersion7(), appeal, false).ShouldAnswerAsync(HttpStatusCode.OK))
            .Text("decision")
            .ShouldBe("deny_appeal");

        (await social.FindAsync(author))!.MutedUntil.ShouldNotBeNull();
        (await social.AnnouncedAsync<SanctionLifted>(author)).ShouldBeEmpty();
        await ResolveAsync(Guid.CreateVersion7(), Guid.CreateVersion7(), true).ShouldAnswerAsync(HttpStatusCode.NotFound, "no_such_appeal");
    }

    [Fact]
    public async Task WhatALaterDecisionRemovedTooStaysRemoved()
    {
        var people = await social.PeopleAsync(2);
        var community = await social.CommunityAsync(people[0]);
        await social.ReportAsync(people[1], "community", community);
        var caseId = (await social.CaseOfAsync(community)).Id;
        var first = (await social.DecideAsync(caseId, "remove")).IdOf();
        await social.ReportAsync(people[1], "community", community);
        await social.DecideAsync(caseId, "remove");

        await ResolveAsync(Guid.CreateVersion7(), await AppealAsync(people[0], first), true).ShouldAnswerAsync(HttpStatusCode.OK);

        (await social.AnnouncedAsync<ContentRestored>(community)).ShouldBeEmpty();
        (await social.WithDbAsync(db => db.Communities.SingleAsync(one => one.Id == community))).RemovedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task TheListOfAppealsLeavesOutTheCallersOwn()
    {
        var (caseId, author, _) = await social.CaseAsync();
        var appeal = await AppealAsync(author, (await social.DecideAsync(caseId, "warn")).IdOf());

        var listed = (await social.Moderator().ReadAsync("/moderation/appeals?limit=100")).Items().Single(item => item.IdOf() == appeal);
        (listed.Text("text"), listed.GetProperty("decision").Text("decision"), listed.GetProperty("decision").Text("note")).ShouldBe(
            ("It was a joke.", "warn", "as the rules say")
        );
        (await social.Moderator(author).ReadAsync("/moderation/appeals?limit=100")).Items().ShouldNotContain(item => item.IdOf() == appeal);
    }

    private async Task<Guid> AppealAsync(Guid author, Guid decision)
    {
        await social
            .HttpAs(author)
            .SendAsync($"/moderation/decisions/{decision}/appeal", new { text = "It was a joke." })
            .ShouldAnswerAsync(HttpStatusCode.Created);
        return await social.WithDbAsync(db =>
            db.Appeals.Where(appeal => appeal.DecisionId == decision).Select(appeal => appeal.Id).SingleAsync()
        );
    }

    private Task<HttpResponseMessage> ResolveAsync(Guid moderator, Guid appeal, bool grant) =>
        social.Moderator(moderator).SendAsync($"/moderation/appeals/{appeal}/resolve", new { grant, note = "looked at again" });
}
