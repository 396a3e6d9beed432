using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Community.Fleet.Tests;

/// <summary>Text that is valid Unicode but that nobody types may be taken or refused; no operation fails on it.</summary>
public sealed class OddTextTests(SharedFleet fleet)
{
    private static readonly string[] Texts =
    [
        // no character, yet text; the framework's own method has no normal form of it
        "odd\uFFFEtext",
        // no character either; turned around, joined, beyond 16 bits, half of an accent
        "odd \uFFFF \u202E \u200D \U0001D11E \u0301",
    ];

    [Fact]
    public async Task NoOperationFailsOnAnyText()
    {
        var person = await fleet.RegisterAsync();
        var faults = new ConcurrentBag<string>();
        var requests = (await fleet.DescribedAsync()).SelectMany(operation => Texts.SelectMany(text => Requests(operation, text))).ToList();
        requests.Count.ShouldBeGreaterThan(400);

        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (request, _) =>
        {
            using (request)
            {
                using var answer = await person.Client.SendAsync(request, CancellationToken.None);
                if ((int)answer.StatusCode >= 500)
                {
                    faults.Add($"{request.Method} {request.RequestUri}: {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
                }
            }
        });

        faults.Order(StringComparer.Ordinal).ShouldBeEmpty();
        // otherwise most of them were refused for another reason
        (await person.Client.StatusAsync("/api/v1/auth/me")).ShouldBe(HttpStatusCode.OK);
    }

    private static IEnumerable<HttpRequestMessage> Requests(Operation operation, string text)
    {
        foreach (var property in operation.Properties.Where(property => operation.Example is not null && operation.MediaType == "application/json"))
        {
            if (Value(property.Value, text) is { } value)
            {
                var body = operation.Example!.DeepClone().AsObject();
                body[property.Key] = value;
                yield return Request(operation, operation.Fill(), body);
            }
        }

        foreach (var parameter in operation.Parameters.Where(parameter => IsText(parameter.Schema)))
        {
            var value = Uri.EscapeDataString(text);
            var target = parameter.In == "path" ? operation.Fill(other => other == parameter ? value : null) : $"{operation.Fill()}?{parameter.Name}={value}";
            yield return Request(operation, target, operation.Example?.DeepClone());
        }
    }

    private static JsonNode? Value(JsonObject schema, string text) =>
        IsText(schema) ? text
        : schema["items"] is JsonObject items && IsText(items) ? new JsonArray(text)
        : null;

    private static bool IsText(JsonObject schema) =>
        schema["type"]?.ToJsonString().Contains("string", StringComparison.Ordinal) == true && schema["format"] is null && schema["enum"] is null;

    private static HttpRequestMessage Request(Operation operation, string target, JsonNode? body)
    {
        var request = new HttpRequestMessage(operation.Method, target) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        return request;
    }
}
