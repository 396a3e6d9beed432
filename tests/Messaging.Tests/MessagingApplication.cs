using System.Net.Http.Headers;
using Community.Contracts;
using Community.Contracts.Social;
using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.Messaging.Realtime;
using Community.Messaging.Tests.Realtime;
using Community.Testing;
using MassTransit;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Messaging.Tests;

/// <summary>
/// The real service on real ports, with its own database and virtual host; the other services' events come over the bus. <see
/// cref="StartAnotherAsync"/> starts a second instance on the same database and bus.
/// </summary>
public sealed class MessagingApplication(TestServers servers) : IAsyncLifetime
{
    private readonly List<WebApplicationFactory<MessagingDb>> _instances = [];
    private FakeIdentity? _identity;
    private FakeOwners? _owners;
    private Task<int>? _another;
    private int _people;

    /// <summary>The folder of attachments.</summary>
    public string StorageFolder { get; } = Directory.CreateTempSubdirectory("messaging-test-").FullName;

    /// <summary>The folder of mails.</summary>
    public string MailFolder { get; } = Directory.CreateTempSubdirectory("messaging-test-").FullName;

    /// <summary>Additional settings of all instances.</summary>
    internal IReadOnlyList<(string Name, string Value)> MoreSettings { get; init; } = [];

    /// <summary>The connection string of the service's own database.</summary>
    internal string Database { get; private set; } = "";

    /// <summary>The AMQP URI of the virtual host.</summary>
    internal string RabbitMq { get; private set; } = "";

    /// <summary>The answers of social and events to calls.</summary>
    internal FakeOwners Owners => _owners!;

    internal FakeIdentity Identity => _identity!;

    public async ValueTask InitializeAsync()
    {
        _identity = await FakeIdentity.StartAsync();
        _owners = await FakeOwners.StartAsync();
        foreach (
            var list in (string[])
                [
                    "/internal/blocks",
                    "/internal/communities",
                    "/internal/connections",
                    "/internal/memberships",
                    "/internal/events",
                    "/internal/moderation/rules",
                ]
        )
        {
            _owners.Answers[list] = new { items = Array.Empty<object>() };
        }

        _owners.Answers["/internal/memberships/ended"] = new EndedMembershipsSnapshot(DateTimeOffset.UnixEpoch, Next: null, []);
        Database = await servers.CreateDatabaseAsync("messaging");
        RabbitMq = await servers.CreateVirtualHostAsync();
        await StartAnotherAsync();
    }

    /// <summary>Starts another instance; returns its number, from 0.</summary>
    public async Task<int> StartAnotherAsync()
    {
        _instances.Add(await StartAsync());
        return _instances.Count - 1;
    }

    /// <summary>A second instance, shared by all tests that need only one more.</summary>
    public Task<int> AnotherAsync()
    {
        lock (_instances)
        {
            return _another ??= StartConnectedAsync();
        }

        async Task<int> StartConnectedAsync()
        {
            var another = await StartAnotherAsync();
            await Poll.UntilAsync(() => Service<Backplane>(another).IsConnected && Service<Backplane>().HasPeers);
            return another;
        }
    }

    /// <summary>An instance for one test, with its own settings; the test ends it.</summary>
    internal async Task<WebApplicationFactory<MessagingDb>> StartAsync(params (string Name, string Value)[] settings)
    {
        var instance = new WebApplicationFactory<MessagingDb>().WithWebHostBuilder(host =>
        {
            foreach (var (name, value) in Settings.Concat(settings))
            {
                host.UseSetting(name, value);
            }
        });
        instance.UseKestrel(0);
        instance.StartServer();
        using var http = instance.CreateClient();
        await Poll.UntilAsync(async () =>
            (await http.GetStringAsync("/health/ready")).Contains("\"status\":\"healthy\",\"checks\"", StringComparison.Ordinal)
        );
        return instance;
    }

    /// <summary>The settings of an instance, also of one in a separate process.</summary>
    internal IEnumerable<(string Name, string Value)> Settings =>
        [
            ("urls", "http://127.0.0.1:0"),
            ("ConnectionStrings:messaging", Database),
            ("ConnectionStrings:rabbitmq", RabbitMq),
            ("services:identity:http:0", _identity!.Address),
            ("services:social:http:0", _owners!.Address),
            ("services:events:http:0", _owners.Address),
            ("Storage:Folder", StorageFolder),
            ("Mail:PickupFolder", MailFolder),
            ("Sms:PickupFolder", MailFolder),
            ("Realtime:MessagesInChannel:PerSecond", "100000"),
            ("Realtime:MessagesInChannel:Burst", "100000"),
            ("WebPush:Secret", "secret-of-the-tests-0123456789abcdef"),
            ("WebPush:PrivateAddresses", "true"),
            ("Webhooks:KeyEncryptionKey", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="),
            ("Webhooks:Loopback", "true"),
            ("Fleet:Key", FakeIdentity.FleetKey),
            .. MoreSettings,
        ];

    /// <summary>A client that is not signed in.</summary>
    public HttpClient Http(int instance = 0) => _instances[instance].CreateClient();

    /// <summary>A client of this person, whether or not the service knows the person.</summary>
    public HttpClient HttpAs(Guid userId, int instance = 0, params string[] roles)
    {
        var http = Http(instance);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _identity!.TokenFor(userId, roles));
        return http;
    }

