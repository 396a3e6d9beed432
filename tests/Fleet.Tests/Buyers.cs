using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>A page for the payment of an order.</summary>
internal sealed record Checkout(Guid OrderId, Guid PaymentId, Uri Page);

/// <summary>The steps of a person who buys a seat, through the gateway.</summary>
internal static class Buyers
{
    private const string SuccessUrl = "http://127.0.0.1/yes?{CHECKOUT_SESSION_ID}";

    /// <summary>Registers for a paid event with a free seat: 402 with the order.</summary>
    public static async Task<Guid> HoldAsync(this Person buyer, Guid eventId)
    {
        using var answer = await buyer.PostAsync($"/api/v1/events/{eventId}/register");
        return (await answer.ShouldBeAsync(HttpStatusCode.PaymentRequired))["order_id"]!.GetValue<Guid>();
    }

    /// <summary>Registers for an event that may be full; the order if a seat is held, otherwise null.</summary>
    public static async Task<Guid?> TryHoldAsync(this Person buyer, Guid eventId)
    {
        using var answer = await buyer.PostAsync($"/api/v1/events/{eventId}/register");
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            return null;
        }

        return (await answer.ShouldBeAsync(HttpStatusCode.PaymentRequired))["order_id"]!.GetValue<Guid>();
    }

    /// <summary>Opens a payment page.</summary>
    public static async Task<Checkout> CheckOutAsync(this Person buyer, Guid orderId) =>
        await buyer.TryCheckOutAsync(orderId) ?? throw new InvalidOperationException($"Order {orderId} can no longer be paid.");

    /// <summary>The same; null if the order is paid or over.</summary>
    public static Task<Checkout?> TryCheckOutAsync(this Person buyer, Guid orderId, string cancelUrl = "http://127.0.0.1/no") =>
        buyer.TryCheckOutAsync(
            new
            {
                order_id = orderId,
                payment_method = "card",
                success_url = SuccessUrl,
                cancel_url = cancelUrl,
            }
        );

    /// <summary>The same for the caller's order for an event, without its id.</summary>
    public static async Task<Checkout> CheckOutEventAsync(this Person buyer, Guid eventId) =>
        await buyer.TryCheckOutAsync(
            new
            {
                event_id = eventId,
                payment_method = "card",
                success_url = SuccessUrl,
                cancel_url = "http://127.0.0.1/no",
            }
        ) ?? throw new InvalidOperationException($"Event {eventId} can no longer be paid.");

    private static async Task<Checkout?> TryCheckOutAsync(this Person buyer, object body)
    {
        using var answer = await buyer.PostAsync("/api/v1/payments/create-checkout-session", body);
        if (answer.StatusCode == HttpStatusCode.Conflict)
        {
            return null;
        }

        var session = await answer.ShouldBeAsync(HttpStatusCode.OK);
        return new Checkout(
            session["order_id"]!.GetValue<Guid>(),
            session["payment_id"]!.GetValue<Guid>(),
            new Uri(session["checkout_url"]!.GetValue<string>())
        );
    }

    /// <summary>Cancels the registration.</summary>
    public static async Task CancelAsync(this Person buyer, Guid eventId)
    {
        using var answer = await buyer.Client.DeleteAsync(new Uri($"/api/v1/events/{eventId}/register", UriKind.Relative));
        await answer.ShouldBeAsync(HttpStatusCode.OK);
    }

    /// <summary>The registration as its owner sees it.</summary>
    public static Task<JsonNode> RegistrationAsync(this Person buyer, Guid eventId) =>
        buyer.Client.GetAsync($"/api/v1/events/{eventId}/status", HttpStatusCode.OK);

    public static Task UntilRegistrationIsAsync(this Person buyer, Guid eventId, string status, double seconds = 60) =>
        Poll.UntilAsync(async () => await buyer.RegistrationStatusAsync(eventId) == status, seconds, $"the registration is {status}");

    public static async Task<string> RegistrationStatusAsync(this Person buyer, Guid eventId) =>
        (await buyer.RegistrationAsync(eventId))["status"]!.GetValue<string>();

    public static Task UntilOrderIsAsync(this Person buyer, Guid orderId, string status, double seconds = 60) =>
        Poll.UntilAsync(
            async () =>
                (await buyer.Client.GetAsync($"/api/v1/payments/orders/{orderId}", HttpStatusCode.OK))["status"]!.GetValue<string>()
                == status,
            seconds,
            $"the order is {status}"
        );

    /// <summary>An administrator refunds a payment, or a part of it.</summary>
    public static async Task RefundAsync(this Person administrator, Guid paymentId, long? amount = null)
    {
        using var answer = await administrator.PostAsync($"/api/v1/payments/{paymentId}/refund", new { amount_cents = amount });
        await answer.ShouldBeAsync(HttpStatusCode.OK);
    }

    /// <summary>The same person with a client that repeats requests while a service is away.</summary>
    public static Person Patiently(this Person person, SharedFleet fleet) =>
        person with
        {
            Client = fleet.Client(person.AccessToken, isPatient: true),
        };

    /// <summary>Cancels a whole event.</summary>
    public static async Task CancelEventAsync(this Person organizer, Guid eventId)
    {
        using var answer = await organizer.PostAsync($"/api/v1/events/{eventId}/cancel", new { reason = "rain" });
        await answer.ShouldBeAsync(HttpStatusCode.OK);
    }

    public static async Task<HttpResponseMessage> PostAsync(this Person person, string path, object? body = null) =>
        body is null
            ? await person.Client.PostAsync(new Uri(path, UriKind.Relative), content: null)
            : await person.Client.PostAsJsonAsync(path, body);

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
