using System.Text.Json;
using Community.Payments.Stripe;
using Stripe;
using Stripe.Checkout;
using static Community.Payments.Tests.Stripe.Fixtures;

namespace Community.Payments.Tests.Stripe;

/// <summary>Stripe's JSON, read by the package and mapped to our types.</summary>
public sealed class StripeObjectTests
{
    [Fact]
    public void AnOpenSession()
    {
        var session = StripeMapping.Of(Read<Session>(Fixtures.Session));
        session.ShouldBe(
            new(
                "cs_test_a1b2",
                "https://checkout.stripe.com/c/pay/cs_test_a1b2#fid",
                "open",
                "unpaid",
                null,
                null,
                2599,
                session.Metadata,
                "payment"
            )
        );
        session.Metadata.ShouldBe([new("order_id", "ord_7"), new("empty", "")], ignoreOrder: true);
    }

    [Fact]
    public void ACompleteSessionWithEverythingExpanded()
    {
        var session = StripeMapping.Of(Read<Session>(CompleteSession));
        session.ShouldBe(new("cs_test_a1b2", null, "complete", "paid", "pi_3", "sub_1", 2599, session.Metadata, "subscription"));
        session.Metadata.ShouldBeEmpty();
    }

    [Fact]
    public void APaymentThatFailed()
    {
        var failed = StripeMapping.Of(Read<PaymentIntent>(Fixtures.PaymentIntent));
        failed.ShouldBe(new("pi_3", "card_declined", "insufficient_funds", failed.Metadata));
        failed.Metadata["order_id"].ShouldBe("ord_7");
    }

    [Fact]
    public void AChargeARefundAndADispute()
    {
        var charge = StripeMapping.Of(Read<Charge>(Fixtures.Charge));
        charge.ShouldBe(new("ch_4", "pi_3", 2599, true, charge.Metadata));
        charge.Metadata["order_id"].ShouldBe("ord_7");
        var refund = StripeMapping.Of(Read<Refund>(Fixtures.Refund));
        refund.ShouldBe(new("re_1", "pi_3", "ch_4", 500, "failed", "lost_or_stolen_card", refund.Metadata));
        var dispute = StripeMapping.Of(Read<Dispute>(Fixtures.Dispute));
        dispute.ShouldBe(new("du_1", "ch_4", "pi_3", 2599, "usd", "fraudulent", "needs_response", dispute.Movements));
        dispute.IsWithdrawn.ShouldBeTrue("nothing is said of the balance yet, and the status says it");
    }

    [Fact]
    public void ASubscriptionWithItsPeriodOnTheItem()
    {
        var subscription = StripeMapping.Of(Read<global::Stripe.Subscription>(Fixtures.Subscription));
        subscription.ShouldBe(
            new(
                "sub_1",
                "active",
                true,
                At(1756300000),
                At(1758978400),
                "si_1",
                "price_1",
                "premium_monthly",
                subscription.Metadata,
                "in_1",
                null
            )
        );
        subscription.Metadata["plan"].ShouldBe("premium");
        var ended = StripeMapping.Of(Read<global::Stripe.Subscription>(EndedSubscription));
        ended.ShouldBe(
            new("sub_2", "canceled", false, At(1756300000), At(1758978400), "si_2", "price_2", null, ended.Metadata, "in_2", At(1756400001))
        );
    }

    [Fact]
    public void AnInvoiceNamesItsSubscriptionInItsParent()
    {
        var invoice = StripeMapping.Of(Read<Invoice>(Fixtures.Invoice));
        invoice.ShouldBe(new("in_1", "sub_1", "paid", 1500, "usd", "pi_9", At(1758978400), invoice.SubscriptionMetadata, "price_9"));
        invoice.SubscriptionMetadata["plan"].ShouldBe("elite");
    }

    [Fact]
    public void AnInvoiceOfNothingAtAll()
    {
        var invoice = StripeMapping.Of(Read<Invoice>(OneOffInvoice));
        invoice.ShouldBe(new("in_3", null, "draft", 0, "usd", null, At(1756300000), invoice.SubscriptionMetadata, null));
        invoice.SubscriptionMetadata.ShouldBeEmpty();
    }

    [Fact]
    public void APriceAProductACustomerAndAMovement()
    {
        var price = StripeMapping.Of(Read<Price>(Fixtures.Price));
        price.ShouldBe(new("price_1", "prod_1", "premium_monthly", 999, "usd", price.Metadata));
        StripeMapping.Of(Read<Product>(Fixtures.Product)).ShouldBe(new("prod_1"));
        StripeMapping.Of(Read<Customer>(Fixtures.Customer)).ShouldBe(new("cus_9"));
        StripeMapping.Of(Read<BalanceTransaction>(Fixtures.BalanceTransaction)).ShouldBe(new("txn_3", "refund", -500, "usd"));
    }

    [Theory]
    [InlineData("metadata", null)]
    [InlineData("amount_total", null)]
    [InlineData("client_reference_id", "\0")]
    [InlineData("something_new", true)]
    public void AnOddMemberThatIsNotNeededIsPassedOver(string name, object? value) =>
        StripeMapping.Of(Read<Session>(With(Fixtures.Session, name, value))).Id.ShouldBe("cs_test_a1b2");

    [Theory]
    [InlineData("id", null)]
    [InlineData("id", "")]
    [InlineData("id", 5)]
    [InlineData("id", "cs_\0")]
    [InlineData("object", null)]
    [InlineData("object", "payment_intent")]
    [InlineData("status", null)]
    [InlineData("payment_status", null)]
    [InlineData("amount_total", 25.99)]
    public void AnObjectThatIsNotWholeIsNoSession(string name, object? value) =>
        IsRefused(() => StripeMapping.Of(Read<Session>(With(Fixtures.Session, name, value))));

    [Theory]
    [InlineData("amount", null)]
    [InlineData("amount", 0)]
    [InlineData("amount", -1)]
    [InlineData("amount", 10.5)]
    [InlineData("amount", "10")]
    [InlineData("amount", 1e30)]
    public void AnAmountThatIsNoWholeNumberIsNotGuessed(string name, object? value) =>
        IsRefused(() => StripeMapping.Of(Read<Refund>(With(Fixtures.Refund, name, value))));

    [Fact]
    public void AnAmountThatIsMissingIsNotGuessed() =>
        IsRefused(() => StripeMapping.Of(Read<Refund>("""{"id": "re_1", "object": "refund", "currency": "usd", "status": "succeeded"}""")));

    private static void IsRefused(Func<object> read)
    {
        var refusal = Should.Throw<Exception>(read);
        (refusal is StripeUnreadableException or JsonException).ShouldBeTrue(refusal.ToString());
    }
}
