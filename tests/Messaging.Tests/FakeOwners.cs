using System.Collections.Concurrent;
using Community.Contracts.Social;
using Community.ServiceDefaults.Json;
using Community.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Community.Messaging.Tests;

/// <summary>Social and events as messaging asks them, over real HTTP: what a test puts here is what they would answer.</summary>
internal sealed class FakeOwners : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeOwners()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/{**path}", (HttpContext http) =>
            http.Request.Headers.Authorization != $"Fleet {FakeIdentity.FleetKey}" ? Results.StatusCode(StatusCodes.Status401Unauthorized)
            : Answers.TryGetValue(http.Request.Path, out var answer) ? Results.Json(answer, ServiceJson.Options)
            : Results.NotFound());
    }

    /// <summary>By path.</summary>
    public ConcurrentDictionary<string, object> Answers { get; } = new(StringComparer.Ordinal)
    {
        ["/internal/blocks"] = Nothing,
        ["/internal/communities"] = Nothing,
        ["/internal/memberships"] = Nothing,
        ["/internal/memberships/ended"] = new EndedMembershipsSnapshot(DateTimeOffset.UnixEpoch, Next: null, []),
        ["/internal/events"] = Nothing,
        ["/internal/moderation/rules"] = Nothing,
    };

    private static object Nothing => new { items = Array.Empty<object>() };

    public string Address => _app.Urls.First();

    public static async Task<FakeOwners> StartAsync()
    {
        var owners = new FakeOwners();
        await owners._app.StartAsync();
        return owners;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
