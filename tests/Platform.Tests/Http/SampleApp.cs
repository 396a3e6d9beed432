using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Community.Platform.Data;
using Community.Platform.Http.Json;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Platform.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Community.Platform.Tests.Http;

/// <summary>A small service on a real Kestrel and a free port, built like a service of the fleet.</summary>
public sealed class SampleApp : IAsyncLifetime
{
    internal const int BodyLimit = 2 * 1024 * 1024;

    private WebApplication _app = null!;

    internal HttpClient Client { get; private set; } = null!;

    /// <summary>Speaks cleartext HTTP/2, as the gateway does to services.</summary>
    internal HttpClient Http2 { get; private set; } = null!;

    internal RecordedLog Log { get; } = new();

    internal int Port { get; private set; }

    public async ValueTask InitializeAsync()
    {
        // Production: the texts for developers must not be tested.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = BodyLimit;
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http2);
        });
        builder.Logging.ClearProviders().AddProvider(Log).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddProblems().AddServiceJson().AddServiceValidation().AddServiceOpenApi("sample");
        builder.Services.AddSingleton<IExceptionProblems, DatabaseProblems>().AddSingleton<IExceptionProblems, StorageProblems>();
        builder.Services.AddAuthentication("names").AddScheme<AuthenticationSchemeOptions, NamedCaller>("names", null);
        builder.Services.AddAuthorization();
        _app = builder.Build();
        _app.UseHeadAsGet();
        _app.UseProblems();
        _app.UseRouting();
        _app.UseAuthentication();
        _app.UseAuthorization();
        _app.UseRequestInputs();
        _app.MapServiceOpenApi();
        SampleEndpoints.Map(_app);
        await _app.StartAsync();
        Client = new() { BaseAddress = new(_app.Urls.First()), Timeout = TimeSpan.FromSeconds(30) };
        Http2 = new()
        {
            BaseAddress = new(_app.Urls.Last()),
            Timeout = TimeSpan.FromSeconds(30),
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        Port = Client.BaseAddress.Port;
    }

    /// <summary>Sends raw bytes and reads until the server closes.</summary>
    internal async Task<string> RawAsync(byte[] request)
    {
        using var socket = new TcpClient("127.0.0.1", Port);
        using var limit = new CancellationTokenSource(Testing.Poll.Patience);
        var stream = socket.GetStream();
        await stream.WriteAsync(request, limit.Token);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Http2.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>Authorization: the header's name is the caller; "admin" has the role.</summary>
    private sealed class NamedCaller(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var name = Request.Headers.Authorization.ToString();
            if (name.Length == 0)
            {
                return Task.FromResult(AuthenticateResult.NoResult());
            }

            var identity = new ClaimsIdentity([new(ClaimTypes.Name, name), new(ClaimTypes.Role, name)], Scheme.Name);
            return Task.FromResult(AuthenticateResult.Success(new(new(identity), Scheme.Name)));
        }
    }
}

/// <summary>The app that all classes of the collection share; they only read, except for the log, which is separate by trace.</summary>
[CollectionDefinition(nameof(SampleApp))]
public sealed class SampleAppCollection : ICollectionFixture<SampleApp>;

/// <summary>The log, in order: other code at warning and above, our code at every level.</summary>
internal sealed class RecordedLog : ILoggerProvider
{
    private readonly List<(LogLevel Level, string Text, Exception? Exception)> _lines = [];

    public IReadOnlyList<(LogLevel Level, string Text, Exception? Exception)> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName);

    public void Dispose() { }

    private sealed class Recorder(RecordedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) =>
            logLevel >= LogLevel.Warning || category.StartsWith("Community.", StringComparison.Ordinal);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel))
            {
                lock (log._lines)
                {
                    log._lines.Add((logLevel, formatter(state, exception), exception));
                }
            }
        }
    }
}
