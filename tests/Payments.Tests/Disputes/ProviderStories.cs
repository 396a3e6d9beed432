using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Community.Contracts.Payments;
using Community.Payments.Ledger;
using Community.Payments.Orders;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Payments.Tests.Disputes;

/// <summary>
/// A service whose money is all real to Stripe's stand-in, so that the ledger can be compared with the provider's balance to the cent.
/// </summary>
[CollectionDefinition(nameof(ProviderStories))]
public sealed class ProviderStories : ICollectionFixture<PaymentsApplication>;

/// <summary>The actions of a buyer, a seller and a bank, in one line each.</summary>
internal static class Stories
{
    /// <summary>An order paid by card at the stand-in.</summary>
    public static async Task<(PaymentRequested Offer, string Intent)> PaidAsync(
        this PaymentsApplication app,
        Guid buyer,
        PaymentRequested? offered = null
    )
    {
        var offer = await app.OpenAsync(offered ?? Seller.Offer(buyer));
        var http = app.HttpAs(buyer);
        var page = await http.PostJsonAsync(
            "/api/v1/payments/create-checkout-session",
            new
            {
                order_id = offer.OrderId,
                payment_method = "card",
                success_url = "https://app.example.org/paid",
                cancel_url = "https://app.example.org/",
            }
        );
        await app.ControlAsync($"sessions/{page["session_id"]}/pay", new { card_number = "4242424242424242" });
        await http.WaitForStatusAsync(offer.OrderId, OrderStatus.Paid);
        return (
            offer,
            (
                await app.WithDbAsync(db =>
                    db.Payments.Where(payment => payment.OrderId == offer.OrderId).Select(payment => payment.PaymentIntent).SingleAsync()
                )
            )!
        );
    }

    public static async Task<JsonNode> ControlAsync(this PaymentsApplication app, string path, object body)
    {
        using var answer = await app.Sandbox().PostAsJsonAsync("/_sandbox/" + path, body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>Refunds a charge as an operator does in the provider's dashboard.</summary>
    public static async Task RefundAtProviderAsync(this PaymentsApplication app, string intent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/refunds")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["payment_intent"] = intent }),
            Headers = { Authorization = new("Bearer", "sk_test_community") },
        };
        using var answer = await app.Sandbox().SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until the stand-in's webhooks of this type about an object are applied.</summary>
    public static Task HeardAsync(this PaymentsApplication app, string type, JsonNode about) =>
        Poll.UntilAsync(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/events?type={type}&limit=100")
            {
                Headers = { Authorization = new("Bearer", "sk_test_community") },
            };
            using var answer = await app.Sandbox().SendAsync(request);
            var ids = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["data"]!
                .AsArray()
                .Where(one => (string?)one!["data"]!["object"]!["id"] == (string?)about["id"])
                .Select(one => (string)one!["id"]!)
                .ToArray();
            return ids.Length > 0
                && await app.WithDbAsync(db => db.WebhookEvents.CountAsync(known => ids.Contains(known.Id))) == ids.Length;
        });

    public static Task SellerGivesBackAsync(this PaymentsApplication app, PaymentRequested offer) =>
        app.PublishAsync(
            new RefundRequested(
                Guid.CreateVersion7(),
                Seller.Now,
                offer.OrderId,
                3,
                offer.UserId,
                offer.Purpose,
                offer.ReferenceId,
                null,
                "cancelled"
            )
        );

    /// <summary>The ledger agrees with the orders and with the provider's balance.</summary>
    public static Task MustAgreeWithTheProviderAsync(this PaymentsApplication app) =>
        app.WithAsync(async services =>
        {
            var proof = await services.GetRequiredService<Proof>().MakeAsync(withProvider: true, CancellationToken.None);
            proof.Differences.ShouldBeEmpty();
            // The charges in other currencies come from other tests.
            proof.Provider!.Single(line => line.Currency == "USD").Agrees.ShouldBeTrue();
            return true;
        });
}
