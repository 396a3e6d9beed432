using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Community.Contracts;
using Community.Identity.Data;
using Community.Identity.Housekeeping;
using Community.Identity.Login;
using Community.Identity.Passwords;
using Community.Identity.Sessions;
using Community.Identity.Users;
using Community.Platform.Http.Json;
using Community.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

[assembly: AssemblyFixture(typeof(TestServers))]

namespace Community.Identity.Tests;

/// <summary>
/// The service as in production, on Kestrel and its own real database, with a clock that tests set forward. Use it as a class fixture.
/// There is no broker: events stay in the outbox, where <see cref="PublishedAsync"/> finds them.
/// </summary>
public sealed class IdentityApplication(TestServers servers) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("identity-test-").FullName;
    private readonly TestClock _clock = new();
    private Factory? _factory;
    private string? _database;
    private int _people;

    internal TestClock Clock => _clock;

    internal Mailbox Mailbox => new(Path.Combine(_folder, "mail"), Path.Combine(_folder, "sms"));

    /// <summary>The lines that the service logged about sign-ins.</summary>
    internal KeptLog Log { get; } = new();

    internal string StorageFolder => Path.Combine(_folder, "storage");

    internal IServiceProvider Services => Running.Services;

    /// <summary>More settings; set before the application is first used.</summary>
    internal Dictionary<string, string> Settings { get; } = [];

    private Factory Running
    {
        get
        {
            if (_factory is null)
            {
                _factory = new Factory(this);
                _factory.UseKestrel(0);
                _factory.StartServer();
            }

            return _factory;
        }
    }

    public async ValueTask InitializeAsync() => _database = await servers.CreateDatabaseAsync("identity");

    public async ValueTask DisposeAsync()
    {
        if (_factory is not null)
        {
            await _factory.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A client that is not signed in.</summary>
    internal HttpClient Anonymous() => Running.CreateDefaultClient();

    /// <summary>A client with this address, as the gateway reports it.</summary>
    internal HttpClient From(string address)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return client;
    }

    /// <summary>Registers through the API.</summary>
    internal async Task<Person> RegisterAsync(
        string? username = null,
        string? email = null,
        string? phone = null,
        string password = Person.DefaultPassword,
        object? more = null
    )
    {
        username ??= NewName();
        email ??= phone is null ? $"{username}@example.org" : null;
        var body = JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        body["username"] = username;
        body["email"] = email;
        body["phone"] = phone;
        body["password"] = password;
        using var anonymous = Anonymous();
        var answer = await (await anonymous.PostAsJsonAsync("/api/v1/auth/register", body)).ShouldBeAsync(HttpStatusCode.Created);
        return PersonOf(answer, password);
    }

    /// <summary>Logs in through the API.</summary>
    internal async Task<Person> SignInAsync(string identifier, string password = Person.DefaultPassword)
    {
        using var anonymous = Anonymous();
        var answer = await (await anonymous.PostAsJsonAsync("/api/v1/auth/login", new { identifier, password })).ShouldBeAsync(
            HttpStatusCode.OK
        );
        return PersonOf(answer, password);
    }

    /// <summary>A registered, signed-in person with a real session, without the time that a registration takes.</summary>
    internal async Task<Person> PersonAsync(string? phone = null, bool verified = false, string? password = null, params string[] roles)
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var now = Clock.GetUtcNow();
        var name = NewName();
        var user = new User
        {
            Id = Guid.CreateVersion7(now),
            Username = name,
            UsernameKey = name,
            Email = $"{name}@example.org",
            EmailKey = $"{name}@example.org",
            EmailVerifiedAt = verified ? now : null,
            Phone = phone,
            PasswordHash = password is null ? null : Argon2id.Hash(password),
            Roles = roles is [] ? ["attendee"] : roles,
            ReferralCode = RandomNumberGenerator.GetString("ABCDEFGHJKMNPQRSTUVWXYZ23456789", 10),
            CreatedAt = now,
        };
        db.Users.Add(user);
        var tokens = scope.ServiceProvider.GetRequiredService<SessionStart>().Start(user, Proof.Passkey);
        await db.SaveChangesAsync();
        return SignedIn(user.Id, user.Username, user.Email, tokens.AccessToken, tokens.RefreshToken!, password ?? Person.DefaultPassword);
    }

    /// <summary>The integration events so far, oldest first.</summary>
    internal async Task<IReadOnlyList<T>> PublishedAsync<T>(Guid aggregate)
        where T : IIntegrationEvent
    {
        var found = new List<T>();
        await using var connection = await OpenDatabaseAsync();
        await using var command = new NpgsqlCommand(
            "SELECT payload FROM outbox_messages WHERE aggregate_id = $1 AND type LIKE '%' || $2 ORDER BY seq",
            connection
        )
        {
            Parameters =
            {
                new() { Value = aggregate },
                new() { Value = typeof(T).Name },
            },
        };
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            found.Add(JsonSerializer.Deserialize<T>(reader.GetString(0), ServiceJson.Options)!);
        }

        return found;
    }

    /// <summary>A value from the database, for facts that no call shows.</summary>
    internal async Task<T?> QueryAsync<T>(string sql, params object[] values)
    {
        await using var connection = await OpenDatabaseAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return await command.ExecuteScalarAsync() is { } found and not DBNull ? (T)found : default;
    }

    /// <summary>Uses up the free failures of an address, without the hashes of their passwords.</summary>
    internal async Task SpendAddressAsync(string address)
    {
        var limiter = Services.GetRequiredService<LoginLimiter>();
        var key = Convert.ToHexStringLower(ClientAddress.LimitKey(IPAddress.Parse(address)));
        for (var i = 0; i < 400; i++)
        {
            if (await limiter.ReserveAsync(new LoginAttempt(NewName(), key, Device: null, IsKnownAddress: false)) is not null)
            {
                return;
            }
        }

        throw new InvalidOperationException($"{address} may fail as often as it likes.");
    }

    /// <summary>Deletes expired rows.</summary>
    internal Task SweepAsync() => Services.GetRequiredService<OldRows>().SweepAsync(CancellationToken.None);

    internal string NewName() =>
        $"person{Interlocked.Increment(ref _people)}{RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz", 6)}";

    internal async Task<NpgsqlConnection> OpenDatabaseAsync()
    {
        _ = Running; // The start creates the schema.
        var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        return connection;
    }

    internal Person PersonOf(JsonNode answer, string password = Person.DefaultPassword) =>
        SignedIn(
            answer["user"]!["id"]!.GetValue<Guid>(),
            answer["user"]!["username"]!.GetValue<string>(),
            answer["user"]!["email"]?.GetValue<string>(),
            answer["access_token"]!.GetValue<string>(),
            answer["refresh_token"]!.GetValue<string>(),
            password
        );

    private Person SignedIn(Guid id, string username, string? email, string accessToken, string refreshToken, string password)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return new Person(client, id, username, email, accessToken, refreshToken, password);
    }

    private sealed class Factory(IdentityApplication application) : WebApplicationFactory<IdentityDb>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                ["ConnectionStrings:identity"] = application._database!,
                ["ConnectionStrings:rabbitmq"] = "amqp://127.0.0.1:1",
                ["Identity:KeyEncryptionKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
                ["Fleet:Key"] = "a-key-for-tests-of-more-than-32-characters",
                ["Mail:PickupFolder"] = Path.Combine(application._folder, "mail"),
                ["Sms:PickupFolder"] = Path.Combine(application._folder, "sms"),
                ["Storage:Folder"] = application.StorageFolder,
                ["Deliveries:SweepSeconds"] = "0.2",
                ["Logging:LogLevel:Default"] = "Warning",
                ["Logging:LogLevel:Community.Identity.SignIns"] = "Information",
                ["Logging:LogLevel:Community.Identity.Sessions"] = "Information",
                ["Logging:LogLevel:MassTransit"] = "None",
                ["Logging:LogLevel:Community.Platform.Bus"] = "None",
            };
            foreach (var (key, value) in application.Settings)
            {
                settings[key] = value;
            }

            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureTestServices(services =>
                services.AddSingleton<TimeProvider>(application._clock).AddSingleton<ILoggerProvider>(application.Log)
            );
        }
    }
}

/// <summary>A signed-in person.</summary>
internal sealed record Person(
    HttpClient Client,
    Guid Id,
    string Username,
    string? Email,
    string AccessToken,
    string RefreshToken,
    string Password
)
{
    public const string DefaultPassword = "three quiet green boats";

    /// <summary>Requests the erasure of the account.</summary>
    public Task<HttpResponseMessage> EraseAsync(string? password = DefaultPassword) =>
        Client.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/api/v1/users/me") { Content = JsonContent.Create(new { password }) });
}

internal static class Answers
{
    /// <summary>Asserts the status and reads the body; a failure shows the body.</summary>
    public static async Task<JsonNode> ShouldBeAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(
            status,
            $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.PathAndQuery} answered {(int)response.StatusCode}: {text}"
        );
        if ((int)status >= 400)
        {
            response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        }

        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    /// <inheritdoc cref="ShouldBeAsync(HttpResponseMessage, HttpStatusCode)"/>
    public static async Task<JsonNode> ShouldBeAsync(this Task<HttpResponseMessage> response, HttpStatusCode status) =>
        await (await response).ShouldBeAsync(status);
}
