using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Community.Gateway.Pages;

/// <summary>The fields of an answer of the API. A missing one, or one of another kind, is null: a page is shown without it.</summary>
internal static class JsonFields
{
    public static string? Text(this JsonNode node, string name) =>
        node[name] is JsonValue value && value.TryGetValue(out string? text) && !string.IsNullOrWhiteSpace(text) ? text : null;

    public static long? Number(this JsonNode node, string name) =>
        node[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out long number) ? number : null;

    public static DateTimeOffset? Time(this JsonNode node, string name) =>
        node.Text(name) is { } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    public static Guid? Id(this JsonNode node, string name = "id") => Guid.TryParse(node.Text(name), out var id) ? id : null;

    public static IEnumerable<string> Texts(this JsonNode node, string name) =>
        node[name] is JsonArray items ? items.OfType<JsonValue>().Select(item => item.ToString()) : [];

    public static IEnumerable<JsonObject> Objects(this JsonNode node, string name) =>
        node[name] is JsonArray items ? items.OfType<JsonObject>() : [];

    /// <summary>The path of a picture at the gateway; null: it has none, or one elsewhere.</summary>
    public static string? Picture(this JsonNode node, string name) =>
        node.Text(name) is not { } path || !path.StartsWith('/') || path.StartsWith("//", StringComparison.Ordinal) ? null
        : path.StartsWith(Routes.Api + "/", StringComparison.Ordinal) ? path
        : Routes.Api + path;

    /// <summary>The first words of a text, in one line.</summary>
    public static string Shortened(this string text, int length)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= length)
        {
            return line;
        }

        var end = line.LastIndexOf(' ', length - 1);
        end = end > length / 2 ? end : length - 1;
        return (char.IsHighSurrogate(line[end - 1]) ? line[..(end - 1)] : line[..end]) + "…";
    }
}
