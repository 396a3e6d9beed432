using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Community.Gateway.Tests;

/// <summary>The gateway in front of one backend for every service of the design; limits are off by default.</summary>
public sealed class Fleet : IAsyncLifetime
{
    internal FakeIdentity Identity { get; } = new();
    internal List<Backend> Backends { get; } = [];
    internal GatewayHost Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        foreach (var (service, _) in Routes.Table)
        {
            Backends.Add(await Backend.StartAsync(service, service == "identity" ? Identity.Map : null));
        }
        Gateway = await GatewayHost.StartAsync(Backends, ("Gateway:RateLimit", "off"), ("Cors:Origins:0", "https://app.example.org"));
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        foreach (var backend in Backends)
        {
            await backend.DisposeAsync();
        }
    }
}

internal static class Requests
{
    public static HttpRequestMessage WithToken(this HttpRequestMessage request, string token)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    public static HttpRequestMessage With(this HttpRequestMessage request, string name, string value)
    {
        request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        return request;
    }

    /// <summary>The request that the backend received; fails with the answer's text if no backend answered.</summary>
    public static async Task<Seen> SeenAsync(this HttpResponseMessage response)
    {
        response.IsSuccessStatusCode.ShouldBeTrue($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        var seen = (await response.Content.ReadFromJsonAsync<Seen>()).ShouldNotBeNull();
        return seen with { Headers = new(seen.Headers, StringComparer.OrdinalIgnoreCase) };
    }

    public static async Task<JsonElement> ShouldBeProblemAsync(this HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, text);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", text);
        var problem = JsonDocument.Parse(text).RootElement;
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        problem.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        problem.GetProperty("trace_id").GetString().ShouldNotBeNullOrEmpty();
        return problem;
    }
}
