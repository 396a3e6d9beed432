using System.Text.Json.Nodes;

namespace Community.Architecture.Tests;

/// <summary>
/// Finds the changes from one OpenAPI document to the next that can break a client: an answer has less than before, or a request needs
/// more. Answers may gain members, statuses and enum values; requests may gain optional members. The names of components, texts and
/// examples do not count.
/// </summary>
internal sealed class ContractChanges
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
    private static readonly string[] AtMost = ["maxLength", "maximum", "maxItems", "exclusiveMaximum"];
    private static readonly string[] AtLeast = ["minLength", "minimum", "minItems", "exclusiveMinimum"];

    private readonly JsonObject _before;
    private readonly JsonObject _after;
    private readonly SortedSet<string> _found = new(StringComparer.Ordinal);
    private readonly HashSet<(string Before, string After, bool IsInput)> _compared = [];

    private ContractChanges(JsonObject before, JsonObject after) => (_before, _after) = (before, after);

    /// <summary>Each change that is not additive, as "GET /path: …", in the order of the paths.</summary>
    public static IReadOnlyCollection<string> Breaking(JsonObject before, JsonObject after)
    {
        var changes = new ContractChanges(before, after);
        foreach (var (path, item) in before["paths"]!.AsObject())
        {
            foreach (var method in Methods.Where(method => item![method] is not null))
            {
                changes.OfOperation($"{method.ToUpperInvariant()} {path}", item![method]!, after["paths"]![path]?[method]);
            }
        }

        return changes._found;
    }

    private void OfOperation(string name, JsonNode before, JsonNode? after)
    {
        if (after is null)
        {
            _found.Add($"{name}: the operation is missing");
            return;
        }

        Require(
            Text(before, "operationId") == Text(after, "operationId"),
            $"{name}: the operationId was {before["operationId"]} and is {after["operationId"]}"
        );
        Require(Items(before, "security").Count > 0 || Items(after, "security").Count == 0, $"{name}: a token is required now");
        OfParameters(name, before, after);
        OfBody(name, before["requestBody"], after["requestBody"]);
        foreach (var (status, answer) in Members(before, "responses"))
        {
            if (after["responses"]?[status] is { } now)
            {
                OfContent($"{name}: the answer {status}", answer!, now, isInput: false);
            }
            else
            {
                Require(status[0] is '4' or '5', $"{name}: the answer {status} is missing");
            }
        }
    }

    private void OfParameters(string name, JsonNode before, JsonNode after)
    {
        var now = Items(after, "parameters").ToDictionary(NameOfParameter, StringComparer.Ordinal);
        var then = Items(before, "parameters").ToDictionary(NameOfParameter, StringComparer.Ordinal);
        foreach (var (parameter, was) in then)
        {
            if (!now.TryGetValue(parameter, out var present))
            {
                _found.Add($"{name}: the parameter {parameter} is missing");
                continue;
            }

            Require(IsRequired(was) || !IsRequired(present), $"{name}: the parameter {parameter} is required now");
            OfSchema($"{name}: the parameter {parameter}", was["schema"], present["schema"], isInput: true);
        }

        foreach (var (parameter, _) in now.Where(parameter => !then.ContainsKey(parameter.Key) && IsRequired(parameter.Value)))
        {
            _found.Add($"{name}: the new parameter {parameter} is required");
        }
    }

    private void OfBody(string name, JsonNode? before, JsonNode? after)
    {
        if (before is null)
        {
            Require(after is null || !IsRequired(after), $"{name}: a body is required now");
            return;
        }

        if (after is null)
        {
            _found.Add($"{name}: it takes no body any more");
            return;
        }

        Require(IsRequired(before) || !IsRequired(after), $"{name}: the body is required now");
        OfContent($"{name}: the body", before, after, isInput: true);
    }

    private void OfContent(string where, JsonNode before, JsonNode after, bool isInput)
    {
        foreach (var (media, content) in Members(before, "content"))
        {
            if (after["content"]?[media] is not { } now)
            {
                _found.Add($"{where}: {media} is missing");
                continue;
            }

            OfSchema(where, content?["schema"], now["schema"], isInput);
        }
    }

    private void OfSchema(string where, JsonNode? before, JsonNode? after, bool isInput)
    {
        if (before is null || after is null)
        {
            Require(after is null || !isInput, $"{where}: it has a schema now");
            Require(before is null || isInput, $"{where}: it has no schema any more");
            return;
        }

        var ((was, wasNull), (now, isNull)) = (Resolve(_before, before), Resolve(_after, after));
        if (Text(before, "$ref") is { } reference && !_compared.Add((reference, Text(after, "$ref") ?? where, isInput)))
        {
            return;
        }

        var (types, present) = (Types(was, wasNull), Types(now, isNull));
        Require(
            isInput ? types.IsSubsetOf(present) : present.IsSubsetOf(types) || types.Count == 0,
            $"{where}: the type was {string.Join('|', types)} and is {string.Join('|', present)}"
        );
        Require(Text(was, "format") == Text(now, "format"), $"{where}: the format was {was["format"]} and is {now["format"]}");
        if (isInput)
        {
            OfLimits(where, was, now);
        }

        OfMembers(where, was, now, isInput);
        OfSchema($"{where}[]", was["items"], now["items"], isInput);
    }

    private void OfLimits(string where, JsonObject was, JsonObject now)
    {
        foreach (var limit in AtMost.Where(limit => now[limit] is not null))
        {
            Require(
                (NumberOrNull(was, limit) ?? double.PositiveInfinity) <= NumberOrNull(now, limit),
                $"{where}: {limit} is {now[limit]} now"
            );
        }

        foreach (var limit in AtLeast.Where(limit => now[limit] is not null))
        {
            Require(
                (NumberOrNull(was, limit) ?? double.NegativeInfinity) >= NumberOrNull(now, limit),
                $"{where}: {limit} is {now[limit]} now"
            );
        }

        Require(now["pattern"] is null || Text(was, "pattern") == Text(now, "pattern"), $"{where}: the pattern is {now["pattern"]} now");
        if (now["enum"] is not null)
        {
            Require(was["enum"] is not null, $"{where}: only some values are taken now");
            foreach (var value in Words(was, "enum").Except(Words(now, "enum"), StringComparer.Ordinal))
            {
                _found.Add($"{where}: {value} is not taken any more");
            }
        }
    }

    private void OfMembers(string where, JsonObject was, JsonObject now, bool isInput)
    {
        var (required, requiredNow) = (Words(was, "required"), Words(now, "required"));
        foreach (var (name, schema) in Members(was, "properties"))
        {
            if (now["properties"]?[name] is not { } present)
            {
                _found.Add($"{where}: {name} is missing");
                continue;
            }

            Require(isInput || !required.Contains(name) || requiredNow.Contains(name), $"{where}: {name} may be absent now");
            OfSchema($"{where}.{name}", schema, present, isInput);
        }

        if (isInput)
        {
            foreach (var name in requiredNow.Except(required, StringComparer.Ordinal))
            {
                _found.Add($"{where}: {name} is required now");
            }
        }
    }

    /// <summary>The schema without references and without a choice between null and one schema.</summary>
    private static (JsonObject Schema, bool MayBeNull) Resolve(JsonObject document, JsonNode node)
    {
        var (schema, mayBeNull) = (node.AsObject(), false);
        while (true)
        {
            if (
                (schema["oneOf"] ?? schema["anyOf"]) is JsonArray { Count: 2 } choices
                && choices.FirstOrDefault(choice => Text(choice!, "type") != "null") is JsonObject choice
            )
            {
                (schema, mayBeNull) = (choice, true);
            }
            else if (Text(schema, "$ref") is { } reference)
            {
                schema = reference.TrimStart('#', '/').Split('/').Aggregate((JsonNode)document, (at, name) => at[name]!).AsObject();
            }
            else
            {
                return (schema, mayBeNull);
            }
        }
    }

    private static HashSet<string> Types(JsonObject schema, bool mayBeNull)
    {
        var types =
            schema["type"] is JsonArray ? Words(schema, "type")
            : Text(schema, "type") is { } type ? [type]
            : new HashSet<string>(StringComparer.Ordinal);
        if (mayBeNull && types.Count > 0)
        {
            types.Add("null");
        }

        return types;
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            _found.Add(otherwise);
        }
    }

    private static string NameOfParameter(JsonNode parameter) => $"{parameter["name"]} in {parameter["in"]}";

    private static bool IsRequired(JsonNode node) => node["required"]?.GetValue<bool>() == true;

    // Without an earlier limit, any limit narrows the request.
    private static double? NumberOrNull(JsonObject schema, string name) =>
        schema[name] is { } value && double.TryParse(value.ToString(), System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static string? Text(JsonNode node, string name) => node[name] is JsonValue value ? value.ToString() : null;

    private static JsonObject Members(JsonNode node, string name) => node[name]?.AsObject() ?? [];

    private static List<JsonNode> Items(JsonNode node, string name) => [.. (node[name]?.AsArray() ?? []).Select(item => item!)];

    private static HashSet<string> Words(JsonObject schema, string name) =>
        (schema[name]?.AsArray() ?? []).Select(item => item?.ToString() ?? "null").ToHashSet(StringComparer.Ordinal);
}
