using System.Net.Http.Headers;
using Community.AppHost.Processes;
using Community.Contracts;
using Community.Payments.Data;
using Community.StripeSandbox;
using Community.Testing;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Community.Payments.Tests;

/// <summary>The real service on a real port, with its own database and virtual host; sellers' events come over the bus.</summary>
public sealed class PaymentsApplication(TestServers servers) : IAsyncLifetime
{
    private WebApplicationFactory<PaymentsDb>? _factory;
    private FakeIdentity? _identity;
    private FakeOwners? _sellers;
    private WebApplicationFactory<SandboxOptions>? _sandbox;
    private string _database = "";

    /// <summary>Settings that replace the usual ones; set before it starts.</summary>
    public IDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The services that sell.</summary>
    internal FakeOwners Sellers => _sellers!;

    /// <summary>The folder of mails.</summary>
    public string MailFolder { get; } = Directory.CreateTempSubdirectory("payments-test-mail-").FullName;

    /// <summary>Gives a person a verified address at identity.</summary>
    public string Verify(Guid userId) => _identity!.MailAddresses[userId] = $"{userId:N}@example.org";

    /// <summary>The warnings and errors that the service logged.</summary>
    internal LoggedFailures Failures { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _identity = await FakeIdentity.StartAsync();
        _sellers = await FakeOwners.StartAsync();
        _database = await servers.CreateDatabaseAsync("payments");
        var rabbitMq = await servers.CreateVirtualHostAsync();
        // The two need each other's address, so the address of one must be known before it runs.
        var port = Ports.Free();
        _sandbox = new WebApplicationFactory<SandboxOptions>().WithWebHostBuilder(host =>
            host.UseSetting("urls", "http://127.0.0.1:0")
                .UseSetting("Sandbox:SecretKey", "sk_test_community")
                .UseSetting("Sandbox:WebhookSecret", Seller.WebhookSecret)
                .UseSetting("Sandbox:WebhookUrl", $"http://127.0.0.1:{port}/api/v1/payments/webhook")
        );
        _sandbox.UseKestrel(0);
        _sandbox.StartServer();
        _factory = new WebApplicationFactory<PaymentsDb>().WithWebHostBuilder(host =>
            Configured(host)
                .UseSetting("urls", $"http://127.0.0.1:{port}")
                .UseSetting("ConnectionStrings:payments", _database)
                .UseSetting("ConnectionStrings:rabbitmq", rabbitMq)
                .UseSetting("services:identity:http:0", _identity.Address)
                .UseSetting("services:events:http:0", _sellers.Address)
                .UseSetting("Payments:Sellers:0", "events")
                .UseSetting("Payments:SweepMilliseconds", "100")
                .UseSetting("Stripe:ApiBase", Sandbox().BaseAddress!.ToString())
                .UseSetting("Stripe:SecretKey", "sk_test_community")
                .UseSetting("Stripe:WebhookSecrets:0", Seller.WebhookSecret)
                .UseSetting("Payments:RedirectHosts:0", "app.example.org")
                .UseSetting("Payments:FirstCheckSeconds", "2")
                .UseSetting("Payments:OrderWaitSeconds", "1")
                .UseSetting("Mail:PickupFolder", MailFolder)
                .UseSetting("Sms:PickupFolder", MailFolder)
                .UseSetting("Fleet:Key", FakeIdentity.FleetKey)
                .ConfigureLogging(logging => logging.AddProvider(Failures))
        );
        _factory.UseKestrel(port);
        _factory.StartServer();
        await Poll.UntilAsync(async () =>
            (await Http().GetStringAsync("/health/ready")).Contains("\"status\":\"healthy\",\"checks\"", StringComparison.Ordinal)
        );
    }

    /// <summary>A client of Stripe's stand-in.</summary>
    public HttpClient Sandbox() => _sandbox!.CreateClient();

    /// <summary>The service's database.</summary>
    public string Database => _database;

    /// <summary>A client that is not signed in.</summary>
    public HttpClient Http() => _factory!.CreateClient();

    /// <summary>A client of this person.</summary>
    public HttpClient HttpAs(Guid userId, params string[] roles)
    {
        var http = Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _identity!.TokenFor(userId, roles));
        return http;
    }

    /// <summary>A client whose user proved their identity an hour ago.</summary>
    public HttpClient HttpAsStale(Guid userId, params string[] roles)
    {
        var http = Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _identity!.StaleTokenFor(userId, roles));
        return http;
    }

    /// <summary>Publishes as a seller's outbox does: with the event's id.</summary>
    public async Task PublishAsync(params IEnumerable<IIntegrationEvent> integrationEvents)
    {
        var bus = _factory!.Services.GetRequiredService<IBus>();
        foreach (var integrationEvent in integrationEvents)
        {
            await bus.Publish(integrationEvent, integrationEvent.GetType(), context => context.MessageId = integrationEvent.EventId)
                .WaitAsync(Poll.Patience);
        }
    }

    /// <summary>A service of the container, for parts without a call from outside (a clock, a writer).</summary>
    internal T Service<T>()
        where T : notnull => _factory!.Services.GetRequiredService<T>();

    internal async Task<T> WithDbAsync<T>(Func<PaymentsDb, Task<T>> read) =>
        await WithAsync(services => read(services.GetRequiredService<PaymentsDb>()));

    /// <summary>Runs an action in a new scope.</summary>
    internal async Task<T> WithAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = _factory!.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    public async ValueTask DisposeAsync()
    {
        if (_factory is not null)
        {
            await _factory.DisposeAsync();
        }
        if (_sandbox is not null)
        {
            await _sandbox.DisposeAsync();
        }
        if (_identity is not null)
        {
            await _identity.DisposeAsync();
        }
        if (_sellers is not null)
        {
            await _sellers.DisposeAsync();
        }
        Directory.Delete(MailFolder, recursive: true);
    }

    private IWebHostBuilder Configured(IWebHostBuilder host) =>
        Settings.Aggregate(host, (configured, setting) => configured.UseSetting(setting.Key, setting.Value));
}

/// <summary>The tests that share one running service.</summary>
[CollectionDefinition(nameof(PaymentsTests))]
public sealed class PaymentsTests : ICollectionFixture<PaymentsApplication>;
