using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Community.ServiceDefaults.Authentication;

/// <summary>
/// Knows the caller by his access token: what the framework's authentication middleware does with the default scheme, for a
/// tenth of its cost, since every request pays it at the gateway and again at the service. A request with no good
/// token goes on as nobody's; whether it may is authorization's question, and the scheme's handler answers a refusal.
/// </summary>
internal sealed class AccessTokenMiddleware(RequestDelegate next, AccessTokenValidator validator, IOptionsMonitor<JwtBearerOptions> schemes)
{
    private readonly IList<PathString> _queryTokenPaths = schemes.Get(Schemes.Bearer).QueryTokenPaths;

    public Task InvokeAsync(HttpContext context)
    {
        if (PresentedToken.Of(context.Request, _queryTokenPaths) is not { Fault: null } presented)
        {
            return next(context);
        }

        var validation = validator.ValidateAsync(presented.Text, context.RequestAborted);
        if (!validation.IsCompletedSuccessfully)
        {
            return AwaitAsync(validation, context);
        }

        Accept(context, validation.Result);
        return next(context);
    }

    private async Task AwaitAsync(ValueTask<AccessTokenVerdict> validation, HttpContext context)
    {
        Accept(context, await validation);
        await next(context);
    }

    private static void Accept(HttpContext context, AccessTokenVerdict verdict)
    {
        if (verdict.Token?.Result is not { } result)
        {
            context.Features.Set(new RefusedToken(verdict));
            return;
        }

        context.User = result.Principal!;
        // Authorization takes it from here instead of asking the handler again, and SignalR the time at which the token ends.
        context.Features.Set<IAuthenticateResultFeature>(new Known(result));
    }

    private sealed class Known(AuthenticateResult result) : IAuthenticateResultFeature
    {
        public AuthenticateResult? AuthenticateResult { get; set; } = result;
    }
}

/// <summary>What was found about the request's token, so that the answer to it need not find it again.</summary>
internal sealed record RefusedToken(AccessTokenVerdict Verdict);

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
