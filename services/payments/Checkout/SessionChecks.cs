using Community.Payments.Data;
using Community.Payments.Orders;
using Community.Payments.Stripe;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Checkout;

/// <summary>
/// Asks the provider about sessions of which no webhook has come, so that a lost webhook is not a lost ticket. Closes sessions whose order
/// is over. Each session is checked less and less often, until it ends.
/// </summary>
internal sealed class SessionChecks(
    IServiceScopeFactory scopes,
    CheckoutSessions sessions,
    PaymentOptions options,
    TimeProvider clock,
    ILogger<SessionChecks> logger
) : PeriodicWork(options.Sweep, clock, logger)
{
    private const int AtOnce = 20;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    protected override async Task RunOnceAsync(CancellationToken cancellationToken) =>
        await ProviderRound.EachAsync(
            await ClaimAsync(cancellationToken),
            due => due.Payment.Id.ToString(),
            (due, cancellationToken) => CheckAsync(due.Order, due.Payment, cancellationToken),
            logger,
            cancellationToken
        );

    private async Task CheckAsync(Order order, Payment payment, CancellationToken cancellationToken)
    {
        if (order.Status != OrderStatus.Open)
        {
            await sessions.CloseAsync(order, payment, cancellationToken);
        }
        else if (payment.SessionId is null)
        {
            await sessions.OpenAsync(order, payment, cancellationToken);
        }
        else
        {
            await sessions.CheckAsync(payment, cancellationToken);
        }
    }

    /// <summary>Claims due sessions, and puts their next check off: then another instance checks them again, also after a crash.</summary>
    private async Task<List<(Payment Payment, Order Order)>> ClaimAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDb>();
        var (now, first, longest) = (Clock.GetUtcNow(), options.FirstCheck, Longest);
        var claimed = await db
            .Payments.FromSql(
                $"""
                UPDATE payments SET checks = checks + 1, next_check_at = {now} + least({first} * power(2, least(checks + 1, 20)), {longest})
                WHERE id IN (
                    SELECT id FROM payments WHERE next_check_at <= {now} AND status IN ('creating', 'pending')
                    ORDER BY next_check_at LIMIT {AtOnce} FOR UPDATE SKIP LOCKED)
                RETURNING *
                """
            )
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        var ids = claimed.ConvertAll(payment => payment.OrderId);
        var orders = await db
            .Orders.AsNoTracking()
            .Where(order => ids.Contains(order.Id))
            .ToDictionaryAsync(order => order.Id, cancellationToken);
        return claimed.ConvertAll(payment => (payment, orders[payment.OrderId]));
    }
}
