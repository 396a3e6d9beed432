using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Community.Bench.Fleet;

/// <summary>Users created for a measurement, through the public API; erased at its end.</summary>
internal sealed class Members : IAsyncDisposable
{
    public const string Password = "three quiet green boats";
    private const int AtOnce = 8;

    private readonly List<Member> _all = [];

    public Members(RunningFleet fleet, int connections = 64) =>
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = connections })
        {
            BaseAddress = new Uri(fleet.GatewayUrl),
        };

    /// <summary>A client of the gateway.</summary>
    public HttpClient Http { get; }

    public IReadOnlyList<Member> All => _all;

    public IReadOnlyList<string> Tokens => [.. _all.Select(member => member.AccessToken)];

    /// <summary>Guests: no password is hashed, so many can be created.</summary>
    public Task AddGuestsAsync(int count) => AddAsync(count, () => PostAsync("auth/guest", null));

    /// <summary>Members with a password, <see cref="Password"/>, and a full profile.</summary>
    public Task AddRegisteredAsync(int count) =>
        AddAsync(
            count,
            () =>
            {
                var name = $"bench-{Guid.CreateVersion7():N}";
                return PostAsync(
                    "auth/register",
                    new Dictionary<string, object>(StringComparer.Ordinal)
                    {
                        ["username"] = name,
                        ["password"] = Password,
                        ["email"] = $"{name}@example.org",
                        ["full_name"] = "Amal Haddad",
                        ["city"] = "Dubai",
                        ["region"] = "Dubai",
                        ["interests"] = (string[])["hiking", "photography"],
                    }
                );
            }
        );

    public async Task LogInAsync(Member member) =>
        await PostAsync(
            "auth/login",
            new Dictionary<string, object>(StringComparer.Ordinal) { ["identifier"] = member.Username, ["password"] = Password }
        );

    public async Task RefreshAsync(Member member)
    {
        var answer = await PostAsync(
            "auth/refresh",
            new Dictionary<string, object>(StringComparer.Ordinal) { ["refresh_token"] = member.RefreshToken }
        );
        (member.AccessToken, member.RefreshToken) = (
            answer.GetProperty("access_token").GetString()!,
            answer.GetProperty("refresh_token").GetString()!
        );
    }

    /// <summary>Renews all access tokens, for a measurement that begins minutes later.</summary>
    public Task RefreshAllAsync() =>
        Parallel.ForEachAsync(
            _all,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (member, _) => await RefreshAsync(member)
        );

    public async Task ChangeBioAsync(Member member, string bio)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, "/api/v1/users/me") { Content = JsonContent.Create(new { bio }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", member.AccessToken);
        using var response = await Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        await Parallel.ForEachAsync(
            _all,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (member, stop) =>
            {
                if (await EraseAsync(member, stop) == HttpStatusCode.Unauthorized)
                {
                    await RefreshAsync(member);
                    await EraseAsync(member, stop);
                }
            }
        );
        Http.Dispose();
    }

    private async Task<HttpStatusCode> EraseAsync(Member member, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/users/me")
        {
            Content = JsonContent.Create(new { password = Password }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", member.AccessToken);
        using var response = await Http.SendAsync(request, cancellationToken);
        return response.StatusCode;
    }

    private Task AddAsync(int count, Func<Task<JsonElement>> start) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (_, _) =>
            {
                var answer = await start();
                var user = answer.GetProperty("user");
                var member = new Member(user.GetProperty("id").GetGuid(), user.GetProperty("username").GetString()!)
                {
                    AccessToken = answer.GetProperty("access_token").GetString()!,
                    RefreshToken = answer.GetProperty("refresh_token").GetString()!,
                };
                lock (_all)
                {
                    _all.Add(member);
                }
            }
        );

    private async Task<JsonElement> PostAsync(string path, object? body)
    {
        using var response = await Http.PostAsJsonAsync($"/api/v1/{path}", body ?? new object());
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }

        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
