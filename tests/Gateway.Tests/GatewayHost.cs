using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Text;
using Community.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Community.Gateway.Tests;

/// <summary>The real gateway on a real port, in front of the backends of a test.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GatewayHost(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.First());
        Http = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
            }
        )
        {
            BaseAddress = Address,
        };
    }

    public Uri Address { get; }
    public HttpClient Http { get; }

    /// <summary>How long a stop may take before the process ends the remaining work.</summary>
    public TimeSpan ShutdownTimeout => _app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;

    /// <summary>The factory of this gateway's meters.</summary>
    public IMeterFactory Meters => _app.Services.GetRequiredService<IMeterFactory>();

    /// <summary>The background service of a type.</summary>
    public T Hosted<T>()
        where T : IHostedService => _app.Services.GetServices<IHostedService>().OfType<T>().Single();

    public static Task<GatewayHost> StartAsync(IEnumerable<Backend> backends, params (string Key, string Value)[] settings) =>
        StartAsync(backends, _ => { }, settings);

    public static async Task<GatewayHost> StartAsync(
        IEnumerable<Backend> backends,
        Action<IServiceCollection> configure,
        params (string Key, string Value)[] settings
    )
    {
        var gateway = await StartWithoutWaitingAsync(backends, configure, settings);
        await Poll.UntilAsync(async () => (await gateway.Http.GetAsync("/health/ready")).IsSuccessStatusCode);
        return gateway;
    }

    public static Task<GatewayHost> StartWithoutWaitingAsync(IEnumerable<Backend> backends, params (string Key, string Value)[] settings) =>
        StartWithoutWaitingAsync(backends, _ => { }, settings);

    public static async Task<GatewayHost> StartWithoutWaitingAsync(
        IEnumerable<Backend> backends,
        Action<IServiceCollection> configure,
        params (string Key, string Value)[] settings
    )
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = typeof(Routes).Assembly.GetName().Name });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { ["Fleet:Key"] = FakeIdentity.FleetKey };
        foreach (var instances in backends.GroupBy(backend => backend.Name, StringComparer.Ordinal))
        {
            foreach (var (index, backend) in instances.Index())
            {
                values[$"services:{backend.Name}:h2c:{index}"] = backend.H2c.ToString();
                values[$"services:{backend.Name}:http:{index}"] = backend.Http.ToString();
            }
        }
        foreach (var (key, value) in settings)
        {
            values[key] = value;
        }
        builder.Configuration.AddInMemoryCollection(values);
        configure(builder.Services);
        builder.AddGateway();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.UseGateway();
        await app.StartAsync();
        return new GatewayHost(app);
    }

    /// <summary>Sends raw bytes and returns the start of the answer as text, for requests that no HTTP client would send.</summary>
    public async Task<string> SendRawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Address.Host, Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var limit = new CancellationTokenSource(Testing.Poll.Patience);
        var answer = new StringBuilder();
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, limit.Token)) > 0; )
            {
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // A reset after the answer is a valid end, too.
        }
        return answer.ToString();
    }

    /// <summary>Stops like SIGTERM: running requests are finished, within the host's own limit.</summary>
    public Task StopAsync()
    {
        _app.Lifetime.StopApplication();
        return _app.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
