using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Community.Gateway.Tests;

/// <summary>The real gateway, on a real port, in front of whatever backends a test gives it.</summary>
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

    public static async Task<GatewayHost> StartAsync(IEnumerable<Backend> backends, params (string Key, string Value)[] settings)
    {
        var gateway = await StartWithoutWaitingAsync(backends, settings);
        await Eventually.IsAsync(async () => (await gateway.Http.GetAsync("/health/ready")).IsSuccessStatusCode);
        return gateway;
    }

    public static async Task<GatewayHost> StartWithoutWaitingAsync(
        IEnumerable<Backend> backends,
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
        builder.AddGateway();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.UseGateway();
        await app.StartAsync();
        return new GatewayHost(app);
    }

    /// <summary>Sends bytes as they are and returns the start of the answer as text: for what no HTTP client would send.</summary>
    public async Task<string> SendRawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Address.Host, Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
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
            // A reset after the answer is as good an end as any.
        }
        return answer.ToString();
    }

    /// <summary>Stops as SIGTERM would make it: what is under way is finished, within the host's own limit.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
