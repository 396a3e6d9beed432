using Community.ServiceDefaults.Authentication;
using Community.ServiceDefaults.Authorization;
using Community.ServiceDefaults.Data;
using Community.ServiceDefaults.Bus;
using Community.ServiceDefaults.Health;
using Community.ServiceDefaults.Idempotency;
using Community.ServiceDefaults.Json;
using Community.ServiceDefaults.Lifetime;
using Community.ServiceDefaults.OpenApi;
using Community.ServiceDefaults.Problems;
using Community.ServiceDefaults.Storage;
using Community.ServiceDefaults.Telemetry;
using Community.ServiceDefaults.Validation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Community.ServiceDefaults;

/// <summary>What every service has, in one call before and one after it is built.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Adds what every service has: authentication and authorization, JSON, validation, problems, OpenAPI, health,
    /// telemetry and a graceful stop. Database, bus, storage and mail are asked for by name by who needs them.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The service's name, as the rest of the fleet knows it.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string name)
    {
        // First: what is added first stops last, and exports what the others did while they stopped.
        builder.AddTelemetry(name);
        builder.WebHost.ConfigureKestrel(Configure);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddProblems();
        builder.Services.AddServiceJson();
        builder.Services.AddServiceValidation();
        builder.Services.AddServiceOpenApi(name);
        builder.Services.Configure<ForwardedHeadersOptions>(TrustTheGateway);
        builder.AddJwtAuthentication();
        builder.AddServiceAuthorization();
        builder.Services.AddHealth();
        builder.Services.AddReadinessCheck("sign_in", CanCheckTokens);
        builder.AddGracefulStop();
        return builder;
    }

    /// <summary>The pipeline that every service has, and the endpoints that every service answers.</summary>
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
        app.MapHealth();
        app.MapErrorQueues();
        app.MapServiceOpenApi();
        return app;
    }

    /// <summary>
    /// The largest body that the gateway lets through (<see cref="UploadLimit.LargestBody"/>) fits into one window, so that its sender never waits for more of it. With
    /// the framework's own 768 KiB, a connection between the gateway and a service broke now and then with FLOW_CONTROL_ERROR when
    /// a large request was answered, and with it whatever else was on its way there.
    /// </summary>
    private static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.Http2.InitialStreamWindowSize = (int)UploadLimit.LargestBody;
        kestrel.Limits.Http2.InitialConnectionWindowSize = 2 * (int)UploadLimit.LargestBody;
    }

    // Before the keys and the ended sessions are known, every signed-in request would be answered 503.
    private static Task<bool> CanCheckTokens(IServiceProvider services, CancellationToken cancellationToken) =>
        Task.FromResult(services.GetRequiredService<ISigningKeys>().IsReady && services.GetRequiredService<IRevokedSessions>().IsReady);

    /// <summary>
    /// The client's address is what the gateway says. A service is reachable by the gateway and the fleet only
    /// (a loopback port, a network policy), so that whoever connects is believed.
    /// </summary>
    private static void TrustTheGateway(ForwardedHeadersOptions options)
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
    }
}
