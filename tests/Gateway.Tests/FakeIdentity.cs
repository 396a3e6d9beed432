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
    private readonly ConcurrentDictionary<string, (string[] Scopes, TimeSpan Age, bool IsBot)> _apiTokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _exchanges = new(StringComparer.Ordinal);

    /// <summary>The issuer in its tokens: the gateway's public URL.</summary>
    public string Issuer { get; init; } = "http://127.0.0.1:8080";

    public void Map(WebApplication app)
    {
        app.MapPost("/internal/api-tokens/exchange", Exchange);
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

    /// <summary>An API token with these scopes.</summary>
    public string ApiToken(params string[] scopes) => ApiToken(age: TimeSpan.Zero, scopes);

    /// <summary>An API token whose access tokens have an age when they are issued.</summary>
    public string ApiToken(TimeSpan age, params string[] scopes)
    {
        var token = $"cmt_{Guid.CreateVersion7():N}";
        _apiTokens[token] = (scopes, age, IsBot: false);
        return token;
    }

    /// <summary>An API token of a bot.</summary>
    public string BotToken(params string[] scopes)
    {
        var token = $"cmt_{Guid.CreateVersion7():N}";
        _apiTokens[token] = (scopes, TimeSpan.Zero, IsBot: true);
        return token;
    }

    /// <summary>How often the gateway has asked for an API token.</summary>
    public int Exchanges(string token) => _exchanges.GetValueOrDefault(token);

    private IResult Exchange(HttpContext context, ExchangedToken request)
    {
        if (context.Request.Headers.Authorization != $"Fleet {FleetKey}")
        {
            return Results.StatusCode(401);
        }

        _exchanges.AddOrUpdate(request.Token, 1, (_, count) => count + 1);
        return _apiTokens.TryGetValue(request.Token, out var made)
            ? Results.Json(new { access_token = Token(age: made.Age, scopes: made.Scopes, isBot: made.IsBot) })
            : Results.NotFound();
    }

    private sealed record ExchangedToken(string Token);

    public string Token(
        Guid? userId = null,
        Guid? sessionId = null,
        TimeSpan age = default,
        ECDsa? key = null,
        string[]? scopes = null,
        bool isBot = false
    )
    {
        lock (_key)
        {
            return new AccessToken
            {
                UserId = userId ?? Guid.CreateVersion7(),
                SessionId = sessionId ?? Guid.CreateVersion7(),
                Roles = ["attendee"],
                Scopes = scopes,
                IsBot = isBot,
                Issuer = Issuer,
                Audience = "community",
                IssuedAt = TimeProvider.System.GetUtcNow() - age,
            }.Sign(key ?? _key, "test");
        }
    }
}
