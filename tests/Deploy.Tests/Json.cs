using System.Globalization;
using System.Text.Json.Nodes;

namespace Community.Deploy.Tests;

/// <summary>Short forms for reading a manifest.</summary>
internal static class Json
{
    /// <summary>The member at a path; null if any part of it is missing. A number is a position in a list.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var step in path)
        {
            node = node switch
            {
                JsonObject members => members[step],
                JsonArray items when int.TryParse(step, CultureInfo.InvariantCulture, out var position) && position < items.Count => items[
                    position
                ],
                _ => null,
            };
        }

        return node;
    }

    /// <summary>A scalar as text; null if it is absent.</summary>
    public static string? Text(this JsonNode? node) => node is JsonValue value ? value.ToString() : null;

    /// <summary>The text of the scalar at a path.</summary>
    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path).Text();

    /// <summary>Whether the member at a path is <c>true</c>.</summary>
    public static bool IsTrue(this JsonNode? node, params ReadOnlySpan<string> path) => node.Text(path) == "true";

    /// <summary>The number at a path; null if it is absent.</summary>
    public static double? Number(this JsonNode? node, params ReadOnlySpan<string> path) =>
        double.TryParse(node.Text(path), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The items of a list; none if it is absent.</summary>
    public static IEnumerable<JsonNode> Each(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonArray items ? items.Where(item => item is not null).Select(item => item!) : [];

    /// <summary>The members of an object; none if it is absent.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Members(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonObject members ? members : [];
}
