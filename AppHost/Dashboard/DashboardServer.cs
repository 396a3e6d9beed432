using System.Text.Json;
using System.Text.Json.Serialization;
using Community.AppHost.Model;

namespace Community.AppHost.Dashboard;

/// <summary>
/// The dashboard and its JSON, on 127.0.0.1 only. It can stop the fleet, so a web page of another origin in the user's browser must not be
/// able to call it (Origin is checked), to read it under its own host name (Host is checked: DNS rebinding), or to show it in a frame.
/// </summary>
internal static class DashboardServer
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly (string Path, string File, string ContentType)[] Assets =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/dashboard.css", "dashboard.css", "text/css; charset=utf-8"),
        ("/dashboard.js", "dashboard.js", "text/javascript; charset=utf-8"),
    ];

    public static async Task<WebApplication> StartAsync(Fleet fleet, int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.Listen(System.Net.IPAddress.Loopback, port);
                kestrel.AddServerHeader = false;
            });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        });
        var app = builder.Build();
        string[] hosts = [$"127.0.0.1:{port}", $"localhost:{port}"];
        app.Use((context, next) => GuardAsync(context, next, hosts));
        app.UseRouting();
        foreach (var (path, file, contentType) in Assets)
        {
            var content = Read(file);
            app.MapGet(path, () => Results.Text(content, contentType));
        }

        app.MapResources(fleet);
        await app.StartAsync();
        return app;
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

        await next(context);
    }

    private static string Read(string file)
    {
        using var stream = typeof(DashboardServer).Assembly.GetManifestResourceStream($"Dashboard/{file}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    // AppHost handles signals: the dashboard runs on while the fleet stops.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
