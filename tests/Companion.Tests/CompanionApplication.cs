using System.Net.Http.Headers;
using Community.Companion.Data;
using Community.Companion.People;
using Community.Companion.Tests.People;
using Community.Contracts;
using Community.Contracts.Identity;
using Community.Contracts.Payments;
using Community.Testing;
using MassTransit;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Companion.Tests;

/// <summary>The real service on a real port, with its own database and virtual host; identity's events come over the bus.</summary>
public sealed class CompanionApplication(TestServers servers) : IAsyncLifetime
{
    private WebApplicationFactory<CompanionDb>? _factory;
    private FakeIdentity? _identity;
    private FakePayments? _payments;
    private FakeSnapshots? _snapshots;
    private string _database = "";
    private string _rabbitMq = "";

    /// <summary>The data that social and the events service have before the start; set before the service starts.</summary>
    internal Action<FakeSnapshots> SnapshotsBefore { get; init; } = _ => { };

    /// <summary>The service's clock. A test that moves it has its own application.</summary>
    internal TestClock Clock { get; } = new();

    /// <summary>Payments' answers to calls.</summary>
    internal FakePayments Payments => _payments!;

    /// <summary>Identity's answers to calls.</summary>
    internal FakeIdentity Identity => _identity!;

    /// <summary>The accounts that exist before the service first starts; set before it starts.</summary>
    public IList<PersonSnapshot> Before { get; } = [];

    /// <summary>Additional settings; set before it starts.</summary>
    public IDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Another service's database and virtual host, for a second instance of it; set before it starts.</summary>
    internal CompanionApplication? SecondOf { get; init; }

    /// <summary>Additional registrations of services in the container; set before it starts.</summary>
    public Action<IServiceCollection> With { get; init; } = _ => { };

    public async ValueTask InitializeAsync()
    {
        _identity = SecondOf?._identity ?? await FakeIdentity.StartAsync(Clock);
        _payments = await FakePayments.StartAsync();
        _snapshots = await FakeSnapshots.StartAsync(SnapshotsBefore);
        foreach (var person in Before)
        {
            _identity.People.Add(person);
        }

        _database = SecondOf?._database ?? await servers.CreateDatabaseAsync("companion");
        _rabbitMq = SecondOf?._rabbitMq ?? await servers.CreateVirtualHostAsync();
        _factory = new WebApplicationFactory<CompanionDb>().WithWebHostBuilder(host =>
            Settings
                .Aggregate(host, (all, setting) => all.UseSetting(setting.Key, setting.Value))
                .UseSetting("urls", "http://127.0.0.1:0")
                .UseSetting("ConnectionStrings:companion", _database)
                .UseSetting("ConnectionStrings:rabbitmq", _rabbitMq)
                .UseSetting("services:identity:http:0", _identity.Address)
                .UseSetting("services:payments:http:0", _payments.Address)
                .UseSetting("services:social:http:0", _snapshots.Address)
                .UseSetting("services:events:http:0", _snapshots.Address)
                .UseSetting("Fleet:Key", FakeIdentity.FleetKey)
                .ConfigureServices(services => services.AddSingleton<TimeProvider>(Clock))
                .ConfigureServices(With)
        );
        _factory.UseKestrel(0);
        _factory.StartServer();
        await Poll.UntilAsync(async () =>
            (await Http().GetStringAsync("/health/ready")).Contains("\"status\":\"healthy\",\"checks\"", StringComparison.Ordinal)
        );
    }

    /// <summary>A client that is not signed in.</summary>
    public HttpClient Http() => _factory!.CreateClient();

