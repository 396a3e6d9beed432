using System.Text.Json;

namespace Community.Platform.Data.Publishing;

/// <summary>
/// How integration events are written, in the outbox and on the wire: snake_case, and tolerant of members that a reader doesn't know.
/// </summary>
internal static class BusJson
{
    public static readonly JsonSerializerOptions Options = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null;
        return options;
    }
}
