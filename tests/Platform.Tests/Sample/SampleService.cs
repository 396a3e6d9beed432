using System.Net;
using System.Net.Sockets;
using Community.Contracts.Identity;
using Community.Platform.Bus;
using Community.Platform.Data;
using Community.Platform.ServiceDefaults;
using Community.Testing;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Tests.Sample;

/// <summary>A minimal service: the whole platform, two tables, and the consumers and endpoints of a test.</summary>
internal sealed class SampleService : IAsyncDisposable
{
    public const string Name = "sample";
    private readonly FakeIdentity _identity;
    private readonly WebApplication _app;

    private SampleService(FakeIdentity identity, WebApplication app)
    {
        (_identity, _app) = (identity, app);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public string Token(Guid userId) => _identity.TokenFor(userId);

    public static async Task<SampleService> StartAsync(
        string database,
        string rabbitMq,
        Action<IBusRegistrationConfigurator>? consumers = null,
        Action<WebApplication>? endpoints = null,
        Action<IServiceCollection>? services = null,
        IEnumerable<KeyValuePair<string, string?>>? settings = null
    )
    {
        var identity = await FakeIdentity.StartAsync();
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
            {
                [$"ConnectionStrings:{Name}"] = database,
                ["ConnectionStrings:rabbitmq"] = rabbitMq,
                ["services:identity:http:0"] = identity.Address,
                ["Fleet:Key"] = FakeIdentity.FleetKey,
                ["Bus:PublishTimeout"] = "00:00:02",
                ["Bus:Sweep"] = "00:00:00.2",
                ["Bus:RefusalPause"] = "00:00:00.5",
            }
        );
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.AddServiceDefaults(Name);
        builder.AddServiceDatabase<SampleDb>(Name);
        builder.AddServiceBus(Name, consumers);
        services?.Invoke(builder.Services);
        builder.Logging.ClearProviders();
        if (Environment.GetEnvironmentVariable("COMMUNITY_TEST_LOG") is { Length: > 0 })
        {
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        }

        var app = builder.Build();
        app.UseServiceDefaults();
        endpoints?.Invoke(app);
        await app.StartAsync();
        return new SampleService(identity, app);
    }

    /// <summary>A port without a listener: a broker or database that is away.</summary>
    public static int UnusedPort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public async Task WithDbAsync(Func<SampleDb, Task> work)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<SampleDb>());
    }

    public async Task<T> WithDbAsync<T>(Func<SampleDb, Task<T>> work)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<SampleDb>());
    }

    /// <summary>Publishes each event in its own transaction, one after the other.</summary>
    public async Task PublishAsync(params IEnumerable<UserErased> integrationEvents)
    {
        foreach (var integrationEvent in integrationEvents)
        {
            await WithDbAsync(async db =>
            {
                db.Publish(integrationEvent);
                await db.SaveChangesAsync();
            });
        }
    }

    public Task<List<Effect>> EffectsAsync() => WithDbAsync(db => db.Effects.AsNoTracking().OrderBy(effect => effect.Seq).ToListAsync());

    public Task<long> OutboxCountAsync() =>
        WithDbAsync(db => db.Database.SqlQuery<long>($"""SELECT count(*) AS "Value" FROM outbox_messages""").SingleAsync());

    public Task<int> SqlAsync(FormattableString sql) => WithDbAsync(db => db.Database.ExecuteSqlAsync(sql));

    /// <summary>Stops as the host does on SIGTERM.</summary>
    public async Task StopAsync()
    {
        using var limit = new CancellationTokenSource(Testing.Poll.Patience);
        await _app.StopAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
        await _identity.DisposeAsync();
    }

    public static UserErased Event(Guid? aggregateId = null, long version = 1) =>
        new(Guid.CreateVersion7(), TimeProvider.System.GetUtcNow(), aggregateId ?? Guid.CreateVersion7(), version);
}