    /// <summary>A client of this person, whether or not the service knows the person.</summary>
    public HttpClient HttpAs(Guid userId, params string[] roles)
    {
        var http = Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _identity!.TokenFor(userId, roles));
        return http;
    }

    /// <summary>A client of another service.</summary>
    public HttpClient HttpAsFleet()
    {
        var http = Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Fleet", FakeIdentity.FleetKey);
        return http;
    }

    /// <summary>A new person whom the service knows: 30 years old by default.</summary>
    public async Task<Guid> PersonAsync(int? age = 30)
    {
        var person = Users.Registered(Users.Profile() with { Age = age });
        await AddAsync(person);
        return person.UserId;
    }

    /// <summary>Gives a person a plan, as payments announces it, and waits until the service knows it.</summary>
    public async Task PlanAsync(Guid person, string plan, long version = 1)
    {
        string[] codes =
            plan is "elite" ? ["unlimited_circles", "advanced_matching", "all_courses", "priority_visibility", "unlimited_companion"]
            : plan is "premium" ? ["unlimited_circles", "advanced_matching"]
            : [];
        await PublishAsync(new EntitlementsChanged(Guid.CreateVersion7(), Users.Start, person, version, plan, codes, null));
        await Poll.UntilAsync(() => WithDbAsync(db => db.Entitlements.AnyAsync(held => held.UserId == person && held.Version == version)));
    }

    /// <summary>Several people, in no order.</summary>
    public async Task<IReadOnlyList<Guid>> PeopleAsync(int count)
    {
        var people = Enumerable.Range(0, count).Select(_ => Users.Registered(Users.Profile())).ToArray();
        await AddAsync(people);
        return [.. people.Select(person => person.UserId)];
    }

    /// <summary>Publishes as identity's outbox does: with the event's id.</summary>
    public async Task PublishAsync(params IEnumerable<IIntegrationEvent> integrationEvents)
    {
        var bus = _factory!.Services.GetRequiredService<IBus>();
        foreach (var integrationEvent in integrationEvents)
        {
            await bus.Publish(integrationEvent, integrationEvent.GetType(), context => context.MessageId = integrationEvent.EventId)
                .WaitAsync(Poll.Patience);
        }
    }

    /// <summary>Registers people and waits until the service knows them.</summary>
    public async Task AddAsync(params UserRegistered[] people)
    {
        await PublishAsync(people);
        await Poll.UntilAsync(async () =>
            await WithDbAsync(async db =>
            {
                var ids = people.Select(person => person.UserId).ToArray();
                return await db.People.CountAsync(person => ids.Contains(person.Id) && (person.ProfileVersion > 0 || person.IsErased))
                    == people.Length;
            })
        );
    }

    /// <summary>Publishes that a person was erased; returns when the service has erased the person.</summary>
    public async Task EraseAsync(Guid person)
    {
        await PublishAsync(Users.Erased(person, 99));
        await Poll.UntilAsync(async () => (await FindAsync(person))?.IsErased == true);
    }

    internal Task<Person?> FindAsync(Guid id) =>
        WithDbAsync(db => db.People.AsNoTracking().SingleOrDefaultAsync(person => person.Id == id));

    /// <summary>A service of the container, for parts without a call from outside (a clock, a writer).</summary>
    internal T Service<T>()
        where T : notnull => _factory!.Services.GetRequiredService<T>();

    /// <summary>The database of this service alone.</summary>
    internal string Database => _database;

    internal async Task<T> WithDbAsync<T>(Func<CompanionDb, Task<T>> read)
    {
        await using var scope = _factory!.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<CompanionDb>());
    }

    /// <summary>Calls a scoped service of the container, for parts without a call from outside.</summary>
    internal async Task<T> WithAsync<TService, T>(Func<TService, Task<T>> call)
        where TService : notnull
    {
        await using var scope = _factory!.Services.CreateAsyncScope();
        return await call(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public async ValueTask DisposeAsync()
    {
        if (_factory is not null)
        {
            await _factory.DisposeAsync();
        }
        if (_identity is not null && SecondOf is null)
        {
            await _identity.DisposeAsync();
        }
        if (_payments is not null)
        {
            await _payments.DisposeAsync();
        }
        if (_snapshots is not null)
        {
            await _snapshots.DisposeAsync();
        }
    }
}

/// <summary>The tests that share one running service.</summary>
[CollectionDefinition(nameof(CompanionTests))]
public sealed class CompanionTests : ICollectionFixture<CompanionApplication>;
