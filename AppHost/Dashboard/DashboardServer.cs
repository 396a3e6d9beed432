using System.Text.Json;
using System.Text.Json.Serialization;
using Community.AppHost.Model;
using Community.AppHost.Processes;
using Community.AppHost.Telemetry;
using Protocols = Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols;

namespace Community.AppHost.Dashboard;

/// <summary>Where the dashboard listens, on 127.0.0.1.</summary>
/// <param name="Port">Of the pages, their JSON, and OTLP over HTTP.</param>
/// <param name="GrpcPort">Of OTLP over gRPC: cleartext HTTP/2 needs a port of its own.</param>
/// <param name="OtlpKey">The key that senders of telemetry present.</param>
/// <param name="Token">The token of <see cref="SignIn"/>.</param>
internal sealed record DashboardOptions(int Port, int GrpcPort, string OtlpKey, string Token)
{
    /// <summary>The options of a run; all but the port stay the same from run to run.</summary>
    public static DashboardOptions For(DataFolder data, int port) =>
        new(
            port,
            Ports.Kept(data["ports/dashboard.otlp-grpc"]),
            // Letters and digits only: it is part of the value of OTEL_EXPORTER_OTLP_HEADERS, which has a syntax.
            new string([.. data.Secret("otlp-key").Where(char.IsAsciiLetterOrDigit)]),
            data.SecretWord(SignIn.Secret)
        );

    /// <summary>The address that signs a browser in.</summary>
    public string SignInUrl => $"{OtlpUrl}/?token={Token}";

    /// <summary>The address for OTLP over HTTP.</summary>
    public string OtlpUrl => $"http://127.0.0.1:{Port}";
}

/// <summary>
/// The dashboard, its JSON, and the receiver of telemetry, on 127.0.0.1 only. It can stop the fleet, so a web page of another origin in the
/// user's browser must not be able to call it (Origin is checked), to read it under its own host name (Host is checked: DNS rebinding), or
/// to show it in a frame. Other users of the machine do not know its token (<see cref="SignIn"/>).
/// </summary>
internal static class DashboardServer
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string AssetPrefix = "Dashboard/Pages/";

    private const int MostConnections = 256;

    public static async Task<WebApplication> StartAsync(Fleet fleet, TelemetryStore telemetry, DashboardOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.Listen(System.Net.IPAddress.Loopback, options.Port, listen => listen.Protocols = Protocols.Http1);
                kestrel.Listen(System.Net.IPAddress.Loopback, options.GrpcPort, listen => listen.Protocols = Protocols.Http2);
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxConcurrentConnections = MostConnections;
            });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddSingleton(_ => new OtlpReceiver(telemetry, options.OtlpKey));
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        });
        var app = builder.Build();
        string[] hosts = [.. HostsOf(options.Port), .. HostsOf(options.GrpcPort)];
        app.Use((context, next) => GuardAsync(context, next, hosts));
        var signIn = new SignIn(options.Token, options.Port, TimeProvider.System);
        app.Use((context, next) => signIn.CheckAsync(context, next));
        app.UseRouting();
        app.MapAssets();
        app.MapResources(fleet, telemetry);
        app.MapTelemetry(telemetry, TimeProvider.System);
        app.MapQueues(fleet);
        app.MapMails(fleet.Data);
        app.Services.GetRequiredService<OtlpReceiver>().Map(app);
        await app.StartAsync();
        return app;
    }

    private static string[] HostsOf(int port) => [$"127.0.0.1:{port}", $"localhost:{port}"];

    private static void MapAssets(this WebApplication app)
    {
        var assembly = typeof(DashboardServer).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(AssetPrefix, StringComparison.Ordinal)))
        {
            var file = name[AssetPrefix.Length..];
            var contentType = Path.GetExtension(file) switch
            {
                ".html" => "text/html; charset=utf-8",
                ".css" => "text/css; charset=utf-8",
                ".js" => "text/javascript; charset=utf-8",
                _ => "text/plain; charset=utf-8",
            };
            app.MapGet(
                file == "index.html" ? "/" : $"/{file}",
                () => Results.Stream(assembly.GetManifestResourceStream(name)!, contentType)
            );
        }
    }

    private static async Task GuardAsync(HttpContext context, RequestDelegate next, string[] hosts)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Referrer-Policy"] = "no-referrer";

        // Without Origin it is not a browser (browsers send one with every cross-origin POST).
        var origins = context.Request.Headers.Origin;
        var foreign =
            !hosts.Contains(context.Request.Host.Value, StringComparer.OrdinalIgnoreCase)
            || origins.Any(origin => !hosts.Any(host => origin == $"http://{host}"))
            || context.Request.Headers["Sec-Fetch-Site"].Any(site => site is not ("same-origin" or "none"));
        if (foreign)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            await context.Response.WriteAsync("Only the dashboard's own page may call this.\n");
            return;
        }

        try
        {
            await next(context);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = exception.StatusCode;
            await context.Response.WriteAsync(exception.Message + "\n");
        }
    }

    // AppHost handles signals: the dashboard runs on while the fleet stops.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
