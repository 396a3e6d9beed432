using Community.Payments.Data;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Orders;

/// <summary>Ends offers that were not paid in time. Several instances may find the same ones: OrderState ends each once.</summary>
internal sealed class OrderExpiry(IServiceScopeFactory scopes, PaymentOptions options, TimeProvider clock, ILogger<OrderExpiry> logger)
    : PeriodicWork(options.Sweep, clock, logger)
{
    private const int AtOnce = 200;

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        foreach (var id in await OverdueAsync(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await scopes.ApplyAsync(id, new Expire());
        }
    }

    private async Task<Guid[]> OverdueAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var now = Clock.GetUtcNow();
        return await scope
            .ServiceProvider.GetRequiredService<PaymentsDb>()
            .Orders.Where(order => order.Status == OrderStatus.Open && order.ExpiresAt <= now)
            .OrderBy(order => order.ExpiresAt)
            .Take(AtOnce)
            .Select(order => order.Id)
            .ToArrayAsync(cancellationToken);
    }
}
