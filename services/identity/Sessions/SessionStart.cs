using System.Net;
using Community.Identity.Data;
using Community.Identity.Tokens;
using Community.Identity.Users;
using Community.ServiceDefaults.Authentication;
using Community.ServiceDefaults.OpenApi;
using Microsoft.Extensions.Options;

namespace Community.Identity.Sessions;

/// <summary>Starts a session for somebody who has just proved who he is, and makes its tokens.</summary>
internal sealed class SessionStart(
    IdentityDb db, RefreshTokens refreshTokens, AccessTokenIssuer accessTokens, IHttpContextAccessor http, TimeProvider clock)
{
    private const int MaxUserAgentLength = 400;

    /// <summary>Adds the session to the unit of work; its tokens are good once that has committed.</summary>
    public SessionTokens Start(User user)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var refreshToken = refreshTokens.First(id);
        user.LastLoginAt = now;
        db.Sessions.Add(new Session
        {
            Id = id,
            UserId = user.Id,
            RefreshHash = refreshToken.Hash,
            UserAgent = UserAgent(),
            IpAddress = Address?.ToString(),
            CreatedAt = now,
            LastUsedAt = now,
            ExpiresAt = now + Session.IdleLifetime,
        });
        return new SessionTokens(
            UserView.Of(user, now),
            accessTokens.Issue(user.Id, id, user.Roles),
            refreshToken.ToString());
    }

    /// <summary>The client's address, as the gateway passed it on.</summary>
    public IPAddress? Address => http.HttpContext?.Connection.RemoteIpAddress;

    private string? UserAgent()
    {
        var agent = http.HttpContext?.Request.Headers.UserAgent.ToString();
        return string.IsNullOrEmpty(agent) ? null : agent[..Math.Min(agent.Length, MaxUserAgentLength)];
    }
}

/// <summary>What a login answers.</summary>
/// <param name="User">The account.</param>
/// <param name="AccessToken">A JWT for <c>Authorization: Bearer</c>, good for <paramref name="ExpiresIn"/> seconds.</param>
/// <param name="RefreshToken">Good for one refresh within 7 days.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds until the access token expires.</param>
internal sealed record SessionTokens(
    UserView User, string AccessToken, string RefreshToken, string TokenType = "Bearer", int ExpiresIn = AccessTokenIssuer.LifetimeSeconds) : IHasExample<SessionTokens>
{
    public static SessionTokens Example => new(
        UserView.Example, "eyJhbGciOiJFUzI1NiIs…", "AZOOfFoQfD6aRC9rjR56kFq2n8Ls1YvQ3tZ0cXw7uKbE5mJpRgHdTfVyNiOaWxUk");
}

/// <summary>Makes access tokens.</summary>
internal sealed class AccessTokenIssuer(KeyRing keys, IOptionsMonitor<JwtBearerOptions> options, TimeProvider clock)
{
    public const int LifetimeSeconds = 15 * 60;

    public string Issue(Guid userId, Guid sessionId, IReadOnlyCollection<string> roles)
    {
        var expected = options.Get(Schemes.Bearer);
        return keys.Sign(new AccessToken
        {
            UserId = userId,
            SessionId = sessionId,
            Roles = roles,
            Issuer = expected.Issuer,
            Audience = expected.Audience,
            IssuedAt = clock.GetUtcNow(),
        });
    }
}
