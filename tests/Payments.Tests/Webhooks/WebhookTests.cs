using System.Net;
using Community.Payments.Orders;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Tests.Webhooks;

[Collection(nameof(PaymentsTests))]
public sealed class WebhookTests(PaymentsApplication app)
{
    private readonly Guid _buyer = Guid.CreateVersion7();

    [Fact]
    public async Task AnEventCountsOnceHoweverOftenAndInWhateverOrderItComes()
    {
        var (offer, payment) = await PendingAsync();
        var id = "evt_" + payment.Id.ToString("N");
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(i => SendAsync(Seller.Webhook("checkout.session.completed", Completed(payment), i < 3 ? id : null)))
        );
        answers.ShouldAllBe(status => status == HttpStatusCode.OK);
        await SendAsync(
            Seller.Webhook("checkout.session.expired", Completed(payment) with { Status = "expired", PaymentStatus = "unpaid" })
        );
        (await app.HttpAs(_buyer).StatusOfAsync(offer.OrderId)).ShouldBe(OrderStatus.Paid);
        await app.MustBalanceAsync();
    }

    [Fact]
    public async Task ForgedStaleAndAlteredEventsAreRefusedAndChangeNothing()
    {
        var (offer, payment) = await PendingAsync();
        var forged = Seller.Webhook("checkout.session.completed", Completed(payment), secret: "whsec_of_somebody_else");
        var stale = Seller.Webhook("checkout.session.completed", Completed(payment), age: TimeSpan.FromSeconds(301));
        var early = Seller.Webhook("checkout.session.completed", Completed(payment), age: TimeSpan.FromSeconds(-360));
        var altered = Seller.Webhook("checkout.session.completed", Completed(payment));
        var body = await altered.Content!.ReadAsByteArrayAsync();
        altered.Content = new ByteArrayContent([.. body, (byte)' ']);
        var unsigned = Seller.Webhook("checkout.session.completed", Completed(payment));
        unsigned.Headers.Remove("Stripe-Signature");
        foreach (var request in (HttpRequestMessage[])[forged, stale, early, altered, unsigned])
        {
            (await SendAsync(request)).ShouldBe(HttpStatusCode.BadRequest);
        }

        (await app.HttpAs(_buyer).StatusOfAsync(offer.OrderId)).ShouldBe(OrderStatus.Open);
    }

    [Fact]
    public async Task WhatMeansNothingHereIsTakenAndChangesNothing()
    {
        (await SendAsync(Seller.Webhook("payout.paid", new { id = "po_1", @object = "payout" }))).ShouldBe(HttpStatusCode.OK);
        (await SendAsync(Seller.Webhook("checkout.session.completed", new { id = "cs_1", @object = "something_else" }))).ShouldBe(
            HttpStatusCode.OK
        );
        var (_, payment) = await PendingAsync();
        (
            await SendAsync(
                Seller.Webhook(
                    "checkout.session.completed",
                    Completed(payment) with
                    {
                        Metadata = new() { ["order_id"] = "of another system" },
                    }
                )
            )
        ).ShouldBe(HttpStatusCode.OK);
        (await app.WithDbAsync(db => db.Payments.SingleAsync(p => p.Id == payment.Id))).Status.ShouldBe(PaymentStatus.Pending);
    }

    /// <summary>An order with a page that the provider does not know: only the webhooks of the test count.</summary>
    private async Task<(Contracts.Payments.PaymentRequested Offer, Payment Payment)> PendingAsync()
    {
        var offer = await app.OpenAsync(Seller.Offer(_buyer));
        var payment = new Payment
        {
            Id = Guid.CreateVersion7(),
            OrderId = offer.OrderId,
            Method = PaymentMethods.Card,
            Status = PaymentStatus.Pending,
            Amount = 2_500,
            Currency = "USD",
            SessionId = "cs_test_" + offer.OrderId.ToString("N"),
            CreatedAt = Seller.Now,
        };
        await app.WithDbAsync(async db =>
        {
            db.Payments.Add(payment);
            return await db.SaveChangesAsync();
        });
        return (offer, payment);
    }

    private async Task<HttpStatusCode> SendAsync(HttpRequestMessage request)
    {
        using var answer = await app.Http().SendAsync(request);
        return answer.StatusCode;
    }

    private static Session Completed(Payment payment) =>
        new(
            payment.SessionId!,
            "checkout.session",
            "complete",
            "paid",
            "pi_" + payment.Id.ToString("N"),
            2_500,
            "usd",
            "payment",
            new() { ["order_id"] = payment.OrderId.ToString(), ["payment_id"] = payment.Id.ToString() }
        );

    private sealed record Session(
        string Id,
        string Object,
        string Status,
        string PaymentStatus,
        string PaymentIntent,
        long AmountTotal,
        string Currency,
        string Mode,
        Dictionary<string, string> Metadata
    );
}
