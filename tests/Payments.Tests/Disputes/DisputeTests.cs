using System.Net;
using Community.Payments.Orders;
using Community.Payments.Refunds;
using Community.Payments.Subscriptions;
using Community.Payments.Tests.Plans;
using Community.Payments.Tests.Subscriptions;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Tests.Disputes;

/// <summary>A bank asks, takes money, gives it back or keeps it: at every step, the ledger agrees with Stripe's balance.</summary>
[Collection(nameof(ProviderStories))]
public sealed class DisputeTests(PaymentsApplication app)
{
    private readonly Guid _buyer = Guid.CreateVersion7();

    private HttpClient Buyer => app.HttpAs(_buyer);

    [Fact]
    public async Task AnInquiryMovesNoMoney()
    {
        var (offer, intent) = await app.PaidAsync(_buyer);
        var inquiry = await app.ControlAsync("disputes", new { payment_intent = intent, inquiry = true });
        await app.HeardAsync("charge.dispute.created", inquiry);
        (await Buyer.StatusOfAsync(offer.OrderId)).ShouldBe(OrderStatus.Paid);
        await app.MustAgreeWithTheProviderAsync();

        await app.ControlAsync($"disputes/{inquiry["id"]}", new { status = "warning_closed" });
        await app.HeardAsync("charge.dispute.closed", inquiry);
        (await Buyer.StatusOfAsync(offer.OrderId)).ShouldBe(OrderStatus.Paid);
        await app.MustAgreeWithTheProviderAsync();
    }

    [Fact]
    public async Task AWonDisputeLeavesTheSaleAsItWas()
    {
        var (offer, intent) = await app.PaidAsync(_buyer);
        var dispute = await app.ControlAsync("disputes", new { payment_intent = intent });
        await app.HeardAsync("charge.dispute.funds_withdrawn", dispute);
        (await Buyer.StatusOfAsync(offer.OrderId)).ShouldBe(OrderStatus.Paid);
        (await PaymentAsync(offer.OrderId))["status"]!.GetValue<string>().ShouldBe("disputed");
        await app.MustAgreeWithTheProviderAsync();

        await app.ControlAsync($"disputes/{dispute["id"]}", new { status = "won" });
        await app.HeardAsync("charge.dispute.closed", dispute);
        (await Buyer.StatusOfAsync(offer.OrderId)).ShouldBe(OrderStatus.Paid);
        (await PaymentAsync(offer.OrderId))["status"]!.GetValue<string>().ShouldBe("succeeded");
        await app.MustAgreeWithTheProviderAsync();
    }

    [Fact]
    public async Task ALostDisputeIsSaidToTheSellerOnce()
    {
        await using var heard = await Heard<Contracts.Payments.PaymentRefunded>.ListenAsync(app);
        var (offer, intent) = await app.PaidAsync(_buyer);
        var inquiry = await app.ControlAsync("disputes", new { payment_intent = intent, inquiry = true });
        await app.ControlAsync($"disputes/{inquiry["id"]}", new { status = "escalate" });
        await app.ControlAsync($"disputes/{inquiry["id"]}", new { status = "lost" });
        await Buyer.WaitForStatusAsync(offer.OrderId, OrderStatus.Refunded);
        await app.HeardAsync("charge.dispute.funds_withdrawn", inquiry);
        await app.HeardAsync("charge.dispute.closed", inquiry);
        await app.MustAgreeWithTheProviderAsync();
        await Poll.UntilAsync(() => heard.About(offer.OrderId).Count > 0);
        heard.About(offer.OrderId).ShouldHaveSingleItem().AmountCents.ShouldBe(2_500);
    }

    [Fact]
    public async Task WhatTheSellerGaveBackDuringADisputeReachesTheBuyerWhenItIsWon()
    {
        var (offer, intent) = await app.PaidAsync(_buyer);
        var dispute = await app.ControlAsync("disputes", new { payment_intent = intent });
        await app.HeardAsync("charge.dispute.funds_withdrawn", dispute);
        await app.SellerGivesBackAsync(offer);
        await Poll.UntilAsync(() =>
            app.WithDbAsync(db => db.Refunds.AnyAsync(refund => refund.OrderId == offer.OrderId && refund.Attempts > 0))
        );
        await app.MustAgreeWithTheProviderAsync();

        await app.ControlAsync($"disputes/{dispute["id"]}", new { status = "won" });
        await app.HeardAsync("charge.dispute.closed", dispute);
        await app.TryRefundsNowAsync(offer.OrderId);
        await Buyer.WaitForStatusAsync(offer.OrderId, OrderStatus.Refunded);
        await app.MustAgreeWithTheProviderAsync();

        // That the refund waits for the dispute's end is nothing for an operator to do.
        var refunds = await app.WithDbAsync(db =>
            db.Refunds.Where(refund => refund.OrderId == offer.OrderId).Select(refund => refund.Id).ToListAsync()
        );
        refunds.ShouldNotBeEmpty();
        app.Failures.Lines.ShouldNotContain(line => refunds.Any(refund => line.Contains(refund.ToString())));
    }

