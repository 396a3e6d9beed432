using System.Collections.Concurrent;
using System.Text.Json;
using Community.AppHost.Model;
using Community.AppHost.Processes;
using Community.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Community.AppHost.Tests.Telemetry;

/// <summary>The page of queues in a browser: an operator reads, replays and deletes the failed messages of a consumer.</summary>
public sealed class QueuePageTests : IAsyncLifetime
{
    private const string Key = "the fleet's key";
    private const string Queue = "shop-when-paid";
    private readonly ConcurrentQueue<string> _done = new();
    private int _failed = 3;
    private DashboardHost _dashboard = null!;
    private WebApplication _shop = null!;
    private Chromium _browser = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(InstalledBrowser.Program is null, InstalledBrowser.Needed);
        var port = Ports.Free();
        _shop = await StartShopAsync(port);
        _dashboard = await DashboardHost.StartAsync(compose: fleet =>
            fleet.Resources.Add(
                new ProjectResource("shop", new LaunchSpec("sh"))
                    .WithHttpEndpoint(fleet.Data, port)
                    .WithHttp2Endpoint(fleet.Data)
                    .WithEnvironment("Fleet__Key", Key)
            )
        );
        _browser = await Chromium.StartAsync();
        await _browser.GoAsync($"{_dashboard.Options.SignInUrl}#/queues");
        await _browser.UntilAsync($"[...document.querySelectorAll('main button.name')].some(name => name.textContent === '{Queue}')");
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
            await _dashboard.DisposeAsync();
            await _shop.DisposeAsync();
            Directory.Delete(_dashboard.Folder, recursive: true);
        }
    }

    [Fact]
    public async Task AFailedMessageIsReadAndReplayed()
    {
        await _browser.ClickAsync("main button.name");
        await _browser.UntilAsync("document.querySelector('.pane')?.innerText.includes('the till was <b>empty</b>')");
        (await _browser.EvaluateAsync("document.querySelector('.pane pre').textContent")).GetString()!.ShouldContain("\"order_id\": 7");

        await PressAsync("Replay");
        await _browser.UntilAsync(
            $"document.querySelector('main [role=status]').textContent === '3 messages of {Queue} were sent to their consumer again.'"
        );
        _done.ShouldBe([$"POST /internal/error-queues/{Queue}/replay"]);
        // Nothing has failed any more: the queue leaves the list.
        await _browser.UntilAsync("[...document.querySelectorAll('main button.name')].length === 0");
        _browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task DeletingAsksFirstAndDeletesOnlyAfterAYes()
    {
        await _browser.EvaluateAsync("window.confirm = text => { window.asked = text; return false; }");
        await PressAsync("Delete");
        await _browser.UntilAsync($"window.asked === 'Delete 3 messages of {Queue} for good?'");
        _done.ShouldBeEmpty();

        await _browser.EvaluateAsync("window.confirm = () => true");
        await PressAsync("Delete");
        await _browser.UntilAsync($"document.querySelector('main [role=status]').textContent === '3 messages of {Queue} were deleted.'");
        _done.ShouldBe([$"DELETE /internal/error-queues/{Queue}"]);
        _browser.Complaints.ShouldBeEmpty();
    }

    // The list is drawn anew every few seconds, so the button is found and pressed in one step.
    private async Task PressAsync(string button) =>
        _ = await _browser.EvaluateAsync(
            $"[...document.querySelectorAll('main td button')].find(found => found.textContent === '{button}').click()"
        );

    /// <summary>A service's endpoints of error queues, as the platform has them.</summary>
    private async Task<WebApplication> StartShopAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var shop = builder.Build();
        shop.Use(
            (context, next) =>
            {
                if (context.Request.Headers.Authorization == $"Fleet {Key}")
                {
                    return next(context);
                }

                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return Task.CompletedTask;
            }
        );
        var queues = shop.MapGroup("/internal/error-queues");
        queues.MapGet("/", () => new { items = new[] { new { queue = Queue, failed = _failed } } });
        queues.MapGet(
            "/{queue}",
            (string queue) =>
                new
                {
                    items = new[]
                    {
                        new
                        {
                            message_id = Guid.CreateVersion7(),
                            reason = "the till was <b>empty</b>",
                            failed_at = "2026-11-23T10:00:00Z",
                            body = JsonElement.Parse("""{"message":{"order_id":7}}"""),
                        },
                    },
                }
        );
        queues.MapPost("/{queue}/replay", Empty);
        queues.MapDelete("/{queue}", Empty);
        await shop.StartAsync();
        return shop;
    }

    private object Empty(HttpRequest request)
    {
        _done.Enqueue($"{request.Method} {request.Path}");
        return new { count = Interlocked.Exchange(ref _failed, 0) };
    }
}
