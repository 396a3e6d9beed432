using Community.Platform.Access.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Community.Platform.Access.Authorization;

/// <summary>Registers the fleet's policies.</summary>
public static class AuthorizationExtensions
{
    /// <summary>
    /// Adds <see cref="Policies"/>, the check of <see cref="AuthorizationDeclared"/> at start-up, and, as a second protection, the rule
    /// that a routed endpoint without a declaration requires a signed-in caller.
    /// </summary>
    public static TBuilder AddServiceAuthorization<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddEnumerable(ServiceDescriptor.Transient<IStartupFilter, AuthorizationDeclared.AtStartUp>());
        builder
            .Services.AddAuthorizationBuilder()
            .AddPolicy(Policies.SignedIn, policy => policy.RequireClaim(AccessTokenClaims.Subject))
            .AddPolicy(Policies.Admin, policy => policy.RequireRole(Roles.Admin))
            .AddPolicy(Policies.Moderator, policy => policy.RequireRole(Roles.Moderator, Roles.Admin))
            .AddPolicy(Policies.Organizer, policy => policy.RequireRole(Roles.Organizer, Roles.Admin))
            .AddPolicy(Policies.Fleet, policy => policy.AddAuthenticationSchemes(Schemes.Fleet).RequireAuthenticatedUser())
            .SetDefaultPolicy(new AuthorizationPolicyBuilder().RequireClaim(AccessTokenClaims.Subject).Build())
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(SignedInWhereAnythingIsRouted).Build());
        return builder;
    }

    // ASP.NET Core applies the fallback policy also where no route matched, and to its synthetic 405 and 415 endpoints. An anonymous caller
    // must get 404, 405 or 415 there, not 401.
    private static bool SignedInWhereAnythingIsRouted(AuthorizationHandlerContext context) =>
        context.User.IsSignedIn() || (context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint);
}
