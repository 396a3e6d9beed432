using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Community.Testing;

/// <summary>Rules for the description of an API that make it usable for a stranger. Every service's document is checked.</summary>
public static partial class OpenApiRules
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    /// <summary>Every violation, as "GET /path: the missing part"; none in a good document.</summary>
    /// <param name="json">An OpenAPI 3 document.</param>
    public static IReadOnlyList<string> Check(string json)
    {
        var document = JsonNode.Parse(json)!.AsObject();
        var breaches = new List<string>();
        if (document["info"]?["title"] is null || document["info"]?["version"] is null)
        {
            breaches.Add("document: a title and a version");
        }

        var operations = Operations(document).ToList();
        if (operations.Count == 0)
        {
            breaches.Add("document: an operation");
        }

        foreach (var (name, operation) in operations)
        {
            breaches.AddRange(Of(operation).Select(breach => $"{name}: {breach}"));
        }

        breaches.AddRange(
            operations
                .GroupBy(o => (string?)o.Operation["operationId"], StringComparer.OrdinalIgnoreCase)
                .Where(g => g.Key is not null && g.Count() > 1)
                .Select(g => $"{string.Join(", ", g.Select(o => o.Name))}: an operationId of its own instead of {g.Key}")
        );
        return breaches;
    }

    private static IEnumerable<(string Name, JsonObject Operation)> Operations(JsonObject document) =>
        from path in document["paths"]?.AsObject() ?? []
        from method in path.Value!.AsObject()
        where Methods.Contains(method.Key)
        select ($"{method.Key.ToUpperInvariant()} {path.Key}", method.Value!.AsObject());

    private static IEnumerable<string> Of(JsonObject operation)
    {
        if (IsBlank(operation["summary"]))
        {
            yield return "a summary (the handler's <summary>)";
        }

        if (IsBlank(operation["operationId"]))
        {
            yield return "an operationId";
        }

        if (operation["tags"] is not JsonArray { Count: > 0 })
        {
            yield return "a tag";
        }

        foreach (var breach in OfInputs(operation).Concat(OfAnswers(operation)))
        {
            yield return breach;
        }
    }

    private static IEnumerable<string> OfInputs(JsonObject operation)
    {
        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
        {
            var name = (string?)parameter!["name"] ?? "?";
            if (IsBlank(parameter["description"]))
            {
                yield return $"a description of the parameter {name} (the handler's <param>)";
            }

            if ((string?)parameter["in"] is "query" or "path" && !SnakeCase().IsMatch(name))
            {
                yield return $"a snake_case name for the parameter {name} ([FromQuery(Name = …)])";
            }

            if (parameter["schema"] is not JsonObject { Count: > 0 } schema || !(schema.ContainsKey("type") || schema.ContainsKey("$ref")))
            {
                yield return $"a type for the parameter {name}";
            }
        }

        foreach (var (media, content) in operation["requestBody"]?["content"]?.AsObject() ?? [])
        {
            if (media == "application/json" && IsWithoutExample(content!))
            {
                yield return "an example of the body (IHasExample on its type)";
            }
        }
    }

    private static IEnumerable<string> OfAnswers(JsonObject operation)
    {
        var answers = operation["responses"]?.AsObject() ?? [];
        if (!answers.Any(a => a.Key[0] is '2' or '3' || a.Key == "101"))
        {
            yield return "an answer of success";
        }

        List<string> expected = ["429", "500", "503"];
        if (operation["requestBody"] is not null)
        {
            expected.AddRange(["400", "413", "415"]);
        }

        if (operation["security"] is JsonArray { Count: > 0 })
        {
            expected.AddRange(["401", "403"]);
        }

        foreach (var missing in expected.Where(status => !answers.ContainsKey(status)))
        {
            yield return $"the answer {missing}";
        }

        foreach (var (status, answer) in answers)
        {
            if (IsBlank(answer!["description"]))
            {
                yield return $"a description of the answer {status}";
            }

            var media = status[0] is '4' or '5' ? "application/problem+json" : "application/json";
            var content = answer["content"]?[media];
            if (content is null ? status[0] is '4' or '5' : IsWithoutExample(content))
            {
                yield return $"an example of the answer {status} as {media}";
            }
        }
    }

    private static bool IsWithoutExample(JsonNode content) => content["example"] is null && content["examples"] is null;

    private static bool IsBlank(JsonNode? text) => string.IsNullOrWhiteSpace((string?)text);

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SnakeCase();
}
