using Community.Platform.Access.Authentication;
using Community.Platform.Access.Authorization;
using Community.Platform.Access.Fleet;
using Community.Platform.Bus;
using Community.Platform.Data;
using Community.Platform.Data.Idempotency;
using Community.Platform.Hosting.Health;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Hosting.Tls;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Json;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Uploads;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Community.Platform.ServiceDefaults;

/// <summary>The setup that all services share: one call before the application is built and one after it.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Adds the parts that all services share: authentication and authorization, JSON, validation, problems, OpenAPI, health, telemetry and
    /// a graceful stop. Services that need database, bus, storage or mail add them separately.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The service's name in the fleet.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string name)
    {
        // Telemetry is added first, because the first one stops last. So it also exports the records of the others from their stop.
        builder.AddTelemetry(name);
        builder.WebHost.ConfigureKestrel(Configure);
        builder.ServeFleetTls();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddProblems();
        builder.Services.AddServiceJson();
        builder.Services.AddServiceValidation();
        builder.Services.AddServiceOpenApi(name);
        builder.Services.Configure<ForwardedHeadersOptions>(TrustTheGateway);
        builder.AddJwtAuthentication();
        builder.AddServiceAuthorization();
        builder.Services.TryAddSingleton(provider => new AnswerKey(FleetSecrets.Derive(provider, "stored answers")));
        builder.Services.AddHealth();
        builder.Services.AddReadinessCheck("sign_in", CanCheckTokensAsync);
        builder.AddGracefulStop();
        return builder;
    }

    /// <summary>Sets up the middleware and the endpoints that all services share.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.UseUnreadBody();
        app.UseWholeAnswers();
        app.UseForwardedHeaders();
        app.UseRequestLog();
        app.UseHeadAsGet();
        app.UseProblems();
        app.UseRouting();
        app.UseStatementTimeouts();
        app.UseAccessTokens();
        app.UseAuthorization();
        app.UseRequestInputs();
        app.UseIdempotencyKeys();
        app.UseEntityTags();
        app.MapHealth();
        app.MapErrorQueues();
        app.MapServiceOpenApi();
        return app;
    }

    /// <summary>
    /// The largest body that the gateway lets through (<see cref="UploadLimit.LargestBody"/>) fits into one window, so that its sender
    /// never waits for more of it. With the framework's own 768 KiB, a connection between the gateway and a service sometimes broke with
    /// FLOW_CONTROL_ERROR when a large request was answered, and all other requests on that connection failed too.
    /// </summary>
    private static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.Http2.InitialStreamWindowSize = (int)UploadLimit.LargestBody;
        kestrel.Limits.Http2.InitialConnectionWindowSize = 2 * (int)UploadLimit.LargestBody;
    }

    // Before the keys and the ended sessions are known, every signed-in request would be answered 503.
    private static Task<bool> CanCheckTokensAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        Task.FromResult(services.GetRequiredService<ISigningKeys>().IsReady && services.GetRequiredService<IRevokedSessions>().IsReady);

    /// <summary>
    /// Takes the client's address from the gateway's header. Only the gateway and the fleet can reach a service (a loopback port, a network
    /// policy), so every peer is trusted.
    /// </summary>
    private static void TrustTheGateway(ForwardedHeadersOptions options)
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
    }
}