    [Fact]
    public async Task ARefundThatIsMadeBeforeItIsHeardThatTheDisputeIsWonIsBookedOnce()
    {
        var (offer, intent) = await app.PaidAsync(_buyer);
        var dispute = await app.ControlAsync("disputes", new { payment_intent = intent });
        var id = (string)dispute["id"]!;
        await app.HeardAsync("charge.dispute.funds_withdrawn", dispute);
        await app.SellerGivesBackAsync(offer);
        await Poll.UntilAsync(() =>
            app.WithDbAsync(db => db.Refunds.AnyAsync(refund => refund.OrderId == offer.OrderId && refund.Failure != null))
        );
        await using (await app.WebhooksAsync(new { enabled = false }))
        {
            await app.ControlAsync($"disputes/{id}", new { status = "won" });
            await app.TryRefundsNowAsync(offer.OrderId);
            await Buyer.WaitForStatusAsync(offer.OrderId, OrderStatus.Refunded);
        }

        await app.WithDbAsync(db =>
            db.Disputes.Where(one => one.Id == id)
                .ExecuteUpdateAsync(set => set.SetProperty(one => one.NextCheckAt, DateTimeOffset.UnixEpoch))
        );
        await Poll.UntilAsync(() => app.WithDbAsync(db => db.Disputes.AnyAsync(one => one.Id == id && one.ClosedAt != null)));
        await app.MustAgreeWithTheProviderAsync();
    }

    [Fact]
    public async Task WhatTheSellerGaveBackDuringADisputeIsNotPaidTwiceWhenItIsLost()
    {
        var (offer, intent) = await app.PaidAsync(_buyer);
        var dispute = await app.ControlAsync("disputes", new { payment_intent = intent });
        await app.SellerGivesBackAsync(offer);
        await app.HeardAsync("charge.dispute.funds_withdrawn", dispute);
        await Poll.UntilAsync(() => app.WithDbAsync(db => db.Refunds.AnyAsync(refund => refund.OrderId == offer.OrderId)));
        await app.ControlAsync($"disputes/{dispute["id"]}", new { status = "lost" });
        await Buyer.WaitForStatusAsync(offer.OrderId, OrderStatus.Refunded);
        (await Buyer.GetJsonAsync($"/api/v1/payments/orders/{offer.OrderId}"))["refunded_amount"]!.GetValue<long>().ShouldBe(2_500);
        await app.MustAgreeWithTheProviderAsync();
    }

    /// <summary>After a lost dispute Stripe refunds no other part of the charge, so the rest must not wait for it.</summary>
    [Fact]
    public async Task TheRestOfAPartlyLostChargeIsOwedAndMayBeTakenAsCredits()
    {
        var (offer, intent) = await app.PaidAsync(_buyer);
        var dispute = await app.ControlAsync("disputes", new { payment_intent = intent, amount = 1_000 });
        await app.HeardAsync("charge.dispute.funds_withdrawn", dispute);
        await app.ControlAsync($"disputes/{dispute["id"]}", new { status = "lost" });
        await Buyer.WaitForStatusAsync(offer.OrderId, OrderStatus.PartiallyRefunded);

        await app.SellerGivesBackAsync(offer);
        await Buyer.WaitForStatusAsync(offer.OrderId, OrderStatus.RefundFailed);
        await app.MustAgreeWithTheProviderAsync();
        var rest = await app.WithDbAsync(db =>
            db.Refunds.Where(r => r.OrderId == offer.OrderId && r.Status == RefundStatus.Failed).Select(r => r.Id).SingleAsync()
        );
        await Buyer.PostJsonAsync($"/api/v1/payments/refunds/{rest}/take-as-credits", null);

        (await Buyer.StatusOfAsync(offer.OrderId)).ShouldBe(OrderStatus.Refunded);
        (await app.BalanceAsync(_buyer)).ShouldBe(150, "15.00 USD at 0.10 each");
        await app.MustAgreeWithTheProviderAsync();
    }

