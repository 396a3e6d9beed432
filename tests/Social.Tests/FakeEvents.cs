using Community.Contracts.Events;
using Community.ServiceDefaults.Bus;
using Community.ServiceDefaults.Json;
using Community.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Community.Social.Tests;

/// <summary>What social asks of the events service, over real HTTP: what was published before social was first up. Two at a time.</summary>
internal sealed class FakeEvents : IAsyncDisposable
{
    private const int PageSize = 2;
    private readonly WebApplication _app;

    private FakeEvents(IEnumerable<EventSnapshot> published)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/internal/events", (HttpContext http, Guid? after) =>
        {
            if (http.Request.Headers.Authorization != $"Fleet {FakeIdentity.FleetKey}")
            {
                return Results.StatusCode(StatusCodes.Status401Unauthorized);
            }

            var page = published.OrderBy(e => e.CommunityEventId).Where(e => after is null || e.CommunityEventId > after).Take(PageSize).ToList();
            return Results.Json(
                new SnapshotPage<EventSnapshot>(page, page.Count < PageSize ? null : page[^1].CommunityEventId.ToString()), ServiceJson.Options);
        });
    }

    public string Address => _app.Urls.First();

    public static async Task<FakeEvents> StartAsync(IEnumerable<EventSnapshot> published)
    {
        var events = new FakeEvents(published);
        await events._app.StartAsync();
        return events;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
