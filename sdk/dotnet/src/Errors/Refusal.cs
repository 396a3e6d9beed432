using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Community.Sdk;

/// <summary>An answer with a status of 400 or more. A body that is no JSON object (a proxy's page, for instance) has no members.</summary>
internal sealed class Refusal
{
    public Refusal(int status, string detail)
    {
        (Status, Body, Detail) = (status, "", detail);
        Members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
    }

    public Refusal(int status, string body, TimeSpan? retryAfter)
    {
        (Status, Body, RetryAfter) = (status, body, retryAfter);
        Members = Read(body);
        Detail = Text("detail") ?? Text("title") ?? string.Create(CultureInfo.InvariantCulture, $"The server answered {status}.");
    }

    public int Status { get; }

    public string Body { get; }

    public string Detail { get; }

    public TimeSpan? RetryAfter { get; }

    public IReadOnlyDictionary<string, JsonElement> Members { get; }

    /// <summary>The exception of its kind.</summary>
    public ApiException ToException() =>
        Status switch
        {
            402 when Members.ContainsKey("required_plan") => new PlanRequiredException(this),
            400 or 415 or 422 => new ValidationFailedException(this),
            401 => new UnauthorizedException(this),
            402 => new PaymentRequiredException(this),
            403 => new ForbiddenException(this),
            404 or 410 => new NotFoundException(this),
            409 => new ConflictException(this),
            413 => new TooLargeException(this),
            429 => new RateLimitedException(this),
            >= 500 => new ServerErrorException(this),
            _ => new ApiException(this),
        };

    /// <summary>Retry-After is a number of seconds or a date.</summary>
    public static TimeSpan? Wait(RetryConditionHeaderValue? header, TimeProvider time)
    {
        var wait = header?.Delta ?? header?.Date - time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static Dictionary<string, JsonElement> Read(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, CommunityJson.Default.DictionaryStringJsonElement) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private string? Text(string member) =>
        Members.TryGetValue(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
