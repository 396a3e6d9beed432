using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Community.Gateway.Tests;

/// <summary>A request that a backend received.</summary>
internal sealed record Seen(
    string Service,
    string Method,
    string Target,
    string Protocol,
    Dictionary<string, string> Headers,
    long BodyLength
);

/// <summary>
/// A tiny service with an HTTP/2 port and an HTTP/1.1 port, in cleartext unless it has a certificate. It records every request and answers
/// with its own name.
/// </summary>
internal sealed class Backend : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Backend(string name, WebApplication app)
    {
        Name = name;
        _app = app;
        var urls = app.Urls.ToArray();
        (H2c, Http) = (new Uri(urls[0]), new Uri(urls[1]));
    }

    public string Name { get; }
    public Uri H2c { get; }
    public Uri Http { get; }
    public ConcurrentQueue<Seen> Requests { get; } = new();
    public bool IsReady { get; set; } = true;
    public bool IsStopping { get; set; }

    public static async Task<Backend> StartAsync(
        string name,
        Action<WebApplication>? map = null,
        Backend? samePortsAs = null,
        IPAddress? address = null,
        (string CertificatePath, string KeyPath, string Serial)? certificate = null
    )
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddCors();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            if (certificate is { } files)
            {
                var own = X509Certificate2.CreateFromPemFile(files.CertificatePath, files.KeyPath);
                kestrel.ConfigureEndpointDefaults(endpoint => endpoint.UseHttps(own));
            }

            kestrel.Listen(address ?? IPAddress.Loopback, samePortsAs?.H2c.Port ?? 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(address ?? IPAddress.Loopback, samePortsAs?.Http.Port ?? 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        Backend? self = null;
        var app = builder.Build();
        app.UseWebSockets();
        app.MapGet("/health/live", () => Results.Ok());
        app.MapGet(
            "/health/ready",
            () =>
                self!.IsStopping ? Results.Json(new { status = "stopping" }, statusCode: 503)
                : self.IsReady ? Results.Ok()
                : Results.StatusCode(503)
        );
        map?.Invoke(app);
        app.MapFallback("{*path}", context => self!.AnswerAsync(context));
        await app.StartAsync();
        return self = new Backend(name, app);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var length = 0L;
        var buffer = new byte[64 * 1024];
        for (int read; (read = await context.Request.Body.ReadAsync(buffer)) > 0; )
        {
            length += read;
        }
        if (context.Request.Headers["X-Answer-Cookie"] is [{ } cookie])
        {
            context.Response.Headers.SetCookie = cookie;
        }

        var seen = new Seen(
            Name,
            context.Request.Method,
            context.Features.Get<IHttpRequestFeature>()!.RawTarget,
            context.Request.Protocol,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            length
        );
        Requests.Enqueue(seen);
        context.Response.Headers.Server = "secret-server/1.0";
        await context.Response.WriteAsJsonAsync(seen);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
