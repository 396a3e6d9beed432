using System.Text.Json;
using Community.Sdk.Models;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>Invariants at the end of every test about money.</summary>
internal static class MoneyProof
{
    /// <summary>
    /// The ledger balances and agrees with the provider. Every paid order is fulfilled or being refunded. Of the provider's charges for
    /// this event, exactly one whole charge remains for each seat paid with money, and none for other people.
    /// </summary>
    public static async Task EveryCentIsAccountedForAsync(this SharedFleet fleet, PaymentProvider provider, Guid eventId)
    {
        await fleet.LedgerIsProvenAsync();
        (
            await OrdersAsync(fleet, "payments", "SELECT array_agg(id) FROM orders WHERE product_id = $1 AND status = 'paid'", eventId)
        ).ShouldBeEmpty();
        var orders = await OrdersAsync(fleet, "payments", "SELECT array_agg(id) FROM orders WHERE product_id = $1", eventId);
        var sold = await OrdersAsync(
            fleet,
            "events",
            "SELECT array_agg(order_id) FROM registrations WHERE event_id = $1 AND status IN ('confirmed', 'checked_in') AND upper(paid_currency) <> 'CREDITS'",
            eventId
        );
        (
            await OrdersAsync(
                fleet,
                "payments",
                "SELECT array_agg(o.id) FROM orders o JOIN payments p ON p.order_id = o.id AND p.status = 'succeeded' AND NOT p.is_surplus AND p.method <> 'credits' WHERE product_id = $1 AND o.status = 'fulfilled'",
                eventId
            )
        )
            .Order()
            .ShouldBe(sold.Order(), "what is fulfilled is a seat");
        var kept = (await provider.ChargesAsync(orders)).Where(charge => charge.Refunded != charge.Amount && !charge.IsDisputed).ToList();
        kept.Select(charge => charge.OrderId).Order().ShouldBe(sold.Order(), "one charge for each seat");
        kept.ShouldAllBe(charge => charge.Refunded == 0);
    }

    public static async Task LedgerIsProvenAsync(this SharedFleet fleet)
    {
        var admin = (await fleet.AdministratorAsync()).Client;
        var proof = new ProofView();
        try
        {
            await Poll.UntilAsync(async () =>
            {
                proof = await admin.Payments.LedgerProofAsync();
                return proof is { IsBalanced: true, Waiting: { UnfulfilledOrders: 0, PendingRefunds: 0 } };
            });
        }
        catch (TimeoutException timeout)
        {
            throw new TimeoutException($"The ledger is not proven: {JsonSerializer.Serialize(proof)}", timeout);
        }

        proof.Provider.ShouldNotBeNull().ShouldAllBe(line => line.Agrees == true);
    }

    private static async Task<Guid[]> OrdersAsync(SharedFleet fleet, string database, string sql, Guid eventId) =>
        await fleet.QueryAsync<object>(database, sql, eventId) as Guid[] ?? [];
}
