using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Community.ServiceDefaults.Authentication;

/// <summary>
/// Knows the caller by the access token: what the framework's authentication middleware does with the default scheme, but a token that was
/// validated before is found without going through the scheme's handler, since every request pays for it at the gateway and again at the service.
/// A request with no good token goes on anonymously; whether it may is authorization's question, and the scheme's handler answers a refusal.
/// </summary>
internal sealed class AccessTokenMiddleware(RequestDelegate next, AccessTokenHandler tokens, AccessTokenSettings settings)
{
    private readonly IReadOnlyList<string> _queryTokenPaths = settings.QueryTokenPaths;

    public Task InvokeAsync(HttpContext context)
    {
        if (PresentedToken.Of(context.Request, _queryTokenPaths) is not { Fault: null } presented)
        {
            return next(context);
        }

        if (!tokens.TryFind(presented.Text.Span, out var known))
        {
            return AuthenticateAsync(context);
        }

        Accept(context, known.Result);
        return next(context);
    }

    private async Task AuthenticateAsync(HttpContext context)
    {
        var result = await context.AuthenticateAsync(Schemes.Bearer);
        if (result.Succeeded)
        {
            Accept(context, result);
        }

        await next(context);
    }

    private static void Accept(HttpContext context, AuthenticateResult result)
    {
        context.User = result.Principal!;
        // Authorization takes it from here instead of asking the handler again, and SignalR the time at which the token ends.
        context.Features.Set<IAuthenticateResultFeature>(new Known(result));
    }

    private sealed class Known(AuthenticateResult result) : IAuthenticateResultFeature
    {
        public AuthenticateResult? AuthenticateResult { get; set; } = result;
    }
}

/// <summary>Registers <see cref="AccessTokenMiddleware"/>.</summary>
public static class AccessTokenMiddlewareExtensions
{
    /// <summary>In the place of <c>UseAuthentication</c>: after routing, before authorization.</summary>
    public static IApplicationBuilder UseAccessTokens(this IApplicationBuilder app)
    {
        // WebApplication puts the framework's middleware in front by itself unless this says that there is one.
        app.Properties["__AuthenticationMiddlewareSet"] = true;
        return app.UseMiddleware<AccessTokenMiddleware>();
    }
}
