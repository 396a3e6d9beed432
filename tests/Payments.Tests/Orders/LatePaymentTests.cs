using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Community.Contracts.Payments;
using Community.Payments.Orders;
using Community.Payments.Tests.Checkout;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Tests.Orders;

[Collection(nameof(PaymentsTests))]
public sealed class LatePaymentTests(PaymentsApplication app)
{
    private readonly Guid _buyer = Guid.CreateVersion7();

    [Fact]
    public async Task APaymentThatTakesItsTimePaysWhenItHasArrived()
    {
        var (offer, page) = await OpenAsync("alipay");
        await PayAsync(page, new { outcome = "pending" });
        var http = app.HttpAs(_buyer);
        (await http.StatusOfAsync(offer.OrderId)).ShouldBe(OrderStatus.Open);
        await SettleAsync(page, "succeed");
        await http.WaitForStatusAsync(offer.OrderId, OrderStatus.Paid);
    }

    [Fact]
    public async Task APaymentThatFailsInTheEndEndsTheOffer()
    {
        var (offer, page) = await OpenAsync("wechat_pay");
        await PayAsync(page, new { outcome = "pending" });
        await SettleAsync(page, "fail");
        var http = app.HttpAs(_buyer);
        await http.WaitForStatusAsync(offer.OrderId, OrderStatus.Expired);
        (await http.PaymentAsync(page))["failure_code"]!.GetValue<string>().ShouldBeOneOf("async_payment_failed", "generic_decline");
    }

    [Fact]
    public async Task APaymentAfterTheOffersEndIsAnnouncedToTheSellerWhoRefundsIt()
    {
        var (offer, page) = await OpenAsync("alipay");
        await PayAsync(page, new { outcome = "pending" });
        await app.PublishAsync(
            new PaymentWithdrawn(
                Guid.CreateVersion7(),
                Seller.Now,
                offer.OrderId,
                2,
                _buyer,
                offer.Purpose,
                offer.ReferenceId,
                "by_attendee"
            )
        );
        var http = app.HttpAs(_buyer);
        await http.WaitForStatusAsync(offer.OrderId, OrderStatus.Withdrawn);
        await SettleAsync(page, "succeed");
        await http.WaitForStatusAsync(offer.OrderId, OrderStatus.Paid);
        await app.PublishAsync(
            new RefundRequested(
                Guid.CreateVersion7(),
                Seller.Now,
                offer.OrderId,
                3,
                _buyer,
                offer.Purpose,
                offer.ReferenceId,
                null,
                "seat_given_away"
            )
        );
        await http.WaitForStatusAsync(offer.OrderId, OrderStatus.Refunded);
        await app.MustBalanceAsync();
    }

    [Fact]
    public async Task MoneyGivenBackAtTheProviderIsBooked()
    {
        var (offer, page) = await OpenAsync("card");
        await PayAsync(page, new { card_number = "4242424242424242" });
        var http = app.HttpAs(_buyer);
        await http.WaitForStatusAsync(offer.OrderId, OrderStatus.Paid);
        var intent = await app.WithDbAsync(db =>
            db.Payments.Where(payment => payment.OrderId == offer.OrderId).Select(payment => payment.PaymentIntent).SingleAsync()
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/refunds")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["payment_intent"] = intent!, ["amount"] = "700" }),
            Headers = { Authorization = new("Bearer", "sk_test_community") },
        };
        (await app.Sandbox().SendAsync(request)).EnsureSuccessStatusCode();
        await http.WaitForStatusAsync(offer.OrderId, OrderStatus.PartiallyRefunded);
        (await http.GetJsonAsync($"/api/v1/payments/orders/{offer.OrderId}"))["refunded_amount"]!.GetValue<long>().ShouldBe(700);
        await app.MustBalanceAsync();
    }

    [Fact]
    public async Task ARefundWhoseAnswerIsLostGoesBackOnce()
    {
        var (offer, page) = await OpenAsync("card");
        await PayAsync(page, new { card_number = "4242424242424242" });
        var http = app.HttpAs(_buyer);
        await http.WaitForStatusAsync(offer.OrderId, OrderStatus.Paid);
        (await app.Sandbox().PutAsJsonAsync("/_sandbox/faults", new { charge_then_drop = 1 })).EnsureSuccessStatusCode();
        await app.PublishAsync(
            new RefundRequested(
                Guid.CreateVersion7(),
                Seller.Now,
                offer.OrderId,
                3,
                _buyer,
                offer.Purpose,
                offer.ReferenceId,
                null,
                "cancelled"
            )
        );
        await http.WaitForStatusAsync(offer.OrderId, OrderStatus.Refunded);
        (await app.WithDbAsync(db => db.Refunds.CountAsync(refund => refund.OrderId == offer.OrderId))).ShouldBe(1);
        await app.MustBalanceAsync();
    }

    private async Task<(PaymentRequested Offer, JsonNode Page)> OpenAsync(string method)
    {
        var offer = await app.OpenAsync(Seller.Offer(_buyer));
        return (
            offer,
            await app.HttpAs(_buyer)
                .PostJsonAsync(
                    "/api/v1/payments/create-checkout-session",
                    new
                    {
                        order_id = offer.OrderId,
                        payment_method = method,
                        success_url = "https://app.example.org/paid",
                        cancel_url = "https://app.example.org/",
                    }
                )
        );
    }

    private async Task PayAsync(JsonNode page, object form) =>
        (await app.Sandbox().PostAsJsonAsync($"/_sandbox/sessions/{page["session_id"]}/pay", form)).EnsureSuccessStatusCode();

    private async Task SettleAsync(JsonNode page, string outcome) =>
        (await app.Sandbox().PostAsJsonAsync($"/_sandbox/sessions/{page["session_id"]}/async", new { outcome })).EnsureSuccessStatusCode();
}
