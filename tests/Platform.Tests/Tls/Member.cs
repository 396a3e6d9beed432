using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Community.Platform.Access.Fleet;
using Community.Platform.Hosting.Tls;
using Community.Platform.Tests.Authentication;
using Community.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Tests.Tls;

/// <summary>A program of a fleet: it serves with its certificate, and calls another one, which the clients know as "other".</summary>
internal sealed class Member : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Member(WebApplication app) => _app = app;

    public ManualClock Clock { get; private init; } = null!;

    public Uri Address => new(_app.Urls.First());

    public static async Task<Member> StartAsync(string? other = null, params (string Key, string? Value)[] settings)
    {
        var clock = new ManualClock();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        // Kestrel speaks TLS here all the same: the scheme of the address does not decide.
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection([
            new("Fleet:Key", FakeIdentity.FleetKey),
            new("services:other:http:0", other),
            .. settings.Select(setting => KeyValuePair.Create($"Fleet:Tls:{setting.Key}", setting.Value)),
        ]);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddFleetClient("other");
        builder.ServeFleetTls();
        var app = builder.Build();
        app.MapGet("/", (HttpContext context) => context.Request.Protocol);
        await app.StartAsync();
        return new Member(app) { Clock = clock };
    }

    /// <summary>Calls the other program as a service does.</summary>
    public Task<string> CallAsync()
    {
        var client = _app.Services.GetRequiredService<IHttpClientFactory>().CreateClient("other");
        return client.GetStringAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
    }

    /// <summary>A call on a new connection that takes any certificate.</summary>
    /// <returns>The certificate's serial number, and the HTTP version that both agree on.</returns>
    public async Task<(string Serial, Version Version)> LookAsync()
    {
        var serial = "";
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    serial = ((X509Certificate2)certificate!).SerialNumber;
                    return serial.Length > 0;
                },
            },
        };
        using var client = new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20 };
        using var answer = await client.GetAsync(new UriBuilder(Address) { Scheme = "https" }.Uri, TestContext.Current.CancellationToken);
        return (serial, answer.Version);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
