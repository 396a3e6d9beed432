using System.Text.Json.Nodes;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>A parameter of an operation.</summary>
internal sealed record Parameter(string Name, string In, JsonObject Schema);

/// <summary>An operation as the gateway's merged OpenAPI document describes it.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path with {parameters}.</param>
/// <param name="Parameters">The parameters in path and query.</param>
/// <param name="MediaType">The body's media type; null if there is no body.</param>
/// <param name="Example">A valid body, if it is JSON.</param>
/// <param name="Properties">The body's properties with their schemas.</param>
internal sealed record Operation(
    HttpMethod Method,
    string Path,
    IReadOnlyList<Parameter> Parameters,
    string? MediaType,
    JsonObject? Example,
    IReadOnlyList<KeyValuePair<string, JsonObject>> Properties
)
{
    public override string ToString() => $"{Method} {Path}";

    /// <summary>The path with a value for each parameter: an unknown id by default.</summary>
    public string Fill(Func<Parameter, string?>? value = null) =>
        Parameters
            .Where(parameter => parameter.In == "path")
            .Aggregate(
                Path,
                (path, parameter) =>
                    path.Replace($"{{{parameter.Name}}}", value?.Invoke(parameter) ?? Unknown(parameter), StringComparison.Ordinal)
            );

    /// <summary>All operations of a document.</summary>
    public static IReadOnlyList<Operation> Of(JsonNode document) =>
        [
            .. from path in document["paths"]!.AsObject()
            from method in path.Value!.AsObject()
            where method.Key is "get" or "put" or "post" or "delete" or "patch"
            select Read(document, path.Key, method.Key, method.Value!),
        ];

    private static string Unknown(Parameter parameter) =>
        parameter.Schema["format"]?.GetValue<string>() == "uuid" ? Guid.CreateVersion7().ToString() : "nobody-knows";

    private static Operation Read(JsonNode document, string path, string method, JsonNode operation)
    {
        var parameters = (operation["parameters"]?.AsArray() ?? [])
            .Select(node => Resolve(document, node!))
            .Select(node => new Parameter(
                node["name"]!.GetValue<string>(),
                node["in"]!.GetValue<string>(),
                Resolve(document, node["schema"]!)
            ));
        var (media, content) = operation["requestBody"] is { } body ? Resolve(document, body)["content"]!.AsObject().First() : default;
        var schema = content?["schema"] is { } given ? Resolve(document, given) : null;
        var properties = (schema?["properties"]?.AsObject() ?? []).Select(property =>
            KeyValuePair.Create(property.Key, Resolve(document, property.Value!))
        );
        var example = content?["example"] ?? content?["examples"]?.AsObject().First().Value?["value"] ?? schema?["example"];
        return new Operation(
            new HttpMethod(method.ToUpperInvariant()),
            path,
            [.. parameters],
            media,
            example as JsonObject,
            [.. properties]
        );
    }

    private static JsonObject Resolve(JsonNode document, JsonNode node)
    {
        var found = node.AsObject();
        // A nullable reference is written as a choice between null and it.
        if ((found["oneOf"] ?? found["anyOf"]) is JsonArray choices)
        {
            found = choices.Select(choice => choice!.AsObject()).First(choice => choice["type"]?.ToString() != "null");
        }

        return found["$ref"]?.GetValue<string>() is { } reference
            ? Resolve(document, reference.TrimStart('#', '/').Split('/').Aggregate(document, (at, name) => at[name]!))
            : found;
    }
}

internal static class Descriptions
{
    /// <summary>They end the caller's session or account: after one of them, the caller cannot try another operation.</summary>
    public static readonly string[] Final = ["POST /api/v1/auth/logout", "POST /api/v1/auth/logout-all", "DELETE /api/v1/users/me"];

    // One path of each service.
    private static readonly string[] OfEveryService = ["/auth/me", "/connections", "/direct", "/events/mine", "/wallet", "/companion"];

    /// <summary>
    /// All operations that the gateway describes, once it describes every service: for a moment it leaves out a service that answers late.
    /// </summary>
    public static Task<IReadOnlyList<Operation>> DescribedAsync(this SharedFleet fleet) =>
        Poll.ForAsync(
            async () =>
            {
                var document = JsonNode.Parse(await fleet.Running.Gateway.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)))!;
                var operations = Operation.Of(document);
                return OfEveryService.All(path => operations.Any(operation => operation.Path.TrimEnd('/') == $"/api/v1{path}"))
                    ? operations
                    : null;
            },
            seconds: 600,
            what: "a description of every service"
        );
}
