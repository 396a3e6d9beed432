using System.Security.Cryptography;
using System.Text.Json;
using Community.Platform.Access.Authentication;
using Microsoft.IdentityModel.Tokens;

namespace Community.Events.Tickets;

/// <summary>
/// The content of a ticket's QR code: a JWS in compact form (RFC 7515), signed by ES256, <c>typ</c> "ticket", with the members
/// <c>event</c>, <c>registration</c> and <c>code</c>. It has no name, so a photo of it tells nothing about the person. A scanner verifies
/// it without a network by the keys of <c>GET /tickets/keys</c>.
/// </summary>
/// <param name="EventId">The event.</param>
/// <param name="RegistrationId">The registration.</param>
/// <param name="Code">The ticket's code.</param>
internal sealed record TicketPayload(Guid EventId, Guid RegistrationId, string Code)
{
    private const string Type = "ticket";
    private const int MaxLength = 1000;

    public string Sign(ECDsa key, string kid) =>
        CompactJws.Sign(
            key,
            JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    alg = AccessToken.Algorithm,
                    typ = Type,
                    kid,
                }
            ),
            JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    @event = EventId,
                    registration = RegistrationId,
                    code = Code,
                }
            )
        );

    /// <summary>Null if it is not a ticket, or no key that <paramref name="find"/> finds has signed it.</summary>
    public static TicketPayload? Read(string text, Func<string, ECDsaSecurityKey?> find)
    {
        if (text.Length > MaxLength || CompactJws.Parse(text) is not { } jws)
        {
            return null;
        }

        try
        {
            var header = JsonSerializer.Deserialize<JsonElement>(jws.Header);
            return
                header.GetProperty("alg").ValueEquals(AccessToken.Algorithm)
                && header.GetProperty("typ").ValueEquals(Type)
                && find(header.GetProperty("kid").GetString()!)?.Verifies(jws.SignedBytes, jws.Signature) == true
                ? Read(JsonSerializer.Deserialize<JsonElement>(jws.Payload))
                : null;
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static TicketPayload Read(JsonElement payload) =>
        new(
            payload.GetProperty("event").GetGuid(),
            payload.GetProperty("registration").GetGuid(),
            payload.GetProperty("code").GetString()!
        );
}
