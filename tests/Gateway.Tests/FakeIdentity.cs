using System.Collections.Concurrent;
using System.Security.Cryptography;
using Community.Platform.Access.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Community.Gateway.Tests;

/// <summary>The parts of identity that the gateway needs: its public keys and the ended sessions.</summary>
internal sealed class FakeIdentity
{
    public const string FleetKey = "fleet-key-of-the-tests-0123456789abcdef";
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ConcurrentDictionary<Guid, long> _ended = new();

    public void Map(WebApplication app)
    {
        app.MapGet("/.well-known/jwks.json", () => new PublishedKeySet([PublishedKey.From("test", _key)]));
        app.MapGet(
            "/internal/revoked-sessions",
            (HttpContext context) =>
                context.Request.Headers.Authorization == $"Fleet {FleetKey}"
                    ? Results.Json(
                        new
                        {
                            now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
                            sessions = _ended.Select(ended => new { session_id = ended.Key, expires_at = ended.Value }),
                        }
                    )
                    : Results.StatusCode(401)
        );
    }

    public void End(Guid sessionId) => _ended[sessionId] = TimeProvider.System.GetUtcNow().AddMinutes(15).ToUnixTimeMilliseconds();

    public string Token(Guid? userId = null, Guid? sessionId = null, TimeSpan age = default, ECDsa? key = null)
    {
        lock (_key)
        {
            return new AccessToken
            {
                UserId = userId ?? Guid.CreateVersion7(),
                SessionId = sessionId ?? Guid.CreateVersion7(),
                Roles = ["attendee"],
                Issuer = "http://127.0.0.1:8080",
                Audience = "community",
                IssuedAt = TimeProvider.System.GetUtcNow() - age,
            }.Sign(key ?? _key, "test");
        }
    }
}
