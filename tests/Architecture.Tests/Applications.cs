using System.Collections.Concurrent;
using System.Security.Cryptography;
using Community.Gateway;
using Community.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

[assembly: AssemblyFixture(typeof(Community.Architecture.Tests.Applications))]

namespace Community.Architecture.Tests;

/// <summary>
/// Every service as its Program.cs builds it, with its pipeline and routes but without background work. So no database, broker or other
/// service is needed.
/// </summary>
public sealed class Applications : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<IApplication>> _started = new(StringComparer.Ordinal);
    private readonly Lazy<WebApplication> _gateway = new(BuildGateway);

    internal IApplication this[string project] => _started.GetOrAdd(project, Start).Value;

    /// <summary>The routes of the gateway itself and those that it forwards.</summary>
    internal IEnumerable<RouteEndpoint> GatewayEndpoints =>
        ((IEndpointRouteBuilder)_gateway.Value).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    /// <summary>Every service with all its endpoints.</summary>
    internal IEnumerable<(string Service, RouteEndpoint Endpoint)> Endpoints =>
        Repository.Services.SelectMany(project => this[project].Endpoints.Select(endpoint => (Repository.NameOf(project), endpoint)));

    public async ValueTask DisposeAsync()
    {
        foreach (var application in _started.Values.Where(application => application.IsValueCreated))
        {
            await application.Value.DisposeAsync();
        }

        if (_gateway.IsValueCreated)
        {
            await _gateway.Value.DisposeAsync();
        }

        Settings.Authority.Dispose();
    }

    private static Lazy<IApplication> Start(string project) =>
        new(() =>
        {
            var program = Repository.AssemblyOf(project).EntryPoint!.DeclaringType!;
            return (IApplication)Activator.CreateInstance(typeof(Application<>).MakeGenericType(program))!;
        });

    private static WebApplication BuildGateway()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = typeof(Routes).Assembly.GetName().Name });
        Settings.Apply(builder.WebHost);
        foreach (var row in Routes.Table)
        {
            builder.Configuration[$"services:{row.Service}:http:0"] = "https://127.0.0.1:1";
        }

        builder.AddGateway();
        var app = builder.Build();
        app.UseGateway();
        return app;
    }
}

/// <summary>A built service.</summary>
internal interface IApplication : IAsyncDisposable
{
    IReadOnlyList<RouteEndpoint> Endpoints { get; }

    IServiceProvider Services { get; }

    Task<string> OpenApiAsync();
}

/// <inheritdoc cref="IApplication"/>
internal sealed class Application<TProgram> : WebApplicationFactory<TProgram>, IApplication
    where TProgram : class
{
    public IReadOnlyList<RouteEndpoint> Endpoints =>
        [.. Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    public Task<string> OpenApiAsync() => CreateClient().GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative));

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        Settings.Apply(builder);
        builder.ConfigureTestServices(services =>
        {
            var server = services.Single(service =>
                service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Name == "GenericWebHostService"
            );
            services.RemoveAll<IHostedService>();
            services.Add(server);
        });
    }
}

internal static class Settings
{
    /// <summary>The authority of a fleet with TLS.</summary>
    public static readonly TestAuthority Authority = new();

    public static void Apply(IWebHostBuilder builder)
    {
        var folder = Path.Combine(Path.GetTempPath(), "community-architecture-tests");
        foreach (var service in Repository.Services.Select(Repository.NameOf))
        {
            builder.UseSetting($"ConnectionStrings:{service}", "Host=127.0.0.1;Port=1");
            builder.UseSetting($"services:{service}:http:0", "https://127.0.0.1:1");
        }

        builder.UseSetting("ConnectionStrings:companion", "Host=127.0.0.1;Port=1");
        builder.UseSetting("ConnectionStrings:rabbitmq", "amqp://127.0.0.1:1");
        builder.UseSetting("Fleet:Tls:AuthorityPath", Authority.AuthorityPath);
        builder.UseSetting("Fleet:Key", "a-key-for-tests-of-more-than-32-characters");
        builder.UseSetting("Identity:KeyEncryptionKey", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        builder.UseSetting("Events:KeyEncryptionKey", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        builder.UseSetting("Stripe:SecretKey", "sk_test_architecture");
        builder.UseSetting("Stripe:WebhookSecrets:0", "whsec_architecture");
        builder.UseSetting("Mail:PickupFolder", folder);
        builder.UseSetting("Sms:PickupFolder", folder);
        builder.UseSetting("Storage:Folder", folder);
        builder.UseSetting("Logging:LogLevel:Default", "Error");
    }
}
