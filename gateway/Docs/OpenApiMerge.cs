using System.Text.Json.Nodes;
using Community.Gateway.Bootstrap;

namespace Community.Gateway.Docs;

/// <summary>
/// Merges the services' OpenAPI documents into one. Only paths that the gateway routes are included. Components of the same name but with
/// different content get the service's name as prefix. Operations are tagged by service.
/// </summary>
internal sealed class OpenApiMerge
{
    private const string Bearer = "bearer";
    private readonly JsonObject _paths = [];
    private readonly JsonObject _webhooks = [];
    private readonly JsonObject _components = [];
    private readonly JsonArray _tags = [];
    private readonly HashSet<string> _operationIds = new(StringComparer.Ordinal);
    private string _version = "3.1.1";

    /// <summary>Adds a service's document. The document is modified, so pass a copy.</summary>
    public void Add(string service, JsonObject document)
    {
        _version = document["openapi"]?.GetValue<string>() ?? _version;
        var description = document["info"]?["description"]?.GetValue<string>() ?? $"Answered by {service}.";
        _tags.Add(new JsonObject { ["name"] = service, ["description"] = description });
        (document["components"] as JsonObject)?.Remove("securitySchemes");
        Distinguish(service, document);
        AddComponents(document);
        foreach (var (path, operations) in document["paths"] as JsonObject ?? [])
        {
            if (!IsRouted(path) || operations is not JsonObject item || _paths.ContainsKey(path))
            {
                continue;
            }
            foreach (var (_, operation) in item)
            {
                Adapt(service, operation as JsonObject, document);
            }
            _paths[path] = item.DeepClone();
        }

        foreach (var (name, webhook) in document["webhooks"] as JsonObject ?? [])
        {
            foreach (var (_, operation) in webhook as JsonObject ?? [])
            {
                Adapt(service, operation as JsonObject, document);
            }
            _webhooks[name] = webhook?.DeepClone();
        }
    }

    /// <summary>The whole document.</summary>
    /// <param name="missing">Services whose document is not available.</param>
    /// <param name="reasons">All values of a problem's <c>reason</c>.</param>
    public JsonObject Build(IReadOnlyCollection<string> missing, IEnumerable<string> reasons)
    {
        if (_components["schemas"] is JsonObject schemas)
        {
            BootstrapEndpoint.Describe(_paths, schemas);
        }

        if (_components["schemas"]?["Problem"]?["properties"]?["reason"] is JsonObject reason)
        {
            reason["enum"] = new JsonArray([.. reasons.Order(StringComparer.Ordinal).Select(word => (JsonNode)word)]);
        }

        _components["securitySchemes"] = new JsonObject
        {
            [Bearer] = new JsonObject
            {
                ["type"] = "http",
                ["scheme"] = "bearer",
                ["bearerFormat"] = "JWT",
            },
        };
        return new JsonObject
        {
            ["openapi"] = _version,
            ["info"] = new JsonObject
            {
                ["title"] = "Community",
                ["version"] = "v1",
                ["description"] =
                    "One API for local communities: people, conversations, events, payments and a companion."
                    + (missing.Count == 0 ? "" : $" Not described now, because they do not answer: {string.Join(", ", missing)}."),
            },
            // Relative to this document: the gateway, under the name that the client used.
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["tags"] = _tags,
            ["paths"] = _paths,
            ["webhooks"] = _webhooks,
            ["components"] = _components,
        };
    }

    private static bool IsRouted(string path) =>
        new PathString(path).IsBelow(Routes.Api) || Routes.AtRoot.Any(root => new PathString(path).IsBelow(root));

    private void Adapt(string service, JsonObject? operation, JsonObject document)
    {
        if (operation is null)
        {
            return;
        }
        operation["tags"] = new JsonArray(service);
        // An operation without a requirement of its own has the document's (OpenAPI section "Operation Object").
        if ((operation["security"] ?? document["security"]) is JsonArray { Count: > 0 })
        {
            operation["security"] = new JsonArray(new JsonObject { [Bearer] = new JsonArray() });
        }
        if (operation["operationId"]?.GetValue<string>() is { } id && !_operationIds.Add(id))
        {
            operation["operationId"] = $"{service}_{id}";
            _operationIds.Add($"{service}_{id}");
        }
    }

    private void AddComponents(JsonObject document)
    {
        foreach (var (section, name, content) in ComponentsOf(document))
        {
            if (_components[section] is not JsonObject merged)
            {
                _components[section] = merged = [];
            }
            merged[name] ??= content.DeepClone();
        }
    }

    // A component that refers to a renamed one differs from its namesake too. So this repeats until no more components are renamed.
    private void Distinguish(string service, JsonObject document)
    {
        while (true)
        {
            var clash = ComponentsOf(document)
                .FirstOrDefault(component =>
                    _components[component.Section]?[component.Name] is { } other && !JsonNode.DeepEquals(component.Content, other)
                );
            if (clash.Name is null)
            {
                return;
            }
            var siblings = (JsonObject)document["components"]![clash.Section]!;
            var renamed = $"{Pascal(service)}{clash.Name}";
            siblings.Remove(clash.Name);
            siblings[renamed] = clash.Content;
            Redirect(document, $"#/components/{clash.Section}/{clash.Name}", $"#/components/{clash.Section}/{renamed}");
        }
    }

    private static (string Section, string Name, JsonNode Content)[] ComponentsOf(JsonObject document) =>
        [
            .. (document["components"] as JsonObject ?? [])
                .Where(section => section.Value is JsonObject)
                .SelectMany(section => (JsonObject)section.Value!, (section, component) => (section.Key, component.Key, component.Value!))
                .Where(component => component.Item3 is not null),
        ];

    private static void Redirect(JsonNode? node, string from, string to)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToArray())
                {
                    if (value is JsonValue text && text.TryGetValue<string>(out var target) && target == from)
                    {
                        members[name] = to;
                    }
                    else
                    {
                        Redirect(value, from, to);
                    }
                }
                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Redirect(item, from, to);
                }
                break;
        }
    }

    private static string Pascal(string service) =>
        string.Concat(service.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
