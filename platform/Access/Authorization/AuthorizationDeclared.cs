using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Platform.Access.Authorization;

/// <summary>
/// Stops the start of a service while an endpoint does not declare its authorization: a policy or roles, or explicitly none
/// (<c>AllowAnonymous()</c>). Both together are refused, because then anonymous wins silently.
/// </summary>
public static class AuthorizationDeclared
{
    /// <summary>The endpoints at fault, one line each: the endpoint and its fault. Empty when there is none.</summary>
    public static IReadOnlyList<string> Check(IEnumerable<Endpoint> endpoints) =>
        [
            .. endpoints
                .OfType<RouteEndpoint>()
                .Select(endpoint => (endpoint, fault: FaultOf(endpoint.Metadata)))
                .Where(found => found.fault is not null)
                .Select(found => $"{NameOf(found.endpoint)}: {found.fault}")
                .Order(StringComparer.Ordinal),
        ];

    private static string? FaultOf(EndpointMetadataCollection metadata)
    {
        // A bare [Authorize] names no policy, so it counts as undeclared.
        var guarded = metadata.Any(item =>
            item is AuthorizationPolicy or IAuthorizationRequirementData
            || item is IAuthorizeData { Policy: not null } or IAuthorizeData { Roles: not null }
        );
        var open = metadata.GetMetadata<IAllowAnonymous>() is not null;
        return (guarded, open) switch
        {
            (false, false) => "declares no policy, and not that it needs none",
            (true, true) => "declares a policy and also that it needs none",
            _ => null,
        };
    }

    private static string NameOf(RouteEndpoint endpoint)
    {
        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];
        return $"{(methods.Count == 0 ? "ANY" : string.Join(',', methods))} {endpoint.RoutePattern.RawText ?? endpoint.DisplayName}";
    }

    /// <summary>
    /// Runs the check when the pipeline has been built and nothing listens yet. A hosted service would come too early:
    /// the routes of a WebApplication reach the container's EndpointDataSource only while its pipeline is built.
    /// </summary>
    internal sealed class AtStartUp : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                next(app);
                var offenders = Check(app.ApplicationServices.GetRequiredService<EndpointDataSource>().Endpoints);
                if (offenders.Count > 0)
                {
                    throw new InvalidOperationException(
                        $"Refusing to start: every endpoint must declare its authorization.{string.Concat(offenders.Select(line => $"\n  {line}"))}"
                    );
                }
            };
    }
}
