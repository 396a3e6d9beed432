using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Community.Fleet.Tests;

/// <summary>
/// Values of the right type that no user would send (untypable text, the extremes of time and of numbers) may be accepted or refused; no
/// operation fails on them.
/// </summary>
public sealed class OddValueTests(SharedFleet fleet)
{
    private static readonly string[] Texts =
    [
        // Not a character, yet text; the framework's own method cannot normalize it.
        "odd\uFFFEtext",
        // Also not a character; then reversed direction, a joiner, a character beyond 16 bits, a combining accent.
        "odd \uFFFF \u202E \u200D \U0001D11E \u0301",
    ];

    // In UTC, the second and the last are before and after all representable time.
    private static readonly string[] Times =
    [
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59.9999999Z",
        "9999-12-31T23:59:59-14:00",
    ];

    private static readonly string[] Dates = ["0001-01-01", "9999-12-31"];

    private static readonly string[] Ids = ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"];

    private static readonly decimal[] Wholes = [0, -1, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];

    private static readonly decimal[] Numbers =
    [
        0,
        -1,
        0.0000000000000000000000000001m,
        999_999_999_999.999m,
        decimal.MaxValue,
        decimal.MinValue,
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NoOperationFailsOnAnyValue(bool asAdministrator)
    {
        var owner = await fleet.OrganizerAsync();
        var objects = await NamedObjects.OfAsync(fleet, owner, "public", attended: await (await fleet.OrganizerAsync()).PublishAsync());
        var person = asAdministrator ? await fleet.NewAdministratorAsync() : owner;
        var faults = new ConcurrentBag<string>();
        var operations = (await fleet.DescribedAsync()).Where(operation => !Descriptions.Final.Contains($"{operation}"));
        // The other requests need an event that takes place.
        var requests = operations
            .OrderBy(operation => operation.Path.EndsWith("/cancel", StringComparison.Ordinal))
            .SelectMany(operation => Requests(operation, objects))
            .ToList();
        requests.Count.ShouldBeGreaterThan(1_000);

        await Parallel.ForEachAsync(
            requests,
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (request, _) =>
            {
                using var answer = await person.Http.SendRepeatedlyAsync(request, person);
                if ((int)answer.StatusCode >= 500)
                {
                    using var same = request();
                    var said = same.Content is null ? "" : await same.Content.ReadAsStringAsync(CancellationToken.None);
                    faults.Add($"{same.Method} {same.RequestUri} {said}: {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
                }
            }
        );

        faults.Order(StringComparer.Ordinal).ShouldBeEmpty();
        // Otherwise most of them would have been refused for another reason.
        using var me = await person.Http.SendRepeatedlyAsync(() => new(HttpMethod.Get, "/api/v1/auth/me"), person);
        me.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static IEnumerable<Func<HttpRequestMessage>> Requests(Operation operation, NamedObjects objects)
    {
        // A call that ends an object gets an unknown id.
        var path = operation.Method == HttpMethod.Delete ? operation.Fill() : objects.Fill(operation.Path);
        if (operation.Example is { } example && operation.MediaType == "application/json")
        {
            foreach (
                var body in operation
                    .Properties.SelectMany(property => ValuesOf(property.Value).Select(value => With(example, property.Key, value)))
                    .Concat(Changed(example))
            )
            {
                yield return Request(operation, path, body);
            }
        }

        foreach (var parameter in operation.Parameters.Where(parameter => parameter.In is "path" or "query"))
        {
            foreach (var value in ValuesOf(parameter.Schema).OfType<JsonValue>().Select(value => Uri.EscapeDataString($"{value}")))
            {
                var target =
                    parameter.In == "path"
                        ? objects.Fill(operation.Path.Replace($"{{{parameter.Name}}}", value, StringComparison.Ordinal))
                        : $"{path}?{parameter.Name}={value}";
                yield return Request(operation, target, operation.Example?.DeepClone());
            }
        }
    }

    private static JsonObject With(JsonObject example, string property, JsonNode value)
    {
        var body = example.DeepClone().AsObject();
        body[property] = value;
        return body;
    }

    /// <summary>The odd values that a type in the description permits.</summary>
    private static IEnumerable<JsonNode> ValuesOf(JsonObject schema)
    {
        var type = schema["type"]?.ToJsonString() ?? "";
        var format = schema["format"]?.GetValue<string>();
        return schema["enum"] is not null ? []
            : type.Contains("array", StringComparison.Ordinal)
                ? schema["items"] is JsonObject items ? Lists([.. ValuesOf(items)])
                    : []
            : type.Contains("integer", StringComparison.Ordinal) ? Wholes.Select(AsNode)
            : type.Contains("number", StringComparison.Ordinal) ? Numbers.Select(AsNode)
            : !type.Contains("string", StringComparison.Ordinal) ? []
            : (
                format switch
                {
                    "date-time" => Times,
                    "date" => Dates,
                    "uuid" => Ids,
                    _ => Texts,
                }
            ).Select(AsNode);
    }

    private static IEnumerable<JsonNode> Lists(IReadOnlyList<JsonNode> values) =>
        values.Count == 0
            ? []
            :
            [
                new JsonArray(),
                .. values.Select(value => new JsonArray(value.DeepClone())),
                new JsonArray([.. values.Concat(values).Select(value => value.DeepClone())]),
            ];

    /// <summary>The example again for each odd value, in place of each value nested in its own properties.</summary>
    private static IEnumerable<JsonObject> Changed(JsonObject example) =>
        from leaf in Leaves(example).Select((found, at) => (Value: found, At: at))
        where leaf.Value.Parent != example
        from value in Like(leaf.Value)
        select Replaced(example, leaf.At, value);

    private static IEnumerable<JsonValue> Leaves(JsonNode? node) =>
        node switch
        {
            JsonObject found => found.SelectMany(property => Leaves(property.Value)),
            JsonArray found => found.SelectMany(Leaves),
            JsonValue found => [found],
            _ => [],
        };

    private static IEnumerable<JsonNode> Like(JsonValue value) =>
        value.GetValueKind() switch
        {
            JsonValueKind.Number => Numbers.Concat(Wholes).Select(AsNode),
            JsonValueKind.String => (
                Guid.TryParse($"{value}", out _) ? Ids
                : DateTimeOffset.TryParse($"{value}", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)
                    ? [.. Times, .. Dates]
                : Texts
            ).Select(AsNode),
            _ => [],
        };

    private static JsonObject Replaced(JsonObject example, int leaf, JsonNode value)
    {
        var body = example.DeepClone().AsObject();
        Leaves(body).ElementAt(leaf).ReplaceWith(value);
        return body;
    }

    private static JsonNode AsNode(string value) => JsonValue.Create(value);

    private static JsonNode AsNode(decimal value) => JsonValue.Create(value);

    private static Func<HttpRequestMessage> Request(Operation operation, string target, JsonNode? body)
    {
        var key = Guid.CreateVersion7().ToString();
        return () =>
        {
            var request = new HttpRequestMessage(operation.Method, target) { Content = body is null ? null : JsonContent.Create(body) };
            request.Headers.Add("Idempotency-Key", key);
            return request;
        };
    }
}
