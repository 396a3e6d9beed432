using System.Net;
using System.Net.Http.Json;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>The gateway refuses an ended session within two seconds, long before its token expires.</summary>
public sealed class SessionTests(SharedFleet fleet)
{
    // Two seconds, plus a margin for a busy machine.
    private const double Soon = 3;

    // Calls to other services than the one that ended the session.
    private const string Elsewhere = "/api/v1/discover/people";

    [Fact]
    public async Task ALogoutIsKnownEverywhereAlsoAfterTheGatewayWasRestarted()
    {
        var person = await fleet.RegisterAsync();
        await person.Client.GetAsync(Elsewhere, HttpStatusCode.OK);
        using (var answer = await person.Client.PostAsync(new Uri("/api/v1/auth/logout", UriKind.Relative), content: null))
        {
            answer.IsSuccessStatusCode.ShouldBeTrue();
        }

        await RefusedAsync(person);
        await fleet.Running.RestartAsync("gateway");
        var first = await Poll.ForAsync(async () => (object)await person.Client.StatusAsync(Elsewhere), 30);
        first.ShouldBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.ServiceUnavailable);
        await RefusedAsync(person, 30);
        await fleet.HealthyAsync();
    }

    [Fact]
    public async Task ASuspendedPersonIsOut()
    {
        var person = await fleet.RegisterAsync();
        await person.Client.GetAsync(Elsewhere, HttpStatusCode.OK);
        using var admin = (await fleet.AdministratorAsync()).Client;
        using var answer = await admin.PostAsJsonAsync($"/api/v1/users/{person.Id}/suspend", new { reason = "story" });
        await answer.ShouldBeAsync(HttpStatusCode.OK);
        await RefusedAsync(person);
    }

    [Fact]
    public async Task AStolenRefreshTokenEndsTheSession()
    {
        var person = await fleet.RegisterAsync();
        var second = await RefreshAsync(person.RefreshToken);
        var third = await RefreshAsync(second);
        using var client = fleet.Client();
        using var reused = await client.PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = person.RefreshToken });
        await reused.ShouldBeAsync(HttpStatusCode.Unauthorized);
        await RefusedAsync(person);
        using var dead = await client.PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = third });
        await dead.ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    private static Task RefusedAsync(Person person, double seconds = Soon) =>
        Poll.UntilAsync(async () => await person.Client.StatusAsync(Elsewhere) == HttpStatusCode.Unauthorized, seconds);

    private async Task<string> RefreshAsync(string token)
    {
        using var client = fleet.Client();
        using var answer = await client.PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = token });
        return (await answer.ShouldBeAsync(HttpStatusCode.OK))["refresh_token"]!.GetValue<string>();
    }
}