    /// <summary>A client of this bot.</summary>
    public HttpClient HttpAsBot(Guid botId)
    {
        var http = Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _identity!.BotTokenFor(botId));
        return http;
    }

    /// <summary>A client of another service.</summary>
    public HttpClient HttpAsFleet()
    {
        var http = Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Fleet", FakeIdentity.FleetKey);
        return http;
    }

    /// <summary>Publishes as another service's outbox does: with the event's id.</summary>
    public async Task PublishAsync(params IEnumerable<IIntegrationEvent> integrationEvents)
    {
        var bus = _instances[0].Services.GetRequiredService<IBus>();
        foreach (var integrationEvent in integrationEvents)
        {
            await bus.Publish(integrationEvent, integrationEvent.GetType(), context => context.MessageId = integrationEvent.EventId)
                .WaitAsync(Poll.Patience);
        }
    }

    /// <summary>A new person whom the service knows.</summary>
    public async Task<Guid> PersonAsync(string? username = null) => (await PeopleAsync(1, username))[0];

    /// <summary>Several people, written straight into the database: most tests are not about their registration.</summary>
    public async Task<IReadOnlyList<Guid>> PeopleAsync(int count, string? username = null)
    {
        Guid[] ids = [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];
        string[] names = [.. ids.Select(_ => username ?? $"person{Interlocked.Increment(ref _people)}")];
        await WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO people (id, profile_version, username, username_key, full_name)
                SELECT id, 1, name, lower(name), name FROM unnest({ids}, {names}) AS new (id, name)
                """
            )
        );
        return ids;
    }

    /// <summary>A community with these members, the first its owner, as social would announce it.</summary>
    public async Task<Guid> CommunityAsync(string visibility, params IReadOnlyList<Guid> members)
    {
        var id = Guid.CreateVersion7();
        Guid[] users = [.. members];
        string[] roles = [.. members.Select((_, index) => index == 0 ? "owner" : "member")];
        await WithDbAsync(async db =>
        {
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO communities (id, version, name, kind, visibility) VALUES ({id}, 1, 'Chess', 'community', {visibility})"
            );
            return await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO memberships (community_id, user_id, version, is_member, role)
                SELECT {id}, user_id, 1, true, role FROM unnest({users}, {roles}) AS new (user_id, role)
                """
            );
        });
        return id;
    }

    /// <summary>A thread without messages.</summary>
    public async Task<Guid> ThreadAsync(Guid communityId, Guid createdBy)
    {
        var id = Guid.CreateVersion7();
        await WithDbAsync(async db =>
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO channels (id, kind, community_id, last_activity_at, created_at) VALUES ({id}, {ChannelKind.Thread}, {communityId}, now(), now())
                """
            );
            return await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO threads (id, community_id, version, title, content, content_html, created_by, created_at, updated_at)
                VALUES ({id}, {communityId}, 1, 'Openings', '', '', {createdBy}, now(), now())
                """
            );
        });
        return id;
    }

    /// <summary>A client of the hub, in a new session by default.</summary>
    internal Task<HubClient> HubAsync(Guid userId, int instance = 0, Guid? session = null, bool reads = true) =>
        HubClient.ConnectAsync(Address(instance), _identity!.TokenFor(userId, session ?? Guid.CreateVersion7()), reads: reads);

    /// <summary>The address of an instance.</summary>
    public Uri Address(int instance = 0)
    {
        using var http = Http(instance);
        return http.BaseAddress!;
    }

    /// <summary>The service provider of the first instance, for parts without a call from outside.</summary>
    internal IServiceProvider Services => _instances[0].Services;

    /// <summary>A service of the container, for parts without a call from outside.</summary>
    internal T Service<T>(int instance = 0)
        where T : notnull => _instances[instance].Services.GetRequiredService<T>();

    internal async Task<T> WithDbAsync<T>(Func<MessagingDb, Task<T>> work)
    {
        await using var scope = _instances[0].Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<MessagingDb>());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances)
        {
            await instance.DisposeAsync();
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

/// <summary>
/// The tests that share one running service. They wait more than they compute, so three such collections run side by side.
/// </summary>
[CollectionDefinition(nameof(MessagingTests))]
public sealed class MessagingTests : ICollectionFixture<MessagingApplication>;

/// <summary>The tests of <c>Realtime</c>, with a service of their own.</summary>
[CollectionDefinition(nameof(MessagingRealtimeTests))]
public sealed class MessagingRealtimeTests : ICollectionFixture<MessagingApplication>;

/// <summary>The tests of <c>Calls</c> and <c>Webhooks</c>, with a service of their own.</summary>
[CollectionDefinition(nameof(MessagingCallTests))]
public sealed class MessagingCallTests : ICollectionFixture<MessagingApplication>;
