namespace Community.Gateway;

/// <summary>The gateway as a whole: the one address that clients know.</summary>
public static class GatewayService
{
    /// <summary>Composes the gateway on what the builder is configured with; the caller runs it.</summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.AddGateway();
        var app = builder.Build();
        app.UseGateway();
        return app;
    }
}
