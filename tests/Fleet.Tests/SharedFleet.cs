using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Community.Sdk;
using Community.Sdk.Models;
using Community.Testing;
using Npgsql;

[assembly: AssemblyFixture(typeof(Community.Fleet.Tests.SharedFleet))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Community.Fleet.Tests;

/// <summary>
/// One real fleet for all tests, as <c>./community up --rate-limit off</c> starts it from the build outputs. A test may kill and stop
/// anything, and waits at its end until everything is back.
/// </summary>
public class SharedFleet : IAsyncLifetime
{
    /// <summary>
    /// Whether gateway and services run in one process, as <c>./community up --one-process</c> starts them: <c>COMMUNITY_ONE_PROCESS=1</c>.
    /// </summary>
    internal static readonly bool IsOneProcess = Environment.GetEnvironmentVariable("COMMUNITY_ONE_PROCESS") == "1";

    /// <summary>The number of instances of each service: <c>COMMUNITY_INSTANCES=2</c>; one by default.</summary>
    internal static readonly int Instances = int.TryParse(
        Environment.GetEnvironmentVariable("COMMUNITY_INSTANCES"),
        CultureInfo.InvariantCulture,
        out var count
    )
        ? count
        : 1;

    internal static readonly string[] Services = ["identity", "social", "messaging", "events", "payments", "ai-companion"];
    internal const string NoneStopsAlone = "In one process no service stops alone.";

    internal const string Password = "three quiet green boats";

    // All clients use the same connections.
    private static readonly HttpClient Connections = new(NewHandler()) { Timeout = Timeout.InfiniteTimeSpan };
    private int _people;

    internal RunningFleet Running { get; private set; } = null!;

    /// <summary>The dashboard's traces with a part of a span's name, with the relations of their spans.</summary>
    internal async Task<IReadOnlyList<SpanTree>> TreesAsync(string name)
    {
        var found = new List<SpanTree>();
        var list = await Running.Dashboard.GetFromJsonAsync<JsonNode>($"/api/traces?name={Uri.EscapeDataString(name)}&limit=50");
        foreach (var item in list!["items"]!.AsArray())
        {
            var trace = await Running.Dashboard.GetFromJsonAsync<JsonNode>($"/api/traces/{item!["trace_id"]}");
            found.Add(SpanTree.Of(trace!["spans"]!.AsArray()));
        }

        return found;
    }

    public async ValueTask InitializeAsync()
    {
        Running = await RunningFleet.StartAsync(
            data: null,
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
                // Tests that ask for a trace run beside others with more requests than an edge records by itself.
                ["Telemetry__TracesPerSecond"] = "1000",
                // The delay of the first question to the provider about a page without a webhook: longer than a webhook takes on a slow
                // machine. A test without webhooks asks at once (CheckNowAsync).
                ["Payments__FirstCheckSeconds"] = "120",
            },
            [.. Form, "--rate-limit", "off"]
        );
        await HealthyAsync();
    }

    /// <summary>The form of the tests' fleets, as options of <c>./community up</c>.</summary>
    internal static IReadOnlyList<string> Options =>
        IsOneProcess ? ["--one-process"]
        : Instances > 1 ? [.. Services.SelectMany(service => (string[])["--instances", $"{service}={Instances}"])]
        : [];

    /// <summary>The form of this fleet.</summary>
    protected virtual IReadOnlyList<string> Form => Options;

    /// <summary>A fleet that a test starts and stops itself.</summary>
    internal static SharedFleet On(RunningFleet running) => new() { Running = running };

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Running.DisposeAsync();
        Running.DeleteData();
    }

    /// <summary>Stops or starts each instance of a service.</summary>
    internal async Task ControlServiceAsync(string service, string action)
    {
        for (var number = 1; number <= Instances; number++)
        {
            await Running.ControlAsync(number == 1 ? service : $"{service}-{number}", action);
        }
    }

    /// <summary>
    /// A client that is not signed in, with a session of its own, or with a token. A patient one repeats calls while a service is away,
    /// where that is safe; another one reports each failure at once.
    /// </summary>
    internal CommunityClient Client(bool isPatient = false, ISessionStore? session = null, string? accessToken = null) =>
        new(
            new CommunityOptions
            {
                BaseUrl = Running.Gateway.BaseAddress,
                Session = session,
                AccessToken = accessToken,
                MaxRetries = isPatient ? 600 : 0,
                Timeout = Poll.Patience,
                HttpClient = Connections,
            }
        );

    /// <summary>Raw HTTP, for requests that the SDK does not send; with this token or not signed in.</summary>
    internal HttpClient Http(string? accessToken = null)
    {
        var client = new HttpClient(NewHandler()) { BaseAddress = Running.Gateway.BaseAddress, Timeout = Poll.Patience };
        if (accessToken is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        }

        return client;
    }

    internal string NewName() => $"p{Interlocked.Increment(ref _people)}{Guid.CreateVersion7():N}"[..24];

    internal async Task<Person> RegisterAsync(bool isPatient = false)
    {
        var client = Client(isPatient);
        return PersonOf(client, await client.Auth.RegisterAsync(Registration(NewName())));
    }

    internal static RegisterRequest Registration(string username) =>
        new()
        {
            Username = username,
            Password = Password,
            Email = $"{username}@example.org",
        };

    internal async Task<Person> GuestAsync(bool isPatient = false)
    {
        var client = Client(isPatient);
        return PersonOf(client, await client.Auth.RegisterGuestAsync());
    }

    internal async Task<Person> LogInAsync(string identifier, string password = Password, bool isPatient = false)
    {
        var client = Client(isPatient);
        return PersonOf(client, await client.Auth.LoginAsync(new() { Identifier = identifier, Password = password }));
    }

    /// <summary>The administrator of local runs, in a new session.</summary>
    internal Task<Person> AdministratorAsync() => LogInAsync("admin", "admin-community-local");

    /// <summary>A new administrator.</summary>
    internal async Task<Person> NewAdministratorAsync()
    {
        var person = await RegisterAsync();
        await (await AdministratorAsync()).Client.Users.SetRolesAsync(person.Id, new() { Roles = ["attendee", "admin"] });
        return await LogInAsync(person.Username);
    }

    /// <summary>Returns when everything runs and the gateway reports the same.</summary>
    internal async Task HealthyAsync()
    {
        await Poll.UntilAsync(async () => (await Running.ResourcesAsync()).All(resource => resource.State is null or "running"));
        await Poll.UntilAsync(async () =>
            JsonNode.Parse(await Running.Gateway.GetStringAsync(new Uri("/health/ready", UriKind.Relative)))!["status"]!.GetValue<string>()
            == "healthy"
        );
    }

    /// <summary>A value from a service's database.</summary>
    internal async Task<T> QueryAsync<T>(string database, string sql, params object[] values)
    {
        var folder = Path.Combine(Running.Data, "postgres");
        var connectionString = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = new Uri((await Running.ResourceAsync("postgres")).Urls[0]).Port,
            Database = database,
            Username = "community",
            Password = (await File.ReadAllTextAsync(Path.Combine(folder, "password"))).Trim(),
            Pooling = false,
        };
        await using var connection = new NpgsqlConnection(connectionString.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Waits until no event is on its way from identity to social.</summary>
    internal async Task QuietAsync()
    {
        await Poll.UntilAsync(async () => await QueryAsync<long>("identity", "SELECT count(*) FROM outbox_messages") == 0);
        var registered = await QueryAsync<long>("identity", "SELECT count(*) FROM users WHERE erased_at IS NULL");
        await Poll.UntilAsync(async () =>
            await QueryAsync<long>("social", "SELECT count(*) FROM people WHERE profile_version > 0") >= registered
        );
    }

    private static SocketsHttpHandler NewHandler() =>
        new()
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
        };

    private Person PersonOf(CommunityClient client, SessionTokens tokens) =>
        new(client, Http(tokens.AccessToken), tokens.User.Id, tokens.User.Username);
}

