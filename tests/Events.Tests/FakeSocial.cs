using Community.Contracts.Social;
using Community.ServiceDefaults.Bus;
using Community.ServiceDefaults.Json;
using Community.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Community.Events.Tests;

/// <summary>What events asks of social, over real HTTP: who had blocked whom before the bus told of it.</summary>
internal sealed class FakeSocial : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeSocial(IList<BlockSnapshot> blocks)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/internal/blocks", (HttpContext http) => http.Request.Headers.Authorization == $"Fleet {FakeIdentity.FleetKey}"
            ? Results.Json(new SnapshotPage<BlockSnapshot>([.. blocks], null), ServiceJson.Options)
            : Results.StatusCode(StatusCodes.Status401Unauthorized));
    }

    public string Address => _app.Urls.First();

    public static async Task<FakeSocial> StartAsync(IList<BlockSnapshot> blocks)
    {
        var social = new FakeSocial(blocks);
        await social._app.StartAsync();
        return social;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
