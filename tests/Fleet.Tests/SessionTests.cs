using System.Net;
using Community.Sdk;
using Community.Sdk.Models;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>The gateway refuses an ended session soon, long before its token expires after a quarter of an hour.</summary>
public sealed class SessionTests(SharedFleet fleet)
{
    [Fact]
    public async Task ALogoutIsKnownEverywhereAlsoAfterTheGatewayWasRestarted()
    {
        var person = await fleet.RegisterAsync();
        var copy = await CopyOfAsync(person);
        await CallElsewhereAsync(copy);
        await person.Client.Auth.LogoutAsync();

        await RefusedAsync(copy);
        await fleet.Running.RestartAsync("gateway");
        var first = await Poll.ForAsync(async () => (object)await CallElsewhereAsync(copy).StatusAsync());
        first.ShouldBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.ServiceUnavailable);
        await RefusedAsync(copy);
        await fleet.HealthyAsync();
    }

    [Fact]
    public async Task ASuspendedPersonIsOut()
    {
        var person = await fleet.RegisterAsync();
        var copy = await CopyOfAsync(person);
        await CallElsewhereAsync(copy);
        await (await fleet.AdministratorAsync()).Client.Users.SuspendAsync(person.Id, new() { Reason = "story" });
        await RefusedAsync(copy);
    }

    [Fact]
    public async Task AStolenRefreshTokenEndsTheSession()
    {
        var person = await fleet.RegisterAsync();
        var copy = await CopyOfAsync(person);
        var first = (await person.Client.Session.CurrentAsync())!;
        var second = await ExchangedAsync(first);
        var third = await ExchangedAsync(second);
        await Should.ThrowAsync<UnauthorizedException>(() => ExchangedAsync(first));
        await RefusedAsync(copy);
        await Should.ThrowAsync<UnauthorizedException>(() => ExchangedAsync(third));
    }

    /// <summary>A call to another service than the one that ended the session.</summary>
    private static Task<PageOfPersonView> CallElsewhereAsync(CommunityClient client) => client.Discover.People().FirstPageAsync();

    private static Task RefusedAsync(CommunityClient client) =>
        Poll.UntilAsync(async () => await CallElsewhereAsync(client).StatusAsync() == HttpStatusCode.Unauthorized);

    /// <summary>A client that has the person's access token and nothing else.</summary>
    private async Task<CommunityClient> CopyOfAsync(Person person) =>
        fleet.Client(accessToken: (await person.Client.Session.CurrentAsync())!.AccessToken);

    /// <summary>The tokens that a client has after it has exchanged these.</summary>
    private async Task<SessionState> ExchangedAsync(SessionState tokens)
    {
        var client = fleet.Client(session: new MemorySessionStore(tokens with { ExpiresAt = DateTimeOffset.MinValue }));
        await client.Session.TokenAsync();
        return (await client.Session.CurrentAsync())!;
    }
}
