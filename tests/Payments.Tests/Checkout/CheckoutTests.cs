using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Community.Contracts.Payments;
using Community.Payments.Orders;
using Community.Payments.Refunds;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Tests.Checkout;

[Collection(nameof(PaymentsTests))]
public sealed class CheckoutTests(PaymentsApplication app)
{
    private const string Path = "/api/v1/payments/create-checkout-session";
    private readonly Guid _buyer = Guid.CreateVersion7();

    [Fact]
    public async Task APaidPageMakesThePaidOrderAndARefundSendsTheMoneyBack()
    {
        var http = app.HttpAs(_buyer);
        var offer = await app.OpenAsync(Seller.Offer(_buyer));
        var page = await http.PostJsonAsync(Path, Wish(offer.OrderId));
        (await http.PaymentAsync(page))["status"]!.GetValue<string>().ShouldBe("pending");
        await PayAsync(page);
        await http.WaitForStatusAsync(offer.OrderId, OrderStatus.Paid);
        (await http.PaymentAsync(page))["status"]!.GetValue<string>().ShouldBe("succeeded");
        await app.PublishAsync(
            new RefundRequested(
                Guid.CreateVersion7(),
                Seller.Now,
                offer.OrderId,
                4,
                _buyer,
                offer.Purpose,
                offer.ReferenceId,
                1_000,
                "partial"
            )
        );
        await http.WaitForStatusAsync(offer.OrderId, OrderStatus.PartiallyRefunded);
        await app.PublishAsync(
            new RefundRequested(Guid.CreateVersion7(), Seller.Now, offer.OrderId, 5, _buyer, offer.Purpose, offer.ReferenceId, null, "rest")
        );
        await http.WaitForStatusAsync(offer.OrderId, OrderStatus.Refunded);
        (await ChargedAsync(page)).ShouldBe((1, 2_500, 2_500));
        await app.MustBalanceAsync();
    }

