using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Community.Platform.Access.Authentication;

/// <summary>
/// Authenticates the caller by the access token, as the framework's authentication middleware does with the default scheme. The difference:
/// a token that was validated before is found without the scheme's handler, because every request pays for that handler at the gateway and
/// again at the service. A request without a good token goes on anonymously. Authorization decides whether it may, and the scheme's handler
/// answers a refusal.
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
        // Authorization reads the result here instead of calling the handler again. SignalR reads the time at which the token ends.
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
    /// <summary>Used instead of <c>UseAuthentication</c>: after routing, before authorization.</summary>
    public static IApplicationBuilder UseAccessTokens(this IApplicationBuilder app)
    {
        // Without this property WebApplication adds the framework's middleware at the start of the pipeline.
        app.Properties["__AuthenticationMiddlewareSet"] = true;
        return app.UseMiddleware<AccessTokenMiddleware>();
    }
}
