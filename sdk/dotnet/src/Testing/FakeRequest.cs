using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Community.Sdk.Testing;

/// <summary>A request as it reached the fake.</summary>
public sealed class FakeRequest
{
    private readonly byte[] _body;

    internal FakeRequest(
        Operation operation,
        IReadOnlyList<string> parameters,
        IReadOnlyDictionary<string, string> query,
        byte[] body,
        IReadOnlyDictionary<string, string> headers,
        Guid? userId
    )
    {
        (Operation, Parameters, Query, _body, Headers, UserId) = (operation, parameters, query, body, headers, userId);
    }

    /// <summary>The operation.</summary>
    public Operation Operation { get; }

    /// <summary>The parts of the path, in their order.</summary>
    public IReadOnlyList<string> Parameters { get; }

    /// <summary>The query; of a repeated name the last value.</summary>
    public IReadOnlyDictionary<string, string> Query { get; }

    /// <summary>The headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The signed-in user's id.</summary>
    public Guid? UserId { get; }

    /// <summary>The body as it came.</summary>
    public ReadOnlyMemory<byte> Body => _body;

    /// <summary>The body as JSON.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public JsonElement Json => JsonSerializer.Deserialize(_body, CommunityJson.Default.JsonElement);

    internal T Read<T>(JsonTypeInfo<T> type) => JsonSerializer.Deserialize(_body, type)!;

    internal long? Number(string name) => Query.TryGetValue(name, out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    internal static Dictionary<string, string> QueryOf(Uri uri)
    {
        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            query[Uri.UnescapeDataString(parts[0])] = Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? "");
        }

        return query;
    }
}

/// <summary>A refusal of the fake: thrown by a handler, it becomes problem+json.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="reason">A word for programs; null: none.</param>
/// <param name="detail">A sentence.</param>
/// <param name="members">More members of the body, such as order_id: texts, numbers and the like as JSON.</param>
/// <param name="retryAfter">The time of Retry-After, in whole seconds.</param>
public sealed class FakeRefusalException(
    int status,
    string? reason = null,
    string? detail = null,
    IReadOnlyDictionary<string, JsonElement>? members = null,
    TimeSpan? retryAfter = null
) : Exception(detail ?? string.Create(CultureInfo.InvariantCulture, $"{status}"))
{
    internal HttpResponseMessage ToResponse()
    {
        var problem = new Dictionary<string, JsonElement>(
            members ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal),
            StringComparer.Ordinal
        )
        {
            ["status"] = JsonSerializer.SerializeToElement(status, CommunityJson.Default.Int32),
            ["detail"] = Text(Message),
        };
        if (reason is not null)
        {
            problem["reason"] = Text(reason);
        }

        var response = new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(problem, CommunityJson.Default.DictionaryStringJsonElement))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/problem+json") },
            },
        };
        if (retryAfter is { } wait)
        {
            response.Headers.RetryAfter = new RetryConditionHeaderValue(wait);
        }

        return response;
    }

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text, CommunityJson.Default.String);
}