    [Fact]
    public async Task TheCreditsOfADisputedPackLeaveTheWalletAndComeBackWhenItIsWon()
    {
        var intent = await PackAsync();
        var dispute = await app.ControlAsync("disputes", new { payment_intent = intent });
        await app.HeardAsync("charge.dispute.funds_withdrawn", dispute);
        (await app.BalanceAsync(_buyer)).ShouldBe(0);
        await app.MustAgreeWithTheProviderAsync();

        await app.ControlAsync($"disputes/{dispute["id"]}", new { status = "won" });
        await app.HeardAsync("charge.dispute.closed", dispute);
        (await app.BalanceAsync(_buyer)).ShouldBe(100);
        await app.MustAgreeWithTheProviderAsync();
    }

    [Fact]
    public async Task OfALostPackOnlyTheSpentCreditsAreKept()
    {
        var intent = await PackAsync();
        await Buyer.PostJsonAsync("/api/v1/boosts", new { duration = "day", pay_with = "credits" }, HttpStatusCode.Created);
        var dispute = await app.ControlAsync("disputes", new { payment_intent = intent });
        await app.HeardAsync("charge.dispute.funds_withdrawn", dispute);
        await app.ControlAsync($"disputes/{dispute["id"]}", new { status = "lost" });
        await app.HeardAsync("charge.dispute.closed", dispute);

        (await app.BalanceAsync(_buyer)).ShouldBe(0);
        await app.MustAgreeWithTheProviderAsync();
    }

    [Fact]
    public async Task APackThatAnOperatorRefundsDuringADisputeIsNotGivenAgain()
    {
        var intent = await PackAsync();
        var dispute = await app.ControlAsync("disputes", new { payment_intent = intent });
        await app.HeardAsync("charge.dispute.funds_withdrawn", dispute);
        var payment = await app.WithDbAsync(db => db.Payments.SingleAsync(one => one.PaymentIntent == intent));
        await app.HttpAs(Guid.CreateVersion7(), "admin").PostJsonAsync($"/api/v1/payments/{payment.Id}/refund", new { });

        await app.ControlAsync($"disputes/{dispute["id"]}", new { status = "won" });
        await app.HeardAsync("charge.dispute.closed", dispute);
        await app.TryRefundsNowAsync(payment.OrderId);
        await Buyer.WaitForStatusAsync(payment.OrderId, OrderStatus.Refunded);
        (await app.BalanceAsync(_buyer)).ShouldBe(0);
        await app.MustAgreeWithTheProviderAsync();
    }

    [Fact]
    public async Task ADisputeOfAChargeThatIsNotOursIsKeptAndChangesNoOrder()
    {
        // A payment by credits has no payment intent: a search for no intent must not find this order.
        var offer = await app.OpenAsync(Seller.Offer(_buyer));
        await app.GiveCreditsAsync(_buyer, 250);
        await Buyer.PostJsonAsync($"/api/v1/payments/orders/{offer.OrderId}/pay-with-credits", null);

        var charge = await app.ControlAsync("charges", new { amount = 900, currency = "eur" });
        var dispute = await app.ControlAsync("disputes", new { charge = (string)charge["id"]! });
        await app.HeardAsync("charge.dispute.created", dispute);
        await app.HeardAsync("charge.dispute.funds_withdrawn", dispute);
        (await Buyer.StatusOfAsync(offer.OrderId)).ShouldBe(OrderStatus.Paid);
        (await app.HttpAs(Guid.CreateVersion7(), "admin").GetJsonAsync("/api/v1/payments/ledger/proof"))["waiting"]!["unmatched_disputes"]!
            .GetValue<long>()
            .ShouldBeGreaterThan(0);
        await app.ControlAsync($"disputes/{dispute["id"]}", new { status = "won" });
        await app.HeardAsync("charge.dispute.closed", dispute);
    }

    [Fact]
    public async Task ABoostWhoseMoneyIsLostEndsAndALaterOneIsKept()
    {
        var began = Seller.Now;
        var lost = await BuyAsync("/api/v1/boosts", new { duration = "week" });
        await BuyAsync("/api/v1/boosts", new { duration = "day" });
        var before = await BoostedUntilAsync();
        var dispute = await app.ControlAsync("disputes", new { payment_intent = lost });
        await app.HeardAsync("charge.dispute.funds_withdrawn", dispute);
        (await BoostedUntilAsync()).ShouldBe(before);

        await app.ControlAsync($"disputes/{dispute["id"]}", new { status = "lost" });
        await app.HeardAsync("charge.dispute.closed", dispute);
        // Some of the week is used already.
        await Poll.UntilAsync(async () => await BoostedUntilAsync() < before!.Value.AddDays(-6));
        (await BoostedUntilAsync())!.Value.ShouldBeInRange(began.AddDays(1), Seller.Now.AddDays(1));
        await app.MustAgreeWithTheProviderAsync();
    }

