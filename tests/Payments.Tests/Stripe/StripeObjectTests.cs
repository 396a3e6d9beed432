using System.Text.Json;
using Community.Payments.Stripe;
using static Community.Payments.Tests.Stripe.Fixtures;

namespace Community.Payments.Tests.Stripe;

public sealed class StripeObjectTests
{
    [Fact]
    public void AnOpenSession()
    {
        var session = Read<StripeCheckoutSession>(Session);
        session.ShouldBe(new(
            "cs_test_a1b2", "https://checkout.stripe.com/c/pay/cs_test_a1b2#fid", "open", "unpaid", null, null, "cus_9", 2599, "usd", "ord_7",
            session.Metadata, At(1756386400), "payment"));
        session.Metadata.ShouldBe([new("order_id", "ord_7"), new("empty", "")], ignoreOrder: true);
    }

    [Fact]
    public void ACompleteSessionWithEverythingExpanded()
    {
        var session = Read<StripeCheckoutSession>(CompleteSession);
        session.ShouldBe(new(
            "cs_test_a1b2", null, "complete", "paid", "pi_3", "sub_1", "cus_9", 2599, "usd", "ord_7", session.Metadata, At(1756386400), "subscription"));
        session.Metadata.ShouldBeEmpty();
    }

    [Fact]
    public void APaymentThatFailedAndOneThatSucceeded()
    {
        var failed = Read<StripePaymentIntent>(PaymentIntent);
        failed.ShouldBe(new("pi_3", "requires_payment_method", 2599, 0, "usd", null, "ch_3", "card_declined", "insufficient_funds", failed.Metadata));
        failed.Metadata["order_id"].ShouldBe("ord_7");
        var succeeded = Read<StripePaymentIntent>(SucceededPaymentIntent);
        succeeded.ShouldBe(new("pi_3", "succeeded", 2599, 2599, "usd", "cus_9", "ch_4", null, null, succeeded.Metadata));
    }

    [Fact]
    public void AChargeInBothShapes()
    {
        var charge = Read<StripeCharge>(Charge);
        charge.ShouldBe(new("ch_4", "pi_3", 2599, 500, "usd", true, "succeeded", true, charge.Metadata, "wechat_pay", null, "cus_9", null, "txn_1"));
        charge.Metadata["order_id"].ShouldBe("ord_7");
        var old = Read<StripeCharge>(OldCharge);
        old.ShouldBe(new("ch_5", null, 999, 0, "eur", false, "failed", false, old.Metadata, null, "in_5", "cus_9", "card_declined", "txn_2"));
    }

    [Fact]
    public void ARefundAndADispute()
    {
        var refund = Read<StripeRefund>(Refund);
        refund.ShouldBe(new(
            "re_1", "pi_3", "ch_4", 500, "usd", "failed", "requested_by_customer", "lost_or_stolen_card", refund.Metadata, At(1756300100)));
        var dispute = Read<StripeDispute>(Dispute);
        dispute.ShouldBe(new("du_1", "ch_4", "pi_3", 2599, "usd", "fraudulent", "needs_response", dispute.Movements));
        dispute.IsWithdrawn.ShouldBeTrue("nothing is said of the balance yet, and the status says it");
    }

    [Fact]
    public void ASubscriptionWithItsPeriodOnTheItem()
    {
        var subscription = Read<StripeSubscription>(Subscription);
        subscription.ShouldBe(new(
            "sub_1", "cus_9", "active", true, At(1758978400), At(1756300000), At(1758978400), "si_1", "price_1", "premium_monthly",
            subscription.Metadata, "in_1", At(1756400000), null));
        subscription.Metadata["plan"].ShouldBe("premium");
    }

    [Fact]
    public void ASubscriptionOfAnOldVersionWithItsPeriodOnItself()
    {
        var subscription = Read<StripeSubscription>(OldSubscription);
        subscription.ShouldBe(new(
            "sub_2", "cus_9", "canceled", false, null, At(1756300000), At(1758978400), "si_2", "price_2", null, subscription.Metadata, "in_2",
            At(1756400000), At(1756400001)));
    }

    [Fact]
    public void AnInvoiceNamesItsSubscriptionInItsParent()
    {
        var invoice = Read<StripeInvoice>(Invoice);
        invoice.ShouldBe(new(
            "in_1", "cus_9", "sub_1", "paid", 1500, 1500, "usd", "subscription_update", "pi_9", At(1758978400), invoice.SubscriptionMetadata, null,
            "price_9", null));
        invoice.SubscriptionMetadata["plan"].ShouldBe("elite");
    }

    [Fact]
    public void AnInvoiceOfAnOldVersionNamesItDirectly()
    {
        var invoice = Read<StripeInvoice>(OldInvoice);
        invoice.ShouldBe(new(
            "in_2", "cus_9", "sub_2", "open", 999, 0, "usd", "subscription_cycle", "pi_8", At(1758978400), invoice.SubscriptionMetadata,
            "premium_monthly", "price_2", At(1756600000)));
        invoice.SubscriptionMetadata["plan"].ShouldBe("premium");
    }

    [Fact]
    public void AnInvoiceOfNothingAtAll()
    {
        var invoice = Read<StripeInvoice>(OneOffInvoice);
        invoice.ShouldBe(new("in_3", null, null, "draft", 0, 0, "usd", null, null, At(1756300000), invoice.SubscriptionMetadata, null, null, null));
        invoice.SubscriptionMetadata.ShouldBeEmpty();
    }

    [Fact]
    public void APriceAProductACustomerAndAMovement()
    {
        var price = Read<StripePrice>(Price);
        price.ShouldBe(new("price_1", "prod_1", "premium_monthly", 999, "usd", true, "month", price.Metadata));
        var product = Read<StripeProduct>(Product);
        product.ShouldBe(new("prod_1", "Premium", true, product.Metadata));
        Read<StripeCustomer>(Customer).UserId.ShouldBe(Guid.Parse("019c0000-0000-7000-8000-000000000001"));
        Read<StripeBalanceTransaction>(BalanceTransaction)
            .ShouldBe(new("txn_3", "refund", "refund", "re_1", -500, 0, -500, "usd", At(1756300100), "pending"));
    }

    [Theory]
    [InlineData("metadata", null)]
    [InlineData("metadata", "text")]
    [InlineData("expires_at", null)]
    [InlineData("expires_at", "soon")]
    [InlineData("expires_at", long.MaxValue)]
    [InlineData("customer", 7)]
    [InlineData("amount_total", null)]
    [InlineData("amount_total", 25.99)]
    [InlineData("something_new", true)]
    public void WhatIsOddAndNotNeededIsPassedOver(string name, object? value) =>
        Read<StripeCheckoutSession>(With(Session, name, value)).Id.ShouldBe("cs_test_a1b2");

    [Theory]
    [InlineData("id", null)]
    [InlineData("id", "")]
    [InlineData("id", 5)]
    [InlineData("object", null)]
    [InlineData("object", "payment_intent")]
    [InlineData("status", null)]
    [InlineData("payment_status", null)]
    public void WithoutWhatIsNeededItIsNoSession(string name, object? value) =>
        Should.Throw<JsonException>(() => Read<StripeCheckoutSession>(With(Session, name, value)));

    [Theory]
    [InlineData("amount", null)]
    [InlineData("amount", 10.5)]
    [InlineData("amount", "10")]
    [InlineData("amount", 1e30)]
    [InlineData("currency", null)]
    public void AnAmountThatIsNoWholeNumberIsNotGuessed(string name, object? value) =>
        Should.Throw<JsonException>(() => Read<StripeRefund>(With(Refund, name, value)));
}
