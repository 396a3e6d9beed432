using Community.Identity.Audit;
using Community.Identity.Data;
using Community.Identity.Login;
using Community.Identity.Tokens;
using Community.Identity.Users;
using Community.Platform.Access.Authentication;
using Community.Platform.Http.OpenApi;
using Community.Platform.Text;

namespace Community.Identity.Sessions;

/// <summary>Starts a session after a user has proved their identity, and makes its tokens.</summary>
internal sealed partial class SessionStart(
    IdentityDb db,
    RefreshTokens refreshTokens,
    AccessTokenIssuer accessTokens,
    StaffRoles staff,
    KnownClients clients,
    IHttpContextAccessor http,
    TimeProvider clock,
    ILogger<SessionStart> logger
)
{
    private const int MaxUserAgentLength = 400;

    /// <summary>Adds the session to the unit of work; its tokens are valid after the commit.</summary>
    /// <param name="user">The account's owner.</param>
    /// <param name="proof">How the owner has just proved their identity.</param>
    /// <param name="deviceToken">The device's token if the account knows it; otherwise the device gets one.</param>
    /// <param name="sessionId">The session's id; null: a new one.</param>
    /// <param name="knownSince">Since when the account knows the client; null: from its beginning.</param>
    /// <exception cref="InvalidOperationException">The account has a second factor, which was not proved.</exception>
    public SessionTokens Start(
        User user,
        Proof proof,
        string? deviceToken = null,
        Guid? sessionId = null,
        DateTimeOffset? knownSince = null
    )
    {
        var isStrong = proof is Proof.SecondFactor or Proof.Passkey;
        if (user.SecondFactorSince is not null && !isStrong)
        {
            throw new InvalidOperationException("A login to this account needs a second factor: answer with a LoginChallenge.");
        }

        var now = clock.GetUtcNow();
        var id = sessionId ?? Guid.CreateVersion7(now);
        var since = knownSince ?? DateTimeOffset.UnixEpoch;
        var refreshToken = refreshTokens.First(id);
        user.LastLoginAt = now;
        db.Sessions.Add(
            new Session
            {
                Id = id,
                UserId = user.Id,
                RefreshHash = refreshToken.Hash,
                UserAgent = UserAgent,
                IpAddress = clients.Address?.ToString(),
                CreatedAt = now,
                AuthenticatedAt = now,
                SecondFactorAt = isStrong ? now : null,
                KnownSince = since,
                LastUsedAt = now,
                ExpiresAt = now + Session.IdleLifetime,
            }
        );
        if (!user.IsGuest)
        {
            db.Record(
                user.Id,
                AuditActions.SignedIn,
                user.Id,
                new
                {
                    session_id = id,
                    Way,
                    strong = isStrong,
                },
                now
            );
        }

        Log.Begins(logger, id, user.Id, Way, ClientAddress.Network(clients.Address));
        return new SessionTokens(
            UserView.Of(user, now),
            accessTokens.Issue(user.Id, id, user.Roles, new SessionProof(now, isStrong)),
            SessionCookie.Deliver(http.HttpContext, refreshToken),
            DeviceToken: deviceToken ?? clients.AddDevice(user, since),
            NeedsSecondFactor: !isStrong && staff.NeedSecondFactor(user.Roles)
        );
    }

    /// <summary>The client's User-Agent, at most 400 characters.</summary>
    public string? UserAgent
    {
        get
        {
            var agent = http.HttpContext?.Request.Headers.UserAgent.ToString();
            return string.IsNullOrEmpty(agent) ? null : VisibleText.Shortened(agent, MaxUserAgentLength);
        }
    }

    // The route of the request: login, registration, guest, or a provider's token.
    private string Way => (http.HttpContext?.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "no request";

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Session {SessionId} of account {UserId} begins by {Way} from {Network}")]
        public static partial void Begins(ILogger logger, Guid sessionId, Guid userId, string way, string network);
    }
}

/// <summary>The answer of a login.</summary>
/// <param name="User">The account.</param>
/// <param name="AccessToken">A JWT for <c>Authorization: Bearer</c>, good for <paramref name="ExpiresIn"/> seconds.</param>
/// <param name="RefreshToken">
/// Valid for one refresh within 7 days. Null if the request had <c>X-Session: cookie</c>: the browser then has it as a cookie.
/// </param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds until the access token expires.</param>
/// <param name="DeviceToken">
/// For the next login on this device: with it, failures elsewhere do not delay the login. Null for an account without a password.
/// </param>
/// <param name="NeedsSecondFactor">
/// Whether the account's roles need a second factor, which this session does not have. Until then the access token lacks the roles
/// moderator and admin; POST /users/me/second-factor sets one up.
/// </param>
internal sealed record SessionTokens(
    UserView User,
    string AccessToken,
    string? RefreshToken,
    string TokenType = "Bearer",
    int ExpiresIn = AccessTokenIssuer.LifetimeSeconds,
    string? DeviceToken = null,
    bool NeedsSecondFactor = false
) : IHasExample<SessionTokens>
{
    public static SessionTokens Example =>
        new(
            UserView.Example,
            "eyJhbGciOiJFUzI1NiIs…",
            "AZOOfFoQfD6aRC9rjR56kFq2n8Ls1YvQ3tZ0cXw7uKbE5mJpRgHdTfVyNiOaWxUk",
            DeviceToken: "pXx9dVv3m1QbJ0m6o2yWq8tZr4cN7uKfHsLgEaTiYkM"
        );
}

/// <summary>Makes access tokens.</summary>
internal sealed class AccessTokenIssuer(KeyRing keys, StaffRoles staff, AccessTokenSettings tokens, TimeProvider clock)
{
    public const int LifetimeSeconds = 15 * 60;

    /// <summary>
    /// A token for a program of the user, which is never a moderator's or an administrator's, proves nothing recently, and ends with the
    /// program's own token at the latest.
    /// </summary>
    public string IssueForProgram(
        Guid userId,
        Guid sessionId,
        IReadOnlyCollection<string> roles,
        IReadOnlyCollection<string> scopes,
        bool isBot,
        DateTimeOffset expiresAt
    )
    {
        var now = clock.GetUtcNow();
        return keys.Sign(
            new AccessToken
            {
                UserId = userId,
                SessionId = sessionId,
                Roles = StaffRoles.Without(roles),
                Scopes = scopes,
                IsBot = isBot,
                AuthenticatedAt = DateTimeOffset.UnixEpoch,
                Issuer = tokens.Issuer,
                Audience = tokens.Audience,
                IssuedAt = now,
                ExpiresAt = expiresAt < now + AccessToken.Lifetime ? expiresAt : now + AccessToken.Lifetime,
            }
        );
    }

    public string Issue(Guid userId, Guid sessionId, IReadOnlyCollection<string> roles, SessionProof proof)
    {
        return keys.Sign(
            new AccessToken
            {
                UserId = userId,
                SessionId = sessionId,
                Roles = staff.In(roles, proof.IsStrong),
                AuthenticatedAt = proof.AuthenticatedAt,
                Issuer = tokens.Issuer,
                Audience = tokens.Audience,
                IssuedAt = clock.GetUtcNow(),
            }
        );
    }
}
