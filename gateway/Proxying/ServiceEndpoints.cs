namespace Community.Gateway.Proxying;

/// <summary>Maps the routes to endpoints.</summary>
internal static class ServiceEndpoints
{
    public static void MapServices(this WebApplication app)
    {
        var services = app.Services.GetRequiredService<ServiceMap>();
        foreach (var route in Routes.For(services.Contains))
        {
            var proxy = ActivatorUtilities.CreateInstance<Proxy>(app.Services, services[route.Service], route);
            string[] roots = route.AtRoot ? [Routes.Api, ""] : [Routes.Api];
            // The gateway allows anonymous requests: it checks a presented token on every route, and the service decides which routes
            // require one.
            foreach (var root in roots)
            {
                app.Map($"{root}{route.Prefix}/{{**rest}}", proxy.ForwardAsync).AllowAnonymous().WithMetadata(route);
            }
        }
    }
}
