using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Community.Platform.Data.Idempotency;

/// <summary>The data to repeat an answer.</summary>
internal sealed record StoredAnswer(int Status, string? ContentType, string? Location, byte[] Body)
{
    /// <summary>
    /// Success, and 402, whose answer is an order that now exists. Other refusals changed nothing, so the request may be repeated.
    /// </summary>
    public bool IsWorthKeeping => Status is (>= 200 and < 300) or StatusCodes.Status402PaymentRequired;

    public static StoredAnswer Of(HttpResponse response, byte[] body) =>
        new(response.StatusCode, response.ContentType, response.Headers.Location, body);

    public async Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = Status;
        response.Headers.Location = Location;
        response.Headers["Idempotent-Replayed"] = "true";
        if (Body.Length > 0)
        {
            response.ContentType = ContentType;
            await response.Body.WriteAsync(Body);
        }
    }

    public byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(this);

    public static StoredAnswer Deserialize(byte[] json) => JsonSerializer.Deserialize<StoredAnswer>(json)!;
}