    [Fact]
    public async Task ABoostThatWasUsedUpBeforeItsMoneyIsLostShortensNoOther()
    {
        var lost = await BuyAsync("/api/v1/boosts", new { duration = "day" });
        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"""
                WITH used AS (UPDATE boost_periods SET starts_at = now() - interval '9 days', ends_at = now() - interval '8 days'
                    WHERE order_id IN (SELECT id FROM orders WHERE user_id = {_buyer}))
                UPDATE boosts SET boosted_until = now() - interval '8 days' WHERE user_id = {_buyer}
                """
            )
        );
        await BuyAsync("/api/v1/boosts", new { duration = "day" });
        var before = await BoostedUntilAsync();
        var dispute = await app.ControlAsync("disputes", new { payment_intent = lost });
        await app.ControlAsync($"disputes/{dispute["id"]}", new { status = "lost" });
        await app.HeardAsync("charge.dispute.closed", dispute);
        await Poll.UntilAsync(async () => await ReversedAsync() == 1);
        (await BoostedUntilAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task APlanWhoseInvoiceIsLostEndsAndMayBeBoughtAgain()
    {
        await app.SubscribeAsync(_buyer, "premium");
        var invoice = await app.WithDbAsync(db =>
            db.Payments.Where(one => db.Orders.Any(order => order.Id == one.OrderId && order.UserId == _buyer))
                .Select(one => one.PaymentIntent)
                .SingleAsync()
        );
        var dispute = await app.ControlAsync("disputes", new { payment_intent = invoice! });
        await app.HeardAsync("charge.dispute.funds_withdrawn", dispute);
        (await Buyer.MineAsync()).GetProperty("plan").GetString().ShouldBe("premium");

        await app.ControlAsync($"disputes/{dispute["id"]}", new { status = "lost" });
        await app.HeardAsync("charge.dispute.closed", dispute);
        await Poll.UntilAsync(async () => (await Buyer.MineAsync()).GetProperty("plan").GetString() == "free");
        await Poll.UntilAsync(async () => await app.WithDbAsync(db => db.CurrentSubscriptionAsync(_buyer)) is null);
        await app.MustAgreeWithTheProviderAsync();

        (await app.PayPageAsync(await Buyer.PageAsync("premium"))).ShouldBe(HttpStatusCode.OK);
        await Buyer.WaitForPlanAsync("premium", "active");
    }

    /// <summary>Buys 100 credits by card; returns the payment intent.</summary>
    private async Task<string> PackAsync()
    {
        var intent = await BuyAsync("/api/v1/wallet/packs/credits_100/purchase", null);
        (await app.BalanceAsync(_buyer)).ShouldBe(100);
        return intent;
    }

    private Task<int> ReversedAsync() =>
        app.WithDbAsync(db =>
            db.Database.SqlQuery<int>(
                    $"""
                    SELECT count(*)::int AS "Value" FROM boost_periods JOIN orders ON orders.id = order_id
                    WHERE user_id = {_buyer} AND reversed_at IS NOT NULL
                    """
                )
                .SingleAsync()
        );

    private async Task<DateTimeOffset?> BoostedUntilAsync() =>
        (DateTimeOffset?)(await Buyer.GetJsonAsync("/api/v1/boosts"))["boosted_until"];

    /// <summary>Buys one of payments' own goods by card; returns the payment intent.</summary>
    private async Task<string> BuyAsync(string path, object? body)
    {
        var ordered = await Buyer.PostJsonAsync(path, body, HttpStatusCode.PaymentRequired);
        var order = ordered["order_id"]!.GetValue<Guid>();
        var page = await Buyer.PostJsonAsync(
            "/api/v1/payments/create-checkout-session",
            new
            {
                order_id = order,
                payment_method = "card",
                success_url = "https://app.example.org/paid",
                cancel_url = "https://app.example.org/",
            }
        );
        await app.ControlAsync($"sessions/{page["session_id"]}/pay", new { card_number = "4242424242424242" });
        await Buyer.WaitForStatusAsync(order, OrderStatus.Fulfilled);
        return (
            await app.WithDbAsync(db => db.Payments.Where(one => one.OrderId == order).Select(one => one.PaymentIntent).SingleAsync())
        )!;
    }

    private async Task<System.Text.Json.Nodes.JsonNode> PaymentAsync(Guid orderId) =>
        (await Buyer.GetJsonAsync($"/api/v1/payments/orders/{orderId}", HttpStatusCode.OK))["payments"]![0]!;
}
