using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Community.Fleet.Tests;

/// <summary>A request that must be refused.</summary>
internal sealed record BadInput(string Name, Func<HttpRequestMessage> Request);

/// <summary>
/// Makes bad requests from an operation's description: for its body as a whole, each of its properties and each parameter.
/// </summary>
internal static class BadInputs
{
    private const int Limit = 1024 * 1024;
    private const int UploadLimit = 11 * 1024 * 1024;

    public static IEnumerable<BadInput> For(Operation operation) =>
        Bodies(operation).Concat(Properties(operation)).Concat(Parameters(operation));

    private static IEnumerable<BadInput> Bodies(Operation operation)
    {
        if (operation.MediaType is not { } media)
        {
            yield break;
        }

        yield return With(operation, "an empty body", "", media);
        yield return With(operation, "null", "null", media);
        yield return With(operation, "[]", "[]", media);
        yield return With(operation, "\"text\"", "\"text\"", media);
        yield return With(operation, "broken JSON", "{\"a\":", media);
        yield return With(operation, "a megabyte of [", new string('[', Limit), media);
        // (In a member that the service does not read it is harmless, and the service does not look for it.)
        var read = operation.Properties.Select(property => property.Key).FirstOrDefault("a");
        yield return With(operation, "invalid UTF-8", $"{{\"{read}\":\"\u00ff\"}}", media, Encoding.Latin1);
        // An attachment may be plain text.
        if (!operation.Path.EndsWith("/attachments", StringComparison.Ordinal))
        {
            yield return With(operation, "text/plain", operation.Example?.ToJsonString() ?? "{}", "text/plain");
        }

        var limit = operation.Path.EndsWith("/picture", StringComparison.Ordinal) ? UploadLimit : Limit;
        yield return With(operation, "a body over the limit", $"{{\"a\":\"{new string('x', limit)}\"}}", media);
    }

    private static IEnumerable<BadInput> Properties(Operation operation)
    {
        if (operation.MediaType != "application/json" || operation.Example is not { } example)
        {
            yield break;
        }

        foreach (var (name, schema) in operation.Properties)
        {
            foreach (var value in BadValues(schema).Concat(["\"a\\u0000b\"", "\"\\ud800\"", $"\"{new string('x', 100_000)}\""]))
            {
                var body = example.DeepClone().AsObject();
                body[name] = "%VALUE%";
                yield return With(
                    operation,
                    $"{name} = {(value.Length > 40 ? value[..40] : value)}",
                    body.ToJsonString().Replace("\"%VALUE%\"", value, StringComparison.Ordinal),
                    "application/json"
                );
            }
        }
    }

    private static IEnumerable<string> BadValues(JsonObject schema)
    {
        var types =
            schema["type"] is JsonArray several ? [.. several.Select(type => type!.GetValue<string>())]
            : schema["type"]?.GetValue<string>() is { } one ? new[] { one }
            : ["string"];
        Dictionary<string, string> values = new(StringComparer.Ordinal)
        {
            ["string"] = "{}",
            ["integer"] = "1.5",
            ["number"] = "\"abc\"",
            ["boolean"] = "\"yes\"",
            ["array"] = "[{}]",
            ["object"] = "7",
        };
        foreach (var type in types.Where(values.ContainsKey))
        {
            yield return values[type];
        }

        yield return "[[[[1]]]]";
        yield return "1e400";
        yield return "NaN";
    }

    private static IEnumerable<BadInput> Parameters(Operation operation)
    {
        foreach (var parameter in operation.Parameters.Where(parameter => parameter.In is "path" or "query"))
        {
            var isText =
                parameter.Schema["type"]?.ToJsonString().Contains("string", StringComparison.Ordinal) == true
                && parameter.Schema["format"] is null;
            string[] values =
                isText || parameter.Schema["type"]?.ToJsonString().Contains("array", StringComparison.Ordinal) == true
                    ? ["a%00b", "%ff%fe", new string('x', 3000)]
                    : ["abc", "1.5", "-1", "99999999999999999999", "a%00b", "%ff%fe", new string('9', 3000)];
            foreach (var value in values)
            {
                var label = $"{parameter.In} {parameter.Name} = {(value.Length > 40 ? value[..40] : value)}";
                var target =
                    parameter.In == "path"
                        ? operation.Fill(other => other == parameter ? value : null)
                        : $"{operation.Fill()}?{parameter.Name}={value}";
                yield return new BadInput($"{operation}: {label}", () => new HttpRequestMessage(operation.Method, target));
            }
        }
    }

    private static BadInput With(Operation operation, string name, string body, string media, Encoding? encoding = null) =>
        new(
            $"{operation}: {name}",
            () =>
                new HttpRequestMessage(operation.Method, operation.Fill())
                {
                    Content = new ByteArrayContent((encoding ?? Encoding.UTF8).GetBytes(body))
                    {
                        Headers = { ContentType = MediaTypeHeaderValue.Parse(media) },
                    },
                }
        );
}
