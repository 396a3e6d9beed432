using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Community.Contracts.Payments;
using Community.Payments.Ledger;
using Community.Payments.Wallets;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Payments.Tests;

/// <summary>The actions of sellers, buyers and the provider, in one line each.</summary>
internal static class Seller
{
    public const string WebhookSecret = "whsec_community";

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>An offer for 25 dollars or 250 credits.</summary>
    public static PaymentRequested Offer(
        Guid userId,
        long amount = 2_500,
        string currency = "USD",
        long? credits = 250,
        TimeSpan? open = null
    )
    {
        var now = Now;
        return new(
            Guid.CreateVersion7(now),
            now,
            Guid.CreateVersion7(now),
            1,
            userId,
            "event_ticket",
            Guid.CreateVersion7(now),
            "Rooftop Sunset",
            amount,
            currency,
            credits,
            now + (open ?? TimeSpan.FromMinutes(15)),
            Guid.CreateVersion7(now)
        );
    }

    /// <summary>Publishes the offer over the bus, and waits until the order is open.</summary>
    public static async Task<PaymentRequested> OpenAsync(this PaymentsApplication app, PaymentRequested offer)
    {
        await app.PublishAsync(offer);
        await Poll.UntilAsync(() => app.WithDbAsync(db => db.Orders.AnyAsync(order => order.Id == offer.OrderId)));
        return offer;
    }

    /// <summary>Gives a person credits, as a reward does.</summary>
    public static Task GiveCreditsAsync(this PaymentsApplication app, Guid userId, long credits) =>
        app.WithDbAsync(db =>
            db.InTransactionAsync(async () =>
            {
                await db.IssueAsync(userId, credits, "referral", $"test:{Guid.CreateVersion7()}", null, Now);
                return await db.SaveChangesAsync();
            })
        );

    public static async Task<JsonNode> ReadAsync(this HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(expected, text);
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    public static async Task<JsonNode> GetJsonAsync(this HttpClient http, string path, HttpStatusCode expected = HttpStatusCode.OK) =>
        await (await http.GetAsync(new Uri(path, UriKind.Relative))).ReadAsync(expected);

    public static async Task<JsonNode> PostJsonAsync(
        this HttpClient http,
        string path,
        object? body,
        HttpStatusCode expected = HttpStatusCode.OK
    ) =>
        await (
            await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, Community.Platform.Http.Json.ServiceJson.Options)
        ).ReadAsync(expected);

    public static async Task<string> StatusOfAsync(this HttpClient http, Guid orderId) =>
        (await http.GetJsonAsync($"/api/v1/payments/orders/{orderId}"))["status"]!.GetValue<string>();

    public static Task WaitForStatusAsync(this HttpClient http, Guid orderId, string status) =>
        Poll.UntilAsync(async () => await http.StatusOfAsync(orderId) == status);

    /// <summary>An event as the provider sends it, with a signature of its bytes.</summary>
    public static HttpRequestMessage Webhook(
        string type,
        object about,
        string? id = null,
        string secret = WebhookSecret,
        TimeSpan? age = null
    )
    {
        var now = Now - (age ?? TimeSpan.Zero);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                id = id ?? "evt_" + Guid.CreateVersion7().ToString("N"),
                @object = "event",
                api_version = "2026-10-28.endive",
                created = now.ToUnixTimeSeconds(),
                type,
                data = new { @object = about },
            },
            Community.Platform.Http.Json.ServiceJson.Options
        );
        var time = now.ToUnixTimeSeconds();
        var signed = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.UTF8.GetBytes($"{time}."), .. body]);
        return new HttpRequestMessage(HttpMethod.Post, "/api/v1/payments/webhook")
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
            Headers = { { "Stripe-Signature", $"t={time},v1={Convert.ToHexStringLower(signed)}" } },
        };
    }

    /// <summary>The ledger's own proof finds no difference.</summary>
    public static Task MustBalanceAsync(this PaymentsApplication app) =>
        app.WithAsync(async services =>
        {
            var proof = await services.GetRequiredService<Proof>().MakeAsync(withProvider: false, CancellationToken.None);
            proof.Differences.ShouldBeEmpty();
            proof.IsBalanced.ShouldBeTrue();
            return true;
        });
}
