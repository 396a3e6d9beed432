namespace Community.Gateway;

/// <summary>The gateway as a whole: the one address that clients know.</summary>
public static class GatewayService
{
    /// <summary>Composes the gateway from the builder's configuration; the caller runs it.</summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.AddGateway();
        var app = builder.Build();
        app.UseGateway();
        return app;
    }
}
