using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Community.Deploy.Tests;

/// <summary>
/// YAML as the API server reads it: a duplicate key is an error, and <c>yes</c>, <c>no</c>, <c>on</c>, <c>off</c> without quotes are
/// booleans.
/// </summary>
internal static class Yaml
{
    private static readonly HashSet<string> True = new(StringComparer.OrdinalIgnoreCase) { "true", "yes", "on" };
    private static readonly HashSet<string> False = new(StringComparer.OrdinalIgnoreCase) { "false", "no", "off" };

    /// <summary>The documents of a text, without empty ones.</summary>
    /// <exception cref="YamlException">The text is not YAML, or an object has a duplicate key.</exception>
    public static IEnumerable<JsonObject> Documents(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Select(document => Convert(document.RootNode)).OfType<JsonObject>();
    }

    private static JsonNode? Convert(YamlNode node) =>
        node switch
        {
            YamlMappingNode mapping => new JsonObject(
                mapping.Children.Select(member => KeyValuePair.Create(((YamlScalarNode)member.Key).Value!, Convert(member.Value)))
            ),
            YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Convert)]),
            YamlScalarNode { Style: ScalarStyle.Plain } scalar => Plain(scalar.Value ?? ""),
            YamlScalarNode scalar => JsonValue.Create(scalar.Value),
            _ => throw new YamlException($"A {node.NodeType} has no place in a manifest."),
        };

    private static JsonValue? Plain(string value) =>
        value is "" or "~" or "null" ? null
        : True.Contains(value) ? JsonValue.Create(true)
        : False.Contains(value) ? JsonValue.Create(false)
        : long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole)
        : value.Any(char.IsAsciiDigit) && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? JsonValue.Create(number)
        : JsonValue.Create(value);
}
