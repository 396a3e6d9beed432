using Community.Platform.Access.Authorization;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;

namespace Community.Identity.Sessions;

/// <summary>
/// The refresh token of a browser, as a cookie that no script can read. A request asks for it by <c>X-Session: cookie</c>, and only a
/// request with that header uses it. A form or an image of another site cannot send the header, and a script of another origin only after
/// a preflight that the gateway refuses; <c>SameSite=Strict</c> keeps the cookie at home in any case.
/// <para>
/// The name's prefix <c>__Host-</c> makes browsers refuse a cookie of that name from a sibling domain or an insecure page, so that no other
/// site can replace the session by its own. Such a cookie must have the path <c>/</c>. The gateway removes it from all requests except
/// those below <c>/api/v1/auth</c>.
/// </para>
/// </summary>
internal static class SessionCookie
{
    public const string Name = "__Host-community";
    public const string Header = "X-Session";
    public const string Mode = "cookie";

    private const string Pending = "Community.SessionCookie";

    /// <summary>Whether the client keeps its refresh token as a cookie.</summary>
    public static bool IsAsked(HttpContext? http) => http?.Request.Headers[Header] is [Mode];

    /// <summary>The presented refresh token; null if there is none, or the request does not ask for its use.</summary>
    public static string? Read(HttpContext http) => IsAsked(http) ? http.Request.Cookies[Name] : null;

    /// <summary>
    /// Gives the client its refresh token: in the answer's body, or as a cookie if the request asks for one. The cookie is set when the
    /// answer is a success: a session whose transaction failed leaves none.
    /// </summary>
    /// <returns>The token for the body; null: it is in the cookie.</returns>
    /// <exception cref="InvalidOperationException">The endpoint is not declared by <see cref="WithSessionMode"/>.</exception>
    public static string? Deliver(HttpContext? http, RefreshToken token)
    {
        if (http?.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<SessionMode>() is null)
        {
            throw new InvalidOperationException($"{endpoint.DisplayName} gives refresh tokens: declare it WithSessionMode().");
        }

        if (!IsAsked(http))
        {
            return token.ToString();
        }

        Set(http!, token.ToString(), Session.IdleLifetime);
        return null;
    }

    /// <summary>Clears the cookie of a client that ends its own session.</summary>
    public static void ClearIfOf(HttpContext? http, Guid sessionId)
    {
        if (http is not null && http.User.IsSignedIn() && http.User.SessionId() == sessionId)
        {
            Clear(http);
        }
    }

    /// <summary>Clears the cookie, if the request asks for its use.</summary>
    public static void Clear(HttpContext http)
    {
        if (IsAsked(http))
        {
            Set(http, "", TimeSpan.Zero);
        }
    }

    /// <summary>Declares an endpoint that starts, continues or ends a session, so that browsers may ask for the cookie there.</summary>
    public static RouteHandlerBuilder WithSessionMode(this RouteHandlerBuilder endpoint) =>
        endpoint
            .WithMetadata(new SessionMode())
            .WithRequestHeader(
                new RequestHeader(
                    Header,
                    "For browsers: the refresh token is a cookie that scripts cannot read, and is not in the JSON. Without it the token is in the JSON.",
                    Mode
                )
            )
            .AddEndpointFilter(
                static (context, next) =>
                    context.HttpContext.Request.Headers[Header] is [] or [Mode]
                        ? next(context)
                        : ValueTask.FromResult<object?>(Problem.Invalid(Header, FaultCode.NotAnOption, $"must be {Mode}, or be left out"))
            );

    private static void Set(HttpContext http, string value, TimeSpan lifetime)
    {
        // A transaction may run again: the last token counts. A failed one sets and clears nothing.
        var isFirst = !http.Items.ContainsKey(Pending);
        http.Items[Pending] = (value, lifetime);
        if (isFirst)
        {
            http.Response.OnStarting(WriteAsync, http);
        }
    }

    private static Task WriteAsync(object state)
    {
        var http = (HttpContext)state;
        var (value, lifetime) = ((string, TimeSpan))http.Items[Pending]!;
        if (http.Response.StatusCode < 300 || (value.Length == 0 && http.Response.StatusCode == StatusCodes.Status401Unauthorized))
        {
            http.Response.Cookies.Append(
                Name,
                value,
                new CookieOptions
                {
                    HttpOnly = true,
                    Secure = true,
                    SameSite = SameSiteMode.Strict,
                    Path = "/",
                    MaxAge = lifetime,
                }
            );
        }

        return Task.CompletedTask;
    }

    private sealed record SessionMode;
}
