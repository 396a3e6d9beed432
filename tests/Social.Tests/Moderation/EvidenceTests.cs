using System.Net;
using System.Text.Json;
using Community.Contracts.Messaging;

namespace Community.Social.Tests.Moderation;

/// <summary>Social asks for a copy before it answers a report, and shows moderators what was copied.</summary>
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
        social.Owners.Answers[path] = new EvidenceSnapshot([new(message, IsContext: false, people[0], "A threat", 1, now, now, [new(file, "a.png", "image/png", 5)])]);
        var shown = (await social.Moderator().GetAsync($"/api/v1/moderation/reports/{found.Id}").ShouldAnswerAsync(HttpStatusCode.OK)).GetProperty("evidence")[0];
        shown.GetProperty("content").GetString().ShouldBe("A threat");
        shown.GetProperty("files")[0].GetProperty("url").GetString().ShouldBe($"/api/v1/attachments/{file}");
    }

    [Fact]
    public async Task NobodyIsAskedForACopyOfAPerson()
    {
        var people = await social.PeopleAsync(2);
        await social.ReportAsync(people[1], "user", people[0]);
        social.Owners.Told.ShouldNotContain(told => told.Path.Contains(people[0].ToString(), StringComparison.Ordinal));
    }
}
