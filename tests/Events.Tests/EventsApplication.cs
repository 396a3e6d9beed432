using System.Net.Http.Headers;
using System.Security.Cryptography;
using Community.Contracts;
using Community.Contracts.Identity;
using Community.Contracts.Social;
using Community.Events.Data;
using Community.Events.People;
using Community.Platform.Bus;
using Community.Testing;
using MassTransit;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Community.Events.Tests;

/// <summary>The real service on a real port, with its own database and virtual host; identity's events come over the bus.</summary>
public sealed class EventsApplication(TestServers servers) : IAsyncLifetime
{
    private WebApplicationFactory<EventsDb>? _factory;
    private FakeIdentity? _identity;
    private FakeOwners? _owners;
    private string _database = "";

    /// <summary>The folder of photos and covers.</summary>
    public string StorageFolder { get; } = Directory.CreateTempSubdirectory("events-test-").FullName;

    /// <summary>The folder of mails.</summary>
    public string MailFolder { get; } = Directory.CreateTempSubdirectory("events-test-mail-").FullName;

    /// <summary>The accounts that exist before the service first starts; set before it starts.</summary>
    public IList<PersonSnapshot> Before { get; } = [];

    /// <summary>The blocks that exist before the service first starts; set before it starts.</summary>
    public IList<BlockSnapshot> BlocksBefore { get; } = [];

    /// <summary>Mutes in force before that; set before it starts.</summary>
    public IList<MuteSnapshot> MutesBefore { get; } = [];

    public async ValueTask InitializeAsync()
    {
        _identity = await FakeIdentity.StartAsync();
        foreach (var person in Before)
        {
            _identity.People.Add(person);
        }

        _owners = await FakeOwners.StartAsync();
        _owners.Answers["/internal/blocks"] = new SnapshotPage<BlockSnapshot>([.. BlocksBefore], null);
        _owners.Answers["/internal/mutes"] = new SnapshotPage<MuteSnapshot>([.. MutesBefore], null);
        _database = await servers.CreateDatabaseAsync("events");
        var rabbitMq = await servers.CreateVirtualHostAsync();
        _factory = new WebApplicationFactory<EventsDb>().WithWebHostBuilder(host =>
            host.UseSetting("urls", "http://127.0.0.1:0")
                .UseSetting("ConnectionStrings:events", _database)
                .UseSetting("ConnectionStrings:rabbitmq", rabbitMq)
                .UseSetting("services:identity:http:0", _identity.Address)
                .UseSetting("services:social:http:0", _owners.Address)
                .UseSetting("Events:KeyEncryptionKey", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))
                .UseSetting("Storage:Folder", StorageFolder)
                .UseSetting("Mail:PickupFolder", MailFolder)
                .UseSetting("Sms:PickupFolder", MailFolder)
                .UseSetting("Fleet:Key", FakeIdentity.FleetKey)
        );
        _factory.UseKestrel(0);
        _factory.StartServer();
        await Poll.UntilAsync(async () =>
            (await Http().GetStringAsync("/health/ready")).Contains("\"status\":\"healthy\",\"checks\"", StringComparison.Ordinal)
        );
    }

    /// <summary>A client that is not signed in.</summary>
    public HttpClient Http() => _factory!.CreateClient();

    /// <summary>An access token of this person.</summary>
    public string TokenOf(Guid userId) => _identity!.TokenFor(userId);

    /// <summary>A client of this person, whether or not the service knows the person.</summary>
    public HttpClient HttpAs(Guid userId, params string[] roles)
    {
        var http = Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _identity!.TokenFor(userId, roles));
        return http;
    }

    /// <summary>Gives a person a verified address at identity that the bus has not announced yet.</summary>
    public string Verify(Guid userId)
    {
        var now = TimeProvider.System.GetUtcNow();
        var address = $"{userId:N}@example.org";
        _identity!.MailAddresses[userId] = address;
        _identity.Accounts[userId] = new PersonSnapshot(
            userId,
            1,
            new UserProfile($"user-{userId:N}", null, null, null, null, null, null, null, [], null, null, now),
            ["attendee", "organizer"],
            IsGuest: false,
            IsSuspended: false,
            SuspendedUntil: null,
            IsErased: false,
            IsVerified: true
        );
        return address;
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

    internal Task<Person?> FindAsync(Guid id) =>
        WithDbAsync(db => db.People.AsNoTracking().SingleOrDefaultAsync(person => person.Id == id));

    /// <summary>A service of the container, for parts without a call from outside (a clock, a writer).</summary>
    internal SuspensionEnds SuspensionEnds() => Service<IEnumerable<IHostedService>>().OfType<SuspensionEnds>().Single();

    internal T Service<T>()
        where T : notnull => _factory!.Services.GetRequiredService<T>();

    internal async Task<T> WithDbAsync<T>(Func<EventsDb, Task<T>> read)
    {
        await using var scope = _factory!.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<EventsDb>());
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
        Directory.Delete(MailFolder, recursive: true);
    }
}

/// <summary>The tests that share one running service.</summary>
[CollectionDefinition(nameof(EventsTests))]
public sealed class EventsTests : ICollectionFixture<EventsApplication>;
