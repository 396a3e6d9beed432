using System.Net;

namespace Community.Gateway.Tests;

/// <summary>The gateway's own answers.</summary>
public sealed class OwnEndpointTests(Fleet fleet) : IClassFixture<Fleet>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/docs/index.html")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/health/live")]
    [InlineData("/verify-email")]
    [InlineData("/reset-password")]
    [InlineData("/health/ready")]
    public async Task HeadAnswersAsGetWithoutTheBody(string path)
    {
        using var get = await fleet.Gateway.Http.GetAsync(path);
        using var head = await fleet.Gateway.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
        head.StatusCode.ShouldBe(get.StatusCode);
        head.Content.Headers.ContentType.ShouldBe(get.Content.Headers.ContentType);
        head.StatusCode.ShouldNotBe(HttpStatusCode.MethodNotAllowed);
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task HeadReachesAServiceAsHead()
    {
        using var head = await fleet.Gateway.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/api/v1/users/head-1"));
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        fleet
            .Backends.SelectMany(backend => backend.Requests)
            .ShouldContain(seen => seen.Target == "/api/v1/users/head-1" && seen.Method == "HEAD");
    }
}
