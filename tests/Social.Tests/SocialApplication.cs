using System.Net.Http.Headers;
using Community.Contracts;
using Community.Contracts.Events;
using Community.Contracts.Identity;
using Community.Contracts.Payments;
using Community.Social.Data;
using Community.Social.People;
using Community.Social.Tests.People;
using Community.Testing;
using MassTransit;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Social.Tests;

/// <summary>The real service on a real port, with its own database and virtual host; identity's events come over the bus.</summary>
public sealed class SocialApplication(TestServers servers) : IAsyncLifetime
{
    private WebApplicationFactory<SocialDb>? _factory;
    private FakeIdentity? _identity;
    private FakeOwners? _owners;
    private string _database = "";

    /// <summary>The folder of pictures.</summary>
    public string StorageFolder { get; } = Directory.CreateTempSubdirectory("social-test-").FullName;

    /// <summary>The answers of payments and events to calls.</summary>
    internal FakeOwners Owners => _owners!;

    /// <summary>The events published before the service first starts; set before it starts.</summary>
    public IList<EventSnapshot> EventsBefore { get; } = [];

    /// <summary>Identity's answers to calls.</summary>
    internal FakeIdentity Identity => _identity!;

    /// <summary>The accounts that exist before the service first starts; set before it starts.</summary>
    public IList<PersonSnapshot> Before { get; } = [];

    /// <summary>Additional registrations of services in the container; set before it starts.</summary>
    public Action<IServiceCollection> With { get; init; } = _ => { };

    public async ValueTask InitializeAsync()
    {
        _identity = await FakeIdentity.StartAsync();
        _owners = await FakeOwners.StartAsync();
        _owners.List("/internal/events", EventsBefore, e => e.CommunityEventId);
        _owners.List<EntitlementSnapshot>("/internal/entitlements", [], plan => plan.UserId);
        foreach (var person in Before)
        {
            _identity.People.Add(person);
        }

        _database = await servers.CreateDatabaseAsync("social");
        var rabbitMq = await servers.CreateVirtualHostAsync();
        _factory = new WebApplicationFactory<SocialDb>().WithWebHostBuilder(host =>
            host.UseSetting("urls", "http://127.0.0.1:0")
                .UseSetting("ConnectionStrings:social", _database)
                .UseSetting("ConnectionStrings:rabbitmq", rabbitMq)
                .UseSetting("services:identity:http:0", _identity.Address)
                .UseSetting("services:payments:http:0", _owners.Address)
                .UseSetting("services:events:http:0", _owners.Address)
                .UseSetting("services:messaging:http:0", _owners.Address)
                .UseSetting("Storage:Folder", StorageFolder)
                .UseSetting("Fleet:Key", FakeIdentity.FleetKey)
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

    /// <summary>A client whose user proved their identity an hour ago.</summary>
    public HttpClient HttpAsStale(Guid userId, params string[] roles)
    {
        var http = Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _identity!.StaleTokenFor(userId, roles));
        return http;
    }

    /// <summary>A client of another service.</summary>
    public HttpClient HttpAsFleet()
    {
        var http = Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Fleet", FakeIdentity.FleetKey);
        return http;
    }

    /// <summary>A new person whom the service knows.</summary>
    public async Task<Guid> PersonAsync() => (await PeopleAsync(1))[0];

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

    /// <summary>Registers people with a verified address, and waits until the service knows them.</summary>
    public async Task AddAsync(params UserRegistered[] people)
    {
        foreach (var person in people)
        {
            Identity.Accounts[person.UserId] = new PersonSnapshot(
                person.UserId,
                person.Version,
                person.Profile,
                ["attendee"],
                person.IsGuest,
                IsSuspended: false,
                SuspendedUntil: null,
                IsErased: false,
                IsVerified: true
            );
        }

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

    internal Task<Person?> FindAsync(Guid id) =>
        WithDbAsync(db => db.People.AsNoTracking().SingleOrDefaultAsync(person => person.Id == id));

    /// <summary>A service of the container, for parts without a call from outside (a clock, a writer).</summary>
    internal IServiceProvider Services => _factory!.Services;

    internal T Service<T>()
        where T : notnull => _factory!.Services.GetRequiredService<T>();

    /// <summary>The database of this service alone.</summary>
    internal string Database => _database;

    internal async Task<T> WithDbAsync<T>(Func<SocialDb, Task<T>> read)
    {
        await using var scope = _factory!.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<SocialDb>());
    }

    public async ValueTask DisposeAsync()
    {
        if (_factory is not null)
        {
            await _factory.DisposeAsync();
        }
        if (_identity is not null)
        {
            await _identity.DisposeAsync();
        }
        if (_owners is not null)
        {
            await _owners.DisposeAsync();
        }
        Directory.Delete(StorageFolder, recursive: true);
    }
}

/// <summary>The tests that share one running service.</summary>
[CollectionDefinition(nameof(SocialTests))]
public sealed class SocialTests : ICollectionFixture<SocialApplication>;
