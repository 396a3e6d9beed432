using System.Net;
using System.Text.Json;
using Shouldly;

namespace Community.Testing;

/// <summary>Helpers for the answers of a service.</summary>
public static class JsonAnswers
{
    /// <summary>The answer to a GET of this path under <c>/api/v1</c>.</summary>
    public static async Task<JsonElement> GetJsonAsync(this HttpClient http, string path)
    {
        using var answer = await http.GetAsync($"/api/v1{path}");
        return await answer.ShouldBeAsync(HttpStatusCode.OK);
    }

    /// <summary>The body of an answer with this status, and of a refusal with this reason.</summary>
    public static async Task<JsonElement> ShouldBeAsync(this HttpResponseMessage answer, HttpStatusCode status, string? reason = null)
    {
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri?.PathAndQuery}: {body}");
        if ((int)status >= 400)
        {
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }

        var json = body.Length == 0 ? default : JsonDocument.Parse(body).RootElement;
        if (reason is not null)
        {
            json.Text("reason").ShouldBe(reason, body);
        }

        return json;
    }

    /// <summary>A refusal of this field, by this code.</summary>
    public static async Task ShouldRefuseAsync(this HttpResponseMessage answer, string field, string? code = null)
    {
        var problem = await answer.ShouldBeAsync(HttpStatusCode.BadRequest);
        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldContain(field, problem.ToString());
        problem
            .GetProperty("faults")
            .EnumerateArray()
            .ShouldContain(
                fault => fault.GetProperty("field").GetString() == field && (code ?? fault.Text("code")) == fault.Text("code"),
                problem.ToString()
            );
    }

    /// <summary>The <c>id</c> of an item.</summary>
    public static Guid Id(this JsonElement item) => item.GetProperty("id").GetGuid();

    /// <summary>A member that is a text or null.</summary>
    public static string? Text(this JsonElement item, string name) => item.GetProperty(name).GetString();
}
