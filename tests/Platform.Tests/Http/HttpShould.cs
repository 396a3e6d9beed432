using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Community.Platform.Tests.Http;

/// <summary>Assertions on answers; a failure prints the body.</summary>
internal static class HttpShould
{
    public static async Task<JsonObject> ShouldBeProblemAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", text);
        var problem = JsonNode.Parse(text).ShouldBeOfType<JsonObject>();
        problem["status"]!.GetValue<int>().ShouldBe((int)status);
        problem["title"]!.GetValue<string>().ShouldNotBeNullOrWhiteSpace();
        problem["detail"]!.GetValue<string>().ShouldNotBeNullOrWhiteSpace();
        problem["trace_id"]!.GetValue<string>().ShouldMatch("^[0-9a-f]{32}$");
        text.ShouldNotContain("System.", Case.Sensitive, text);
        text.ShouldNotContain("Community.", Case.Sensitive, text);
        text.ShouldNotContain("   at ", Case.Sensitive, text);
        return problem;
    }

    public static async Task<JsonNode> ShouldBeOkAsync(this HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.OK)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>The errors of a 400, as "field: message" lines.</summary>
    public static async Task<string[]> ShouldBeInvalidAsync(this HttpResponseMessage response)
    {
        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        var errors = problem["errors"].ShouldNotBeNull(problem.ToJsonString()).AsObject();
        string[] lines = [.. errors.SelectMany(field => field.Value!.AsArray().Select(text => $"{field.Key}: {text}"))];
        problem["faults"]
            .ShouldNotBeNull(problem.ToJsonString())
            .AsArray()
            .Select(fault => $"{fault!["field"]}: {fault["message"]}")
            .ShouldBe(lines, ignoreOrder: true);
        return lines;
    }

    /// <summary>The faults of a 400, as lines of the field, the code and its numbers.</summary>
    public static async Task<string[]> FaultsAsync(this HttpResponseMessage response)
    {
        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        return
        [
            .. problem["faults"]
                .ShouldNotBeNull(problem.ToJsonString())
                .AsArray()
                .Select(fault =>
                    string.Join(' ', fault!.AsObject().Where(member => member.Key != "message").Select(member => member.Value))
                ),
        ];
    }

    public static Task<HttpResponseMessage> SendJsonAsync(this HttpClient client, HttpMethod method, string url, string json) =>
        client.SendAsync(new(method, url) { Content = new StringContent(json, Encoding.UTF8, "application/json") });
}
