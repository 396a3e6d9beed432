using Community.Sdk;
using Community.Sdk.Models;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>A page for the payment of an order.</summary>
internal sealed record Checkout(Guid OrderId, Guid PaymentId, Uri Page);

/// <summary>The steps of a person who buys a seat, through the gateway.</summary>
internal static class Buyers
{
    private const string SuccessUrl = "http://127.0.0.1/yes?{CHECKOUT_SESSION_ID}";
    private const string CancelUrl = "http://127.0.0.1/no";

    /// <summary>Registers for a paid event with a free seat: 402 with the order.</summary>
    public static async Task<Guid> HoldAsync(this Person buyer, Guid eventId) =>
        (await Should.ThrowAsync<PaymentRequiredException>(() => buyer.Client.Events.RegisterAsync(eventId))).OrderId!.Value;

    /// <summary>Registers for an event that may be full; the order if a seat is held, otherwise null.</summary>
    public static async Task<Guid?> TryHoldAsync(this Person buyer, Guid eventId)
    {
        try
        {
            await buyer.Client.Events.RegisterAsync(eventId);
            return null;
        }
        catch (PaymentRequiredException held)
        {
            return held.OrderId!.Value;
        }
    }

    /// <summary>Opens a payment page.</summary>
    public static async Task<Checkout> CheckOutAsync(this Person buyer, Guid orderId) =>
        await buyer.TryCheckOutAsync(orderId) ?? throw new InvalidOperationException($"Order {orderId} can no longer be paid.");

    /// <summary>The same; null if the order is paid or over.</summary>
    public static Task<Checkout?> TryCheckOutAsync(this Person buyer, Guid orderId, string cancelUrl = CancelUrl) =>
        buyer.TryCheckOutAsync(
            new CheckoutRequest
            {
                OrderId = orderId,
                PaymentMethod = CheckoutMethod.Card,
                SuccessUrl = SuccessUrl,
                CancelUrl = cancelUrl,
            }
        );

    /// <summary>The same for the caller's order for an event, without its id.</summary>
    public static async Task<Checkout> CheckOutEventAsync(this Person buyer, Guid eventId) =>
        await buyer.TryCheckOutAsync(
            new CheckoutRequest
            {
                EventId = eventId,
                PaymentMethod = CheckoutMethod.Card,
                SuccessUrl = SuccessUrl,
                CancelUrl = CancelUrl,
            }
        ) ?? throw new InvalidOperationException($"Event {eventId} can no longer be paid.");

    private static async Task<Checkout?> TryCheckOutAsync(this Person buyer, CheckoutRequest request)
    {
        try
        {
            var session = await buyer.Client.Orders.CheckoutAsync(request);
            return new Checkout(session.OrderId, session.PaymentId, new Uri(session.CheckoutUrl));
        }
        catch (ConflictException)
        {
            return null;
        }
    }

    public static Task UntilRegistrationIsAsync(this Person buyer, Guid eventId, string status) =>
        Poll.UntilAsync(async () => await buyer.RegistrationStatusAsync(eventId) == status, what: $"the registration is {status}");

    public static async Task<string> RegistrationStatusAsync(this Person buyer, Guid eventId) =>
        (await buyer.Client.Events.RegistrationAsync(eventId)).Status;

    public static Task UntilOrderIsAsync(this Person buyer, Guid orderId, string status) =>
        Poll.UntilAsync(async () => (await buyer.Client.Orders.GetAsync(orderId)).Status == status, what: $"the order is {status}");

    /// <summary>An administrator refunds a payment, or a part of it.</summary>
    public static Task RefundAsync(this Person administrator, Guid paymentId, long? amount = null) =>
        administrator.Client.Payments.RefundAsync(paymentId, new() { AmountCents = amount });

    /// <summary>Cancels a whole event.</summary>
    public static Task CancelEventAsync(this Person organizer, Guid eventId) =>
        organizer.Client.Events.CancelAsync(eventId, new() { Reason = "rain" });

    /// <summary>Gives credits without a payment, like a reward.</summary>
    public static async Task GiveCreditsAsync(this SharedFleet fleet, Guid userId, long credits)
    {
        await fleet.QueryAsync<string>(
            "payments",
            "WITH w AS (INSERT INTO wallets (id, user_id, created_at) VALUES (gen_random_uuid(), $1, now()) ON CONFLICT DO NOTHING) SELECT 'there is a wallet'",
            userId
        );
        await fleet.QueryAsync<string>(
            "payments",
            """
            WITH t AS (INSERT INTO ledger_transactions (id, reference, kind, at) SELECT id, 'test:' || id, 'referral', now() FROM (SELECT gen_random_uuid() AS id) AS new RETURNING id),
                e AS (INSERT INTO ledger_entries (transaction_id, account, wallet_id, currency, amount)
                    SELECT t.id, side.account, side.wallet_id, 'credits', side.amount
                    FROM t, (SELECT 'credits_issued' AS account, NULL::uuid AS wallet_id, -$2 AS amount UNION ALL SELECT 'wallet', id, $2 FROM wallets WHERE user_id = $1) AS side)
            SELECT 'given'
            """,
            userId,
            credits
        );
    }

    /// <summary>Payments asks the provider about all open pages at once, and not when each has been without a webhook for long.</summary>
    public static Task CheckNowAsync(this SharedFleet fleet) =>
        fleet.QueryAsync<long>(
            "payments",
            """
            WITH due AS (UPDATE payments SET next_check_at = now() WHERE status IN ('creating', 'pending') RETURNING id)
            SELECT count(*) FROM due
            """
        );

    /// <summary>Ends the hold of a seat, in events and in payments, as the clock would.</summary>
    public static async Task EndHoldAsync(this SharedFleet fleet, Guid orderId)
    {
        await fleet.QueryAsync<Guid>(
            "events",
            "UPDATE registrations SET hold_expires_at = now() WHERE order_id = $1 RETURNING id",
            orderId
        );
        await fleet.QueryAsync<Guid>("payments", "UPDATE orders SET expires_at = now() WHERE id = $1 RETURNING id", orderId);
    }
}