    [Fact]
    public async Task AskingAgainAnswersTheSamePageAndAnotherMethodClosesIt()
    {
        var http = app.HttpAs(_buyer);
        var offer = await app.OpenAsync(Seller.Offer(_buyer));
        var pages = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => http.PostJsonAsync(Path, Wish(offer.OrderId))));
        pages.Select(page => page["session_id"]!.GetValue<string>()).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        var other = await http.PostJsonAsync(Path, Wish(offer.OrderId, "alipay"));
        other["session_id"]!.GetValue<string>().ShouldNotBe(pages[0]["session_id"]!.GetValue<string>());
        (
            await app.Sandbox()
                .PostAsJsonAsync($"/_sandbox/sessions/{pages[0]["session_id"]}/pay", new { card_number = "4242424242424242" })
        ).IsSuccessStatusCode.ShouldBeFalse();
        await app.GiveCreditsAsync(_buyer, 250);
        await http.PostJsonAsync($"/api/v1/payments/orders/{offer.OrderId}/pay-with-credits", null);
        (
            await app.Sandbox().PostAsJsonAsync($"/_sandbox/sessions/{other["session_id"]}/pay", new { outcome = "authorize" })
        ).IsSuccessStatusCode.ShouldBeFalse();
        (await http.PostJsonAsync(Path, Wish(offer.OrderId), HttpStatusCode.Conflict))["reason"]!
            .GetValue<string>()
            .ShouldBe("already_paid");
    }

    /// <summary>The wait doubles with each check up to its limit.</summary>
    [Fact]
    public async Task APageThatWasCheckedForDaysIsStillChecked()
    {
        var http = app.HttpAs(_buyer);
        var offer = await app.OpenAsync(Seller.Offer(_buyer));
        await http.PostJsonAsync(Path, Wish(offer.OrderId));
        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync($"UPDATE payments SET checks = 60, next_check_at = now() WHERE order_id = {offer.OrderId}")
        );
        await Poll.UntilAsync(() => app.WithDbAsync(db => db.Payments.AnyAsync(p => p.OrderId == offer.OrderId && p.Checks > 60)));
    }

    [Fact]
    public async Task ADeclinedCardMayBeTriedAgainOnTheSamePage()
    {
        var http = app.HttpAs(_buyer);
        var offer = await app.OpenAsync(Seller.Offer(_buyer));
        var page = await http.PostJsonAsync(Path, Wish(offer.OrderId));
        await PayAsync(page, "4000000000000002", isPaid: false);
        await Poll.UntilAsync(async () => (await http.PaymentAsync(page))["failure_code"] is not null);
        (await http.StatusOfAsync(offer.OrderId)).ShouldBe(OrderStatus.Open);
        await PayAsync(page);
        await http.WaitForStatusAsync(offer.OrderId, OrderStatus.Paid);
    }

    [Fact]
    public async Task ACheckoutRightAfterTheOfferWaitsForItsOrder()
    {
        var http = app.HttpAs(_buyer);
        var offer = Seller.Offer(_buyer);
        var asked = http.PostJsonAsync(Path, Wish(null) with { EventId = offer.ProductId });
        await app.PublishAsync(offer);
        (await asked)["order_id"]!.GetValue<Guid>().ShouldBe(offer.OrderId);
    }

    [Fact]
    public async Task AnOrderThatOnlyItsSellerKnowsIsAskedForAndNotDeniedWhileTheSellerIsAway()
    {
        const string Orders = "/internal/orders";
        var http = app.HttpAs(_buyer);
        var offer = Seller.Offer(_buyer);
        try
        {
            app.Sellers.Answers[Orders] = HttpStatusCode.BadGateway;
            await http.PostJsonAsync(Path, Wish(offer.OrderId), HttpStatusCode.ServiceUnavailable);
            app.Sellers.Answers[Orders] = offer;
            (await http.PostJsonAsync(Path, Wish(offer.OrderId)))["order_id"]!.GetValue<Guid>().ShouldBe(offer.OrderId);
        }
        finally
        {
            app.Sellers.Answers.TryRemove(Orders, out _);
        }

        await http.PostJsonAsync(Path, Wish(Guid.CreateVersion7()), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task AnOfferThatEndsClosesItsPageAndALatePaymentIsSaidToItsSeller()
    {
        var http = app.HttpAs(_buyer);
        var offer = await app.OpenAsync(Seller.Offer(_buyer));
        var page = await http.PostJsonAsync(Path, Wish(offer.OrderId));
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
        await http.WaitForStatusAsync(offer.OrderId, OrderStatus.Withdrawn);
        await Poll.UntilAsync(async () => (await http.PaymentAsync(page))["status"]!.GetValue<string>() == "closed");
        (
            await app.Sandbox().PostAsJsonAsync($"/_sandbox/sessions/{page["session_id"]}/pay", new { card_number = "4242424242424242" })
        ).IsSuccessStatusCode.ShouldBeFalse();
        (await http.PostJsonAsync(Path, Wish(offer.OrderId), HttpStatusCode.Conflict))["reason"]!.GetValue<string>().ShouldBe("not_open");
    }

    [Fact]
    public async Task APageThatIsCompleteAndNotPaidYetEndsAnotherWish()
    {
        var http = app.HttpAs(_buyer);
        var offer = await app.OpenAsync(Seller.Offer(_buyer));
        var page = await http.PostJsonAsync(
            Path,
            new
            {
                order_id = offer.OrderId,
                payment_method = "alipay",
                success_url = "https://app.example.org/paid",
                cancel_url = "https://app.example.org/",
            }
        );
        (
            await app.Sandbox().PostAsJsonAsync($"/_sandbox/sessions/{page["session_id"]}/pay", new { outcome = "pending" })
        ).EnsureSuccessStatusCode();
        var refused = await http.PostJsonAsync(
                Path,
                new
                {
                    order_id = offer.OrderId,
                    payment_method = "card",
                    success_url = "https://app.example.org/other",
                    cancel_url = "https://app.example.org/",
                },
                HttpStatusCode.Conflict
            )
            .WaitAsync(TimeSpan.FromSeconds(60));
        refused["reason"]!.GetValue<string>().ShouldBe("being_paid");
    }

    [Fact]
    public async Task AnOrderListsTheMethodsThatCanPayIt()
    {
        var http = app.HttpAs(_buyer);
        var offer = await app.OpenAsync(Seller.Offer(_buyer, currency: "AED"));
        (await http.GetJsonAsync($"/api/v1/payments/orders/{offer.OrderId}"))["payment_methods"]!
            .AsArray()
            .Select(method => (string?)method)
            .ShouldBe(["card", "credits"]);
        var refused = await http.PostJsonAsync(
            Path,
            new
            {
                order_id = offer.OrderId,
                payment_method = "alipay",
                success_url = "https://app.example.org/paid",
                cancel_url = "https://app.example.org/",
            },
            HttpStatusCode.UnprocessableEntity
        );
        refused["reason"]!.GetValue<string>().ShouldBe("method_refused");
        refused["payment_methods"]!.AsArray().Select(method => (string?)method).ShouldBe(["card", "credits"]);
    }

    [Fact]
    public async Task AWithdrawalMayComeBeforeItsOffer()
    {
        var offer = Seller.Offer(_buyer);
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
        await Poll.UntilAsync(() => app.WithDbAsync(db => db.EarlyWithdrawals.AnyAsync(early => early.OrderId == offer.OrderId)));
        await app.OpenAsync(offer);
        (await app.HttpAs(_buyer).StatusOfAsync(offer.OrderId)).ShouldBe(OrderStatus.Withdrawn);
    }

    [Fact]
    public async Task AnUnpaidOrderExpires()
    {
        var offer = await app.OpenAsync(Seller.Offer(_buyer, open: TimeSpan.FromMilliseconds(300)));
        await app.HttpAs(_buyer).WaitForStatusAsync(offer.OrderId, OrderStatus.Expired);
    }

    [Fact]
    public async Task AnAdministratorGivesMoneyBackOnceAndNeverMoreThanWasPaid()
    {
        var (http, admin) = (app.HttpAs(_buyer), app.HttpAs(Guid.CreateVersion7(), "admin"));
        var offer = await app.OpenAsync(Seller.Offer(_buyer));
        var page = await http.PostJsonAsync(Path, Wish(offer.OrderId));
        var refund = $"/api/v1/payments/{page["payment_id"]}/refund";
        (await admin.PostJsonAsync(refund, new { }, HttpStatusCode.Conflict))["reason"]!.GetValue<string>().ShouldBe("not_paid");
        await PayAsync(page);
        await http.WaitForStatusAsync(offer.OrderId, OrderStatus.Paid);
        await http.PostJsonAsync(refund, new { }, HttpStatusCode.Forbidden);
        await admin.PostJsonAsync(refund, new { amount_cents = 0 }, HttpStatusCode.BadRequest);
        await admin.PostJsonAsync(refund, new { amount_cents = 2_501 }, HttpStatusCode.Conflict);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(async _ =>
                    (await admin.PostAsJsonAsync(new Uri(refund, UriKind.Relative), new { amount_cents = 1_000 })).StatusCode
                )
        );
        answers.Count(status => status == HttpStatusCode.OK).ShouldBe(2);
        await Poll.UntilAsync(() =>
            app.WithDbAsync(async db =>
                await db.Refunds.CountAsync(r => r.OrderId == offer.OrderId && r.Status == RefundStatus.Succeeded) == 2
            )
        );
        (await ChargedAsync(page)).ShouldBe((1, 2_500, 2_000));
        await app.MustBalanceAsync();
    }

    [Theory]
    [InlineData("https://evil.example/paid", "host")]
    [InlineData("https://app.example.org.evil.example/", "host")]
    [InlineData("https://app.example.org@evil.example/", "credentials")]
    [InlineData("http://app.example.org/paid", "https")]
    [InlineData("javascript:alert(1)", "absolute")]
    [InlineData("//evil.example", "absolute")]
    [InlineData("/paid", "absolute")]
    [InlineData("https://app.example.org\\@evil.example/", "absolute")]
    [InlineData("https://app.example.org/a b", "plain")]
    public async Task APageLeadsBackToAllowedHostsOnly(string url, string word)
    {
        var offer = await app.OpenAsync(Seller.Offer(_buyer));
        foreach (var wish in (Wished[])[Wish(offer.OrderId) with { SuccessUrl = url }, Wish(offer.OrderId) with { CancelUrl = url }])
        {
            (await app.HttpAs(_buyer).PostJsonAsync(Path, wish, HttpStatusCode.BadRequest))["errors"]!.ToJsonString().ShouldContain(word);
        }

        (await app.WithDbAsync(db => db.Payments.CountAsync(payment => payment.OrderId == offer.OrderId))).ShouldBe(0);
    }

    [Fact]
    public async Task WhatIsNoWishToPayIsRefusedAndChargesNothing()
    {
        var http = app.HttpAs(_buyer);
        var offer = await app.OpenAsync(Seller.Offer(_buyer));
        await http.PostJsonAsync(Path, Wish(offer.OrderId, "cash"), HttpStatusCode.BadRequest);
        await http.PostJsonAsync(Path, Wish(offer.OrderId, "credits"), HttpStatusCode.BadRequest);
        await http.PostJsonAsync(Path, Wish(null), HttpStatusCode.BadRequest);
        await http.PostJsonAsync(Path, Wish(offer.OrderId) with { EventId = Guid.CreateVersion7() }, HttpStatusCode.BadRequest);
        await app.HttpAs(Guid.CreateVersion7()).PostJsonAsync(Path, Wish(offer.OrderId), HttpStatusCode.NotFound);
        await app.Http().PostJsonAsync(Path, Wish(offer.OrderId), HttpStatusCode.Unauthorized);
        var cents = await app.OpenAsync(Seller.Offer(_buyer, amount: 1));
        (await http.PostJsonAsync(Path, Wish(cents.OrderId), HttpStatusCode.UnprocessableEntity))["reason"]!
            .GetValue<string>()
            .ShouldBe("method_refused");
        // The service ignores a price from the client.
        var page = await http.PostJsonAsync(
            Path,
            new
            {
                order_id = offer.OrderId,
                payment_method = "card",
                success_url = "https://app.example.org/",
                cancel_url = "https://app.example.org/",
                amount_cents = 1,
            }
        );
        (await http.PaymentAsync(page))["amount_cents"]!.GetValue<long>().ShouldBe(2_500);
    }

    [Fact]
    public async Task AmountsOfCurrenciesWithoutMinorUnitsAreAsTheyAre()
    {
        var http = app.HttpAs(_buyer);
        var offer = await app.OpenAsync(Seller.Offer(_buyer, amount: 3_000, currency: "JPY"));
        var page = await http.PostJsonAsync(Path, Wish(offer.OrderId));
        (await app.Sandbox().GetStringAsync(page["checkout_url"]!.GetValue<string>())).ShouldContain("3000 JPY");
        await PayAsync(page);
        await http.WaitForStatusAsync(offer.OrderId, OrderStatus.Paid);
        (await ChargedAsync(page)).ShouldBe((1, 3_000, 0));
    }

    internal sealed record Wished(Guid? OrderId, string PaymentMethod, string SuccessUrl, string CancelUrl, Guid? EventId = null);

    private static Wished Wish(Guid? orderId, string method = "card") =>
        new(orderId, method, "https://app.example.org/paid", "https://app.example.org/");

    private async Task PayAsync(JsonNode page, string card = "4242424242424242", bool isPaid = true)
    {
        var answer = await app.Sandbox().PostAsJsonAsync($"/_sandbox/sessions/{page["session_id"]}/pay", new { card_number = card });
        answer.IsSuccessStatusCode.ShouldBe(isPaid, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The provider's charges and refunds for a page's order.</summary>
    private async Task<(int Charges, long Charged, long Refunded)> ChargedAsync(JsonNode page)
    {
        var order = page["order_id"]!.GetValue<string>();
        var journal = (await app.Sandbox().GetFromJsonAsync<JsonNode>("/_sandbox/journal"))!;
        var charges = journal["charges"]!
            .AsArray()
            .Where(charge => charge!["metadata"]!["order_id"]?.GetValue<string>() == order && charge["paid"]!.GetValue<bool>())
            .ToArray();
        return (
            charges.Length,
            charges.Sum(charge => charge!["amount"]!.GetValue<long>()),
            charges.Sum(charge => charge!["amount_refunded"]!.GetValue<long>())
        );
    }
}

internal static class CheckoutCalls
{
    public static Task<JsonNode> PaymentAsync(this HttpClient http, JsonNode page) =>
        http.GetJsonAsync($"/api/v1/payments/status/{page["payment_id"]}");
}
