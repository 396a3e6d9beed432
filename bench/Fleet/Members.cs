using Community.Sdk;
using Community.Sdk.Models;

namespace Community.Bench.Fleet;

/// <summary>Users created for a measurement, through the public API; erased at its end.</summary>
internal sealed class Members : IAsyncDisposable
{
    private const string Password = "three quiet green boats";
    private const int AtOnce = 8;

    private readonly CommunityClient _connections;
    private readonly List<Member> _all = [];

    public Members(RunningFleet fleet, int connections = 64)
    {
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = connections })
        {
            BaseAddress = new Uri(fleet.GatewayUrl),
        };
        // Failures are counted, not repeated.
        _connections = new(
            new CommunityOptions
            {
                BaseUrl = Http.BaseAddress,
                HttpClient = Http,
                MaxRetries = 0,
            }
        );
    }

    /// <summary>Raw HTTP, for measured requests.</summary>
    public HttpClient Http { get; }

    public IReadOnlyList<Member> All => _all;

    public IReadOnlyList<string> Tokens => [.. _all.Select(member => member.AccessToken)];

    /// <summary>Guests: no password is hashed, so many can be created.</summary>
    public Task AddGuestsAsync(int count) => AddAsync(count, auth => auth.RegisterGuestAsync());

    /// <summary>Members with a password and a full profile.</summary>
    public Task AddRegisteredAsync(int count) =>
        AddAsync(
            count,
            auth =>
            {
                var name = $"bench-{Guid.CreateVersion7():N}";
                return auth.RegisterAsync(
                    new()
                    {
                        Username = name,
                        Password = Password,
                        Email = $"{name}@example.org",
                        FullName = "Amal Haddad",
                        City = "Dubai",
                        Region = "Dubai",
                        Interests = ["hiking", "photography"],
                    }
                );
            }
        );

    /// <summary>Logs in once more, with a session of its own.</summary>
    public Task LogInAsync(Member member) =>
        _connections.For(new MemorySessionStore()).Auth.LoginAsync(new() { Identifier = member.Username, Password = Password });

    /// <summary>Renews all access tokens, for a measurement that begins minutes later.</summary>
    public Task RefreshAllAsync() => ForEachAsync(member => member.RefreshAsync());

    public async ValueTask DisposeAsync()
    {
        await ForEachAsync(async member =>
        {
            try
            {
                await member.Client.Me.EraseAsync(new() { Password = Password });
            }
            catch (ApiException)
            {
                // The account stays.
            }
        });
        Http.Dispose();
    }

    private Task AddAsync(int count, Func<AuthResource, Task<SessionTokens>> signUp) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (_, _) =>
            {
                var member = await Member.OfAsync(_connections, signUp);
                lock (_all)
                {
                    _all.Add(member);
                }
            }
        );

    private Task ForEachAsync(Func<Member, Task> action) =>
        Parallel.ForEachAsync(_all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (member, _) => await action(member));
}
