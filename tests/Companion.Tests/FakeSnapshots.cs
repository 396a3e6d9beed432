using Community.Contracts.Events;
using Community.Contracts.Social;
using Community.Platform.Bus;
using Community.Platform.Http.Json;
using Community.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Community.Companion.Tests;

/// <summary>The data that social and the events service have before the companion first starts, over real HTTP: one page each.</summary>
internal sealed class FakeSnapshots : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeSnapshots()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/internal/blocks", (HttpContext http) => Page(http, Blocks));
        _app.MapGet("/internal/communities", (HttpContext http) => Page(http, Communities));
        _app.MapGet("/internal/memberships", (HttpContext http) => Page(http, Memberships));
        _app.MapGet("/internal/events", (HttpContext http) => Page(http, Events));
    }

    public List<BlockSnapshot> Blocks { get; } = [];

    public List<CommunitySnapshot> Communities { get; } = [];

    public List<MembershipSnapshot> Memberships { get; } = [];

    public List<EventSnapshot> Events { get; } = [];

    public string Address => _app.Urls.First();

    public static async Task<FakeSnapshots> StartAsync(Action<FakeSnapshots> fill)
    {
        var snapshots = new FakeSnapshots();
        fill(snapshots);
        await snapshots._app.StartAsync();
        return snapshots;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static IResult Page<T>(HttpContext http, List<T> snapshots) =>
        http.Request.Headers.Authorization == $"Fleet {FakeIdentity.FleetKey}"
            ? Results.Json(new SnapshotPage<T>(snapshots, null), ServiceJson.Options)
            : Results.StatusCode(StatusCodes.Status401Unauthorized);
}
