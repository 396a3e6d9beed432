using System.Net;
using System.Text.Json;
using Community.Platform.Access.Authentication;
using Community.Platform.Access.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Tests.Authentication;

/// <summary>A service with the fleet's authentication and authorization on its own port.</summary>
internal sealed class GuardedService : IAsyncDisposable
{
    public const string FleetKey = "fleet-key-of-the-tests-0123456789abcdef";
    private readonly WebApplication _app;

    private GuardedService(WebApplication app) => (_app, Http) = (app, new HttpClient { BaseAddress = new(app.Urls.First()) });

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<GuardedService> StartAsync(
        string identity,
        Action<WebApplication> map,
        string fleetKey = FleetKey,
        Action<WebApplicationBuilder>? configure = null
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["services:identity:http:0"] = identity, ["Fleet:Key"] = fleetKey }
        );
        builder.AddJwtAuthentication().AddServiceAuthorization();
        configure?.Invoke(builder);
        var app = builder.Build();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app);
    }

    public async Task<Reply> GetAsync(string path, params string[] authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var value in authorization)
        {
            request.Headers.TryAddWithoutValidation("Authorization", value);
        }

        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return new(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.WwwAuthenticate.ToString(),
            response.Headers.RetryAfter?.ToString()
        );
    }

    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        return _app.DisposeAsync();
    }
}

internal sealed record Reply(HttpStatusCode Status, string Body, string? ContentType, string Challenge, string? RetryAfter)
{
    public void ShouldBeProblem(HttpStatusCode status)
    {
        Status.ShouldBe(status, Body);
        ContentType.ShouldBe("application/problem+json");
        JsonDocument.Parse(Body).RootElement.GetProperty("status").GetInt32().ShouldBe((int)status);
    }
}
