using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace Community.Gateway.Proxying;

/// <summary>The proxy's routes, from <see cref="Routes"/>.</summary>
internal static class ServiceRoutes
{
    private static readonly RouteHeader AcceptsEventStream =
        new() { Name = "Accept", Values = ["text/event-stream"], Mode = HeaderMatchMode.Contains };

    /// <summary>A route of the proxy, and how requests to it are treated.</summary>
    /// <param name="Config">The proxy's route.</param>
    /// <param name="Route">The row that it comes from.</param>
    /// <param name="IsLongLived">Whether its answers last.</param>
    internal sealed record Mapped(RouteConfig Config, Route Route, bool IsLongLived);

    public static IEnumerable<Mapped> For(ServiceMap services)
    {
        foreach (var route in Routes.For(services.Contains))
        {
            string[] roots = route.AtRoot ? [Routes.Api, ""] : [Routes.Api];
            foreach (var root in roots)
            {
                var path = root + route.Prefix;
                yield return new Mapped(Config(path, path, route, route.IsHub), route, route.IsHub);
                if (route.IsStream)
                {
                    var stream = Config(path + " (event stream)", path, route, isLongLived: true);
                    yield return new Mapped(stream with { Match = stream.Match with { Headers = [AcceptsEventStream] } }, route, IsLongLived: true);
                }
            }
        }
    }

    // The gateway allows anonymous requests: it checks a presented token on every route, and the service decides which routes require one.
    private static RouteConfig Config(string id, string path, Route route, bool isLongLived)
    {
        var config = new RouteConfig
        {
            RouteId = id,
            ClusterId = isLongLived ? ServiceClusters.LongLived(route.Service) : route.Service,
            Match = new RouteMatch { Path = path + "/{**rest}" },
            AuthorizationPolicy = "anonymous",
        };
        return route.AtRoot ? config.WithTransformPathRemovePrefix(Routes.Api) : config;
    }
}
