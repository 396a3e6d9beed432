namespace Community.Gateway.Proxying;

/// <summary>Makes endpoints of the routes.</summary>
internal static class ServiceEndpoints
{
    public static void MapServices(this WebApplication app)
    {
        var services = app.Services.GetRequiredService<ServiceMap>();
        foreach (var route in Routes.For(services.Contains))
        {
            var proxy = ActivatorUtilities.CreateInstance<Proxy>(app.Services, services[route.Service], route);
            string[] roots = route.AtRoot ? [Routes.Api, ""] : [Routes.Api];
            // Anonymous as far as the gateway is concerned: a token that is presented is checked on every route, and which
            // routes want one is the service's to say.
            foreach (var root in roots)
                app.Map($"{root}{route.Prefix}/{{**rest}}", proxy.Forward).AllowAnonymous().WithMetadata(route);
        }
    }
}
