using System.Collections.Concurrent;
using Community.Contracts.Payments;
using Community.Platform.Bus;
using Community.Platform.Http.Json;
using Community.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Community.Companion.Tests;

/// <summary>The call of the companion to payments, over real HTTP: the plan of a person that the bus has not announced yet.</summary>
internal sealed class FakePayments : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakePayments()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/internal/entitlements", () => Results.Json(new SnapshotPage<EntitlementSnapshot>([], null), ServiceJson.Options));
        _app.MapGet(
            "/internal/entitlements/{id:guid}",
            (Guid id, HttpContext http) =>
                http.Request.Headers.Authorization == $"Fleet {FakeIdentity.FleetKey}"
                    ? Results.Json(Plans.GetValueOrDefault(id) ?? new EntitlementSnapshot(id, 0, "free", [], null), ServiceJson.Options)
                    : Results.StatusCode(StatusCodes.Status401Unauthorized)
        );
    }

    /// <summary>The plans by person; all others have the free plan.</summary>
    public ConcurrentDictionary<Guid, EntitlementSnapshot> Plans { get; } = new();

    public string Address => _app.Urls.First();

    public static async Task<FakePayments> StartAsync()
    {
        var payments = new FakePayments();
        await payments._app.StartAsync();
        return payments;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
