using System.Net;
using System.Text;

namespace Community.Social.Tests.Moderation;

/// <summary>Rights by caller: every call of moderation, by each kind of caller.</summary>
[Collection(nameof(SocialTests))]
public sealed class AccessTests(SocialApplication social)
{
    private const string Nobody = "0198c0de-0000-7000-8000-00000000dead";

    /// <summary>
    /// The call, and the statuses for a signed-in stranger, a moderator and an administrator. Without a token, the status is always 401.
    /// </summary>
    public static TheoryData<string, string, string?, int, int, int> Calls =>
        new()
        {
            { "GET", "/reports/mine", null, 200, 200, 200 },
            { "GET", "/moderation/reports", null, 403, 200, 200 },
            { "GET", $"/moderation/reports/{Nobody}", null, 403, 404, 404 },
            { "POST", $"/moderation/reports/{Nobody}/assign", """{"moderator_id":null}""", 403, 404, 404 },
            { "POST", $"/moderation/reports/{Nobody}/resolve", """{"decision":"dismiss","note":"n"}""", 403, 404, 404 },
            { "GET", "/moderation/decisions", null, 403, 200, 200 },
            { "GET", "/moderation/decisions/check", null, 403, 200, 200 },
            { "GET", "/moderation/decisions/mine", null, 200, 200, 200 },
            { "POST", $"/moderation/decisions/{Nobody}/appeal", """{"text":"t"}""", 404, 404, 404 },
            { "GET", "/moderation/appeals", null, 403, 200, 200 },
            { "POST", $"/moderation/appeals/{Nobody}/resolve", """{"grant":true,"note":"n"}""", 403, 404, 404 },
            { "GET", $"/moderation/users/{Nobody}", null, 403, 200, 200 },
            { "POST", $"/moderation/users/{Nobody}/lift", """{"kind":"mute","note":"n"}""", 403, 409, 409 },
            { "GET", "/moderation/rules", null, 403, 200, 200 },
            { "POST", "/moderation/rules", """{}""", 403, 403, 400 },
            { "PATCH", $"/moderation/rules/{Nobody}", """{}""", 403, 403, 404 },
            { "DELETE", $"/moderation/rules/{Nobody}", null, 403, 403, 404 },
        };

    [Theory, MemberData(nameof(Calls))]
    public async Task DependsOnTheCaller(string method, string path, string? body, int stranger, int moderator, int admin)
    {
        (await StatusAsync(social.Http(), method, path, body)).ShouldBe(401);
        (await StatusAsync(social.HttpAs(Guid.CreateVersion7()), method, path, body)).ShouldBe(stranger);
        (await StatusAsync(social.HttpAs(Guid.CreateVersion7(), "attendee", "organizer"), method, path, body)).ShouldBe(stranger);
        (await StatusAsync(social.Moderator(), method, path, body)).ShouldBe(moderator);
        (await StatusAsync(social.Admin(), method, path, body)).ShouldBe(admin);
    }

    [Fact]
    public async Task OnlyTheFleetReadsTheRulesInside()
    {
        const string Path = "/internal/moderation/rules";
        (await social.Admin().GetAsync(Path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await social.Http().GetAsync(Path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await social.HttpAsFleet().GetAsync(Path)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<int> StatusAsync(HttpClient http, string method, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/v1{path}");
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
