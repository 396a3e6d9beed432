using Community.Sdk;
using Community.Sdk.Testing;

namespace Community.SdkDotnet.Tests;

public sealed class SessionTests
{
    private const string Password = "three quiet green boats";

    [Fact]
    public async Task LoggingInFillsTheSessionAndLoggingOutEmptiesIt()
    {
        var (server, client) = await RegisteredAsync();
        var state = await client.Session.CurrentAsync();
        state!.UserId.ShouldNotBeNull();
        (await client.Me.GetAsync()).Id.ShouldBe(state.UserId!.Value);
        await client.Auth.LogoutAsync();
        (await client.Session.CurrentAsync()).ShouldBeNull();
        await Should.ThrowAsync<UnauthorizedException>(() => client.Me.GetAsync());
        server.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task ARefusedTokenIsExchangedOnceForCallsThatComeTogether()
    {
        var (server, client) = await RegisteredAsync();
        var before = (await client.Session.CurrentAsync())!;
        var store = new MemorySessionStore(before with { AccessToken = "refused" });
        var exchanges = 0;
        var other = server.Client(options => options.Session = store);
        using var changes = other.Session.OnChange(_ => Interlocked.Increment(ref exchanges));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => other.Me.GetAsync()));
        exchanges.ShouldBe(1);
        (await other.Session.CurrentAsync())!.RefreshToken.ShouldNotBe(before.RefreshToken);
    }

    [Fact]
    public async Task ATokenThatIsAboutToExpireIsExchangedOnceForClientsWithOneStore()
    {
        var (server, client) = await RegisteredAsync();
        var before = (await client.Session.CurrentAsync())!;
        var store = new MemorySessionStore(before with { ExpiresAt = TimeProvider.System.GetUtcNow().AddSeconds(10) });
        var clients = Enumerable.Range(0, 5).Select(_ => server.Client(options => options.Session = store)).ToList();
        await Task.WhenAll(clients.Select(one => one.Me.GetAsync()));
        server.Requests.Where(request => request.Operation == Operations.MeGet).ShouldAllBe(request => request.UserId != null);
    }

    [Fact]
    public async Task ATokenThatTheServerDoesNotExchangeEndsTheSession()
    {
        var server = new FakeServer();
        var store = new MemorySessionStore(
            new()
            {
                AccessToken = "old",
                RefreshToken = "spent",
                ExpiresAt = TimeProvider.System.GetUtcNow(),
            }
        );
        var client = server.Client(options => options.Session = store);
        var heard = new List<SessionState?>();
        using var changes = client.Session.OnChange(heard.Add);
        await Should.ThrowAsync<UnauthorizedException>(() => client.Me.GetAsync());
        (await store.LoadAsync(CancellationToken.None)).ShouldBeNull();
        heard.ShouldBe([null]);
    }

    [Fact]
    public async Task ATokenOfAProgramIsSentAsItIs()
    {
        using var network = new Script(Script.Status(401));
        var client = network.Client(options => options.AccessToken = "a program's");
        await Should.ThrowAsync<UnauthorizedException>(() => client.Me.GetAsync());
        network.Sent.Count.ShouldBe(1);
        network.Sent[0].Headers["Authorization"].ShouldBe("Bearer a program's");
    }

    [Fact]
    public async Task ALoginCarriesNoToken()
    {
        using var network = new Script(Script.Status(401));
        var client = network.Client(options => options.AccessToken = "old");
        await Should.ThrowAsync<UnauthorizedException>(() => client.Auth.LoginAsync(new() { Identifier = "amal", Password = "wrong" }));
        network.Sent[0].Headers.Keys.ShouldNotContain("Authorization");
    }

    [Fact]
    public async Task AClientForAnotherUserHasItsOwnSession()
    {
        var (_, client) = await RegisteredAsync();
        var other = client.For(new MemorySessionStore());
        (await other.Session.CurrentAsync()).ShouldBeNull();
        await other.Auth.RegisterAsync(new() { Username = "noor", Password = Password });
        (await other.Me.GetAsync()).Username.ShouldBe("noor");
        (await client.Me.GetAsync()).Username.ShouldBe("amal");
    }

    private static async Task<(FakeServer Server, CommunityClient Client)> RegisteredAsync()
    {
        var server = new FakeServer();
        var client = server.Client();
        await client.Auth.RegisterAsync(new() { Username = "amal", Password = Password });
        return (server, client);
    }
}
