using System.Collections.Frozen;
using System.Text.Json;

namespace Community.Payments.Stripe;

/// <summary>An object of the API.</summary>
internal interface IStripeObject<out T>
    where T : IStripeObject<T>
{
    /// <summary>Its <c>object</c>.</summary>
    static abstract string Kind { get; }

    /// <summary>Its id.</summary>
    string Id { get; }

    /// <summary>Reads it.</summary>
    /// <exception cref="JsonException">Something that it always has is not there.</exception>
    static abstract T Read(JsonElement json);
}

/// <summary>Reads Stripe's JSON: unknown members are passed over, null is the same as absent, a reference is an id or the object itself.</summary>
internal static class StripeJson
{
    private static readonly FrozenDictionary<string, string> None = FrozenDictionary<string, string>.Empty;

    public static JsonElement? TryParse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(utf8);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <exception cref="JsonException">It is another kind of object, or not whole.</exception>
    public static T Read<T>(JsonElement json)
        where T : IStripeObject<T> =>
        json.Text("object") == T.Kind ? T.Read(json) : throw new JsonException($"This is no {T.Kind}.");

    public static JsonElement? Find(this JsonElement json, string name)
    {
        try
        {
            return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
                ? value
                : null;
        }
        catch (InvalidOperationException)
        {
            // One of its names is half of a surrogate pair.
            return null;
        }
    }

    /// <summary>The member of a member, of any depth.</summary>
    public static JsonElement? Find(this JsonElement json, params ReadOnlySpan<string> path)
    {
        JsonElement? found = json;
        foreach (var name in path)
        {
            found = found?.Find(name);
        }

        return found;
    }

    public static string? Text(this JsonElement json, string name) =>
        json.Find(name) is { } text ? ReadText(text) : null;

    /// <summary>Text that can be kept: half of a surrogate pair, or a NUL, is as if nothing was there.</summary>
    private static string? ReadText(JsonElement json)
    {
        try
        {
            return json.ValueKind == JsonValueKind.String && json.GetString() is { } text && !text.Contains('\0', StringComparison.Ordinal) ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static long? Number(this JsonElement json, string name) =>
        json.Find(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

    public static bool Flag(this JsonElement json, string name) => json.Find(name) is { ValueKind: JsonValueKind.True };

    public static DateTimeOffset? Time(this JsonElement json, string name) =>
        json.Number(name) is { } seconds and >= 0 and <= 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>The id of what is referred to, be it expanded or not.</summary>
    public static string? Reference(this JsonElement json, string name) => json.Find(name) switch
    {
        { ValueKind: JsonValueKind.String } id => ReadText(id),
        { ValueKind: JsonValueKind.Object } whole => whole.Text("id"),
        _ => null,
    };

    /// <summary>The objects of a list (<c>data</c>), none if it is not there.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) =>
        json.Find(name, "data") is { ValueKind: JsonValueKind.Array } data
            ? data.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)
            : [];

    public static IReadOnlyDictionary<string, string> Map(this JsonElement? json) => json is { ValueKind: JsonValueKind.Object } map
        ? map.EnumerateObject().Select(entry => (Name: NameOf(entry), Text: ReadText(entry.Value)))
            .Where(entry => entry is { Name: not null, Text: not null })
            .GroupBy(entry => entry.Name!, StringComparer.Ordinal)
            .ToFrozenDictionary(entries => entries.Key, entries => entries.Last().Text!, StringComparer.Ordinal)
        : None;

    private static string? NameOf(JsonProperty entry)
    {
        try
        {
            return entry.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static IReadOnlyDictionary<string, string> Metadata(this JsonElement json) => json.Find("metadata").Map();

    public static string NeededText(this JsonElement json, string name) =>
        json.Text(name) is { Length: > 0 } text ? text : throw new JsonException($"There is no {name}.");

    public static long NeededNumber(this JsonElement json, string name) =>
        json.Number(name) ?? throw new JsonException($"There is no {name}.");

    public static DateTimeOffset NeededTime(this JsonElement json, string name) =>
        json.Time(name) ?? throw new JsonException($"There is no {name}.");
}
