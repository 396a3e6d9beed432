using System.Net;
using System.Text.Json;
using Community.Gateway.Bootstrap;

namespace Community.Gateway.Tests;

/// <summary>One request brings all that a client shows first.</summary>
public sealed class BootstrapTests : IAsyncLifetime
{
    private readonly Fleet _fleet = new();

    public ValueTask InitializeAsync() => _fleet.InitializeAsync();

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    [Fact]
    public async Task EveryPartIsTheAnswerOfItsServiceToTheSameCaller()
    {
        var token = _fleet.Identity.Token();
        using var request = new HttpRequestMessage(HttpMethod.Get, BootstrapEndpoint.Path).WithToken(token).With("Accept-Language", "ar");
        using var answer = await _fleet.Gateway.Http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        body.GetProperty("missing").GetArrayLength().ShouldBe(0);
        foreach (var part in BootstrapEndpoint.Parts)
        {
            var seen = body.GetProperty(part.Name).Deserialize<Seen>(JsonSerializerOptions.Web)!;
            (seen.Service, seen.Target).ShouldBe((part.Service, part.Path + part.Query));
            var headers = new Dictionary<string, string>(seen.Headers, StringComparer.OrdinalIgnoreCase);
            headers["Authorization"].ShouldBe($"Bearer {token}");
            headers["Accept-Language"].ShouldBe("ar");
        }
    }

    [Fact]
    public async Task WithoutATokenNoServiceIsAsked()
    {
        using var answer = await _fleet.Gateway.Http.GetAsync(BootstrapEndpoint.Path);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        _fleet.Backends.SelectMany(backend => backend.Requests).ShouldNotContain(seen => seen.Target.Contains("/wallet"));
    }

    [Fact]
    public async Task APartWhoseServiceIsAwayIsMissingAndTheOthersAreThere()
    {
        await _fleet.Backends.Single(backend => backend.Name == "payments").DisposeAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, BootstrapEndpoint.Path).WithToken(_fleet.Identity.Token());
        using var answer = await _fleet.Gateway.Http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        body.GetProperty("missing").EnumerateArray().Select(name => name.GetString()).ShouldBe(["wallet", "subscription"]);
        body.GetProperty("wallet").ValueKind.ShouldBe(JsonValueKind.Null);
        body.GetProperty("unread").ValueKind.ShouldBe(JsonValueKind.Object);
    }
}
