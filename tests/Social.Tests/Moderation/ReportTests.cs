using System.Net;
using System.Text.Json;
using Community.Contracts.Social;
using Community.Social.Tests.People;
using Community.Testing;

namespace Community.Social.Tests.Moderation;

[Collection(nameof(SocialTests))]
public sealed class ReportTests(SocialApplication social)
{
    [Fact]
    public async Task TheAnswerDoesNotTellWhetherThereIsSuchAContent()
    {
        var people = await social.PeopleAsync(3);
        var real = await social.CommunityAsync(people[1]);
        foreach (var (type, there) in ((string, Guid)[])[("user", people[1]), ("community", real)])
        {
            var (known, unknown) = (
                await social.ReportAsync(people[0], type, there),
                await social.ReportAsync(people[2], type, Guid.CreateVersion7())
            );
            Shape(known).ShouldBe(Shape(unknown));
            known.Text("status").ShouldBe("open");
        }

        static string Shape(JsonElement report) =>
            string.Join(' ', report.EnumerateObject().Select(member => $"{member.Name}:{member.Value.ValueKind}"));
    }

    [Fact]
    public async Task ReportingAgainAnswersTheSameReportAndAnnouncesNothing()
    {
        await social.RecordAsync();
        var (me, message) = (await social.PersonAsync(), Guid.CreateVersion7());

        var first = await social.ReportAsync(me, "message", message, "spam", "look at it");
        var second = await social.ReportAsync(me, "message", message, "hate");

        second.ToString().ShouldBe(first.ToString());
        (await social.CaseOfAsync(message)).ReportCount.ShouldBe(1);
        var told = (await social.AnnouncedAsync<ContentReported>(message)).ShouldHaveSingleItem();
        (told.ReportId, told.ContentType, told.ContentId, told.ReportedBy, told.Reason).ShouldBe(
            ((await social.CaseOfAsync(message)).Id, "message", message, me, "spam")
        );
    }

    [Fact]
    public async Task TheSamePersonAtOnceReportsOnceAndSeveralPeopleAreOneCase()
    {
        var people = await social.PeopleAsync(4);
        var message = Guid.CreateVersion7();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(number => social.ReportAsync(people[number % 4], "message", message))
        );

        answers.Select(answer => answer.IdOf()).Distinct().Count().ShouldBe(4);
        (await social.CaseOfAsync(message)).ReportCount.ShouldBe(4);
    }

    [Fact]
    public async Task ThereAreTwentyReportsADay()
    {
        var me = await social.PersonAsync();
        var first = Guid.CreateVersion7();
        await social.ReportAsync(me, "message", first);
        for (var i = 0; i < 19; i++)
        {
            await social.ReportAsync(me, "message", Guid.CreateVersion7());
        }

        var refused = Guid.CreateVersion7();
        using var answer = await social
            .HttpAs(me)
            .SendAsync(
                "/reports",
                new
                {
                    content_type = "message",
                    content_id = refused,
                    reason = "spam",
                }
            );
        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.FromHours(23));
        (await social.WithDbAsync(db => Task.FromResult(db.ModerationCases.Any(found => found.ContentId == refused)))).ShouldBeFalse();
        social.Owners.Told.ShouldNotContain(told => told.Path.Contains(refused.ToString(), StringComparison.Ordinal));
        await social.ReportAsync(me, "message", first);
    }

    [Fact]
    public async Task GuestsAndStrangersDoNotReport()
    {
        var guest = Users.Registered(Users.Profile(), isGuest: true);
        await social.AddAsync(guest);
        var body = new
        {
            content_type = "message",
            content_id = Guid.CreateVersion7(),
            reason = "spam",
        };

        await social.HttpAs(guest.UserId).SendAsync("/reports", body).ShouldAnswerAsync(HttpStatusCode.Forbidden, "guest_account");
        await social.Http().SendAsync("/reports", body).ShouldAnswerAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("""{"content_type":"planet","content_id":"0198c0de-0000-7000-8000-0000000000a1","reason":"spam"}""")]
    [InlineData("""{"content_type":"user","content_id":"me","reason":"spam"}""")]
    [InlineData("""{"content_type":"user","content_id":"0198c0de-0000-7000-8000-0000000000a1","reason":"because"}""")]
    [InlineData("""{"content_type":"user","content_id":"0198c0de-0000-7000-8000-0000000000a1"}""")]
    [InlineData("""{"content_type":"user","content_id":"0198c0de-0000-7000-8000-0000000000a1","reason":"spam","details":" "}""")]
    public async Task WhatIsNoReportIsRefused(string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        await social.HttpAs(await social.PersonAsync()).PostAsync("/api/v1/reports", content).ShouldAnswerAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task AReporterReadsTheOutcomeAndNoMore()
    {
        var me = await social.PersonAsync();
        var (dismissed, removed, open) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var message in (Guid[])[dismissed, removed, open])
        {
            await social.ReportAsync(me, "message", message);
        }

        await social.DecideAsync((await social.CaseOfAsync(dismissed)).Id, "dismiss");
        await social.DecideAsync((await social.CaseOfAsync(removed)).Id, "remove");

        var mine = (await social.HttpAs(me).ReadAsync("/reports/mine")).Items();
        mine.Select(report => (report.IdOf("content_id"), report.Text("status"), report.Text("outcome")))
            .ShouldBe([(open, "open", null), (removed, "closed", "action_taken"), (dismissed, "closed", "no_action")]);
        mine[0]
            .EnumerateObject()
            .Select(member => member.Name)
            .ShouldBe(["id", "content_type", "content_id", "reason", "details", "status", "outcome", "created_at", "closed_at"]);
        (await social.HttpAs(await social.PersonAsync()).ReadAsync("/reports/mine")).Items().ShouldBeEmpty();
    }

    [Fact]
    public async Task AReportAfterTheDecisionOpensTheCaseAgain()
    {
        var people = await social.PeopleAsync(2);
        var message = Guid.CreateVersion7();
        await social.ReportAsync(people[0], "message", message);
        await social.ReportAsync(people[1], "message", message);
        var before = await social.CaseOfAsync(message);
        await social.DecideAsync(before.Id, "dismiss");

        await social.ReportAsync(people[0], "message", message, "hate");

        var after = await social.CaseOfAsync(message);
        (after.Id, after.Status, after.ReportCount, after.AssignedTo).ShouldBe((before.Id, "open", 1, null));
        after.Version.ShouldBeGreaterThan(before.Version);
        var details = await social.Moderator().ReadAsync($"/moderation/reports/{after.Id}");
        details.GetProperty("reports").EnumerateArray().Select(report => report.Text("reason")).ShouldBe(["hate"]);
    }
}
