using System.Collections.Concurrent;
using System.Net;
using Community.Platform.Bus;
using Community.Platform.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Community.Testing;

/// <summary>
/// The other services as the fleet calls them, over real HTTP: they answer with the values that a test puts here, and with 404 to
/// everything else.
/// </summary>
public sealed class FakeOwners : IAsyncDisposable
{
    private const int PageSize = 2;
    private readonly ConcurrentDictionary<string, Func<Guid?, object>> _lists = new(StringComparer.Ordinal);
    private readonly WebApplication _app;

    private FakeOwners()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet(
            "/{**path}",
            (HttpContext http, Guid? after) =>
                http.Request.Headers.Authorization != $"Fleet {FakeIdentity.FleetKey}"
                    ? Results.StatusCode(StatusCodes.Status401Unauthorized)
                : Answers.TryGetValue(http.Request.Path, out var answer)
                    ? answer is HttpStatusCode status ? Results.StatusCode((int)status)
                        : Results.Json(answer, ServiceJson.Options)
                : _lists.TryGetValue(http.Request.Path, out var list) ? Results.Json(list(after), ServiceJson.Options)
                : Results.NotFound()
        );
        _app.MapPost(
            "/{**path}",
            async (HttpContext http) =>
            {
                if (http.Request.Headers.Authorization != $"Fleet {FakeIdentity.FleetKey}")
                {
                    return Results.StatusCode(StatusCodes.Status401Unauthorized);
                }

                using var reader = new StreamReader(http.Request.Body);
                Told.Enqueue((http.Request.Path, await reader.ReadToEndAsync()));
                return Results.NoContent();
            }
        );
    }

    /// <summary>The POSTs that they received: path and body.</summary>
    public ConcurrentQueue<(string Path, string Body)> Told { get; } = new();

    /// <summary>The answers, by path; an <see cref="HttpStatusCode"/> is an answer without a body.</summary>
    public ConcurrentDictionary<string, object> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>The address of all of them; a service under test finds one by <c>services:{name}:http:0</c>.</summary>
    public string Address => _app.Urls.First();

    /// <summary>Starts them on a free port.</summary>
    public static async Task<FakeOwners> StartAsync()
    {
        var owners = new FakeOwners();
        await owners._app.StartAsync();
        return owners;
    }

    /// <summary>Answers with a list of snapshots, two at a time, with their values at the time of the call.</summary>
    public void List<T>(string path, IEnumerable<T> items, Func<T, Guid> idOf) =>
        _lists[path] = after =>
        {
            var page = items.OrderBy(idOf).Where(item => after is null || idOf(item).CompareTo(after.Value) > 0).Take(PageSize).ToList();
            return new SnapshotPage<T>(page, page.Count < PageSize ? null : idOf(page[^1]).ToString());
        };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