/// <summary>A fleet that no other test has written to, so that nothing in its databases changes by itself.</summary>
public sealed class UntouchedFleet : SharedFleet;

/// <summary>A signed-in person.</summary>
/// <param name="Client">Their client.</param>
/// <param name="Http">Raw HTTP with the token of their sign-in, for requests that the SDK does not send.</param>
/// <param name="Id">The user's id.</param>
/// <param name="Username">The handle.</param>
internal sealed record Person(CommunityClient Client, HttpClient Http, Guid Id, string Username);

internal static class Answers
{
    /// <summary>Asserts the status (and the form of an error) and reads the body.</summary>
    public static async Task<JsonNode> ShouldBeAsync(this HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri?.PathAndQuery}: {text}");
        if ((int)status >= 400)
        {
            answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        }

        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    /// <summary>The status of a call's answer.</summary>
    public static async Task<HttpStatusCode> StatusAsync(this Task call)
    {
        try
        {
            await call;
            return HttpStatusCode.OK;
        }
        catch (ApiException refused)
        {
            return (HttpStatusCode)refused.Status;
        }
    }

    public static async Task<JsonNode> GetAsync(this HttpClient client, string path, HttpStatusCode status)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        return await answer.ShouldBeAsync(status);
    }

    public static async Task<HttpStatusCode> StatusAsync(this HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        return answer.StatusCode;
    }
}
