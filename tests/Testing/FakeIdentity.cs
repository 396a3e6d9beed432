using System.Collections.Concurrent;
using System.Security.Cryptography;
using Community.Contracts.Identity;
using Community.Platform.Access.Authentication;
using Community.Platform.Bus;
using Community.Platform.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Community.Testing;

/// <summary>
/// The parts of identity that every service needs, over real HTTP: the public key and the list of ended sessions. It signs tokens for the
/// people of a test. They are as valid as identity's own.
/// </summary>
public sealed class FakeIdentity : IAsyncDisposable
{
    /// <summary>The fleet's credential in tests.</summary>
    public const string FleetKey = "fleet-key-of-the-tests-0123456789abcdef";

    private const string KeyId = "test";
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ConcurrentDictionary<Guid, long> _ended = new();
    private readonly WebApplication _app;

    private FakeIdentity()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/.well-known/jwks.json", () => new PublishedKeySet([PublishedKey.From(KeyId, _key)]));
        _app.MapGet("/internal/revoked-sessions", RevokedSessions);
        _app.MapGet("/internal/people", PeopleAfter);
        _app.MapGet(
            "/api/v1/users/{id:guid}/picture",
            (Guid id) => Pictures.TryGetValue(id, out var picture) ? Results.Bytes(picture, "image/jpeg") : Results.NotFound()
        );
        _app.MapGet("/internal/people/{id:guid}", PersonOf);
        _app.MapGet(
            "/internal/people/{id:guid}/mail-address",
            (HttpContext http, Guid id) =>
                IsFleet(http) && MailAddresses.TryGetValue(id, out var address)
                    ? Results.Json(new MailAddressSnapshot(address), ServiceJson.Options)
                    : Results.NotFound()
        );
    }

    /// <summary>The accounts that exist before the service under test gets any event; listed two at a time.</summary>
    public IList<PersonSnapshot> People { get; } = [];

    /// <summary>Accounts that identity returns when asked for one, but that no list and no integration event names.</summary>
    public ConcurrentDictionary<Guid, PersonSnapshot> Accounts { get; } = new();

    /// <summary>JPEG pictures of people, by their id.</summary>
    public ConcurrentDictionary<Guid, byte[]> Pictures { get; } = new();

    /// <summary>The clock that dates the tokens. Set it to the clock of the service under test.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Verified addresses.</summary>
    public ConcurrentDictionary<Guid, string> MailAddresses { get; } = new();

    /// <summary>Its address; a service under test finds it by <c>services:identity:http:0</c>.</summary>
    public string Address => _app.Urls.First();

    /// <summary>Starts it on a free port.</summary>
    public static async Task<FakeIdentity> StartAsync(TimeProvider? clock = null)
    {
        var identity = new FakeIdentity { Clock = clock ?? TimeProvider.System };
        await identity._app.StartAsync();
        return identity;
    }

    /// <summary>A valid access token of this person, in a new session unless one is given.</summary>
    public string TokenFor(Guid userId, params string[] roles) => TokenFor(userId, Guid.CreateVersion7(), roles);

    /// <inheritdoc cref="TokenFor(Guid, string[])"/>
    public string TokenFor(Guid userId, Guid sessionId, params string[] roles) =>
        TokenFor(userId, sessionId, Clock.GetUtcNow() + AccessToken.Lifetime, roles);

    /// <summary>A token that ends at a chosen time.</summary>
    public string TokenFor(Guid userId, Guid sessionId, DateTimeOffset expiresAt, params string[] roles) =>
        TokenFor(userId, sessionId, expiresAt, Clock.GetUtcNow(), roles);

    /// <summary>A token of a session whose user proved their identity an hour ago.</summary>
    public string StaleTokenFor(Guid userId, params string[] roles) =>
        TokenFor(userId, Guid.CreateVersion7(), Clock.GetUtcNow() + AccessToken.Lifetime, Clock.GetUtcNow() - TimeSpan.FromHours(1), roles);

    /// <summary>A token of a bot, with a scope that the services do not look at.</summary>
    public string BotTokenFor(Guid botId) =>
        TokenFor(
            botId,
            Guid.CreateVersion7(),
            Clock.GetUtcNow() + AccessToken.Lifetime,
            DateTimeOffset.UnixEpoch,
            ["attendee"],
            isBot: true
        );

    private string TokenFor(
        Guid userId,
        Guid sessionId,
        DateTimeOffset expiresAt,
        DateTimeOffset authenticatedAt,
        string[] roles,
        bool isBot = false
    )
    {
        var token = new AccessToken
        {
            UserId = userId,
            SessionId = sessionId,
            Roles = roles.Length > 0 ? roles : ["attendee"],
            Issuer = "http://127.0.0.1:8080",
            Audience = "community",
            IssuedAt = Clock.GetUtcNow(),
            AuthenticatedAt = authenticatedAt,
            IsBot = isBot,
            Scopes = isBot ? ["messages:write"] : null,
            ExpiresAt = expiresAt,
        };
        lock (_key)
        {
            return token.Sign(_key, KeyId);
        }
    }

    /// <summary>Ends a session; services learn of it within about a second.</summary>
    public void End(Guid sessionId) => _ended[sessionId] = Clock.GetUtcNow().AddMinutes(15).ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private IResult PersonOf(HttpContext http, Guid id) =>
        !IsFleet(http) ? Results.StatusCode(StatusCodes.Status401Unauthorized)
        : Accounts.TryGetValue(id, out var account) ? Results.Json(account, ServiceJson.Options)
        : People.FirstOrDefault(person => person.UserId == id) is { } found ? Results.Json(found, ServiceJson.Options)
        : Results.NotFound();

    private static bool IsFleet(HttpContext http) => http.Request.Headers.Authorization == $"Fleet {FleetKey}";

    private IResult PeopleAfter(HttpContext http, Guid? after)
    {
        if (!IsFleet(http))
        {
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        }

        var page = People
            .OrderBy(person => person.UserId)
            .Where(person => after is null || person.UserId.CompareTo(after.Value) > 0)
            .Take(2)
            .ToList();
        return Results.Json(
            new SnapshotPage<PersonSnapshot>(page, page.Count < 2 ? null : page[^1].UserId.ToString()),
            ServiceJson.Options
        );
    }

    private IResult RevokedSessions(HttpContext http) =>
        IsFleet(http)
            ? Results.Json(
                new
                {
                    now = Clock.GetUtcNow().ToUnixTimeMilliseconds(),
                    sessions = _ended.Select(ended => new { session_id = ended.Key, expires_at = ended.Value }),
                }
            )
            : Results.StatusCode(StatusCodes.Status401Unauthorized);
}
