using System.Text;
using Community.Payments.Stripe;
using static Community.Payments.Tests.Stripe.Fixtures;

namespace Community.Payments.Tests.Stripe;

public sealed class StripeEventTests
{
    [Fact]
    public void AnEventIsReadWithItsObject()
    {
        var received = Parse(Event("checkout.session.completed", CompleteSession)).ShouldNotBeNull();
        received.Id.ShouldBe("evt_1");
        received.Type.ShouldBe("checkout.session.completed");
        received.AsCheckoutSession().ShouldNotBeNull().PaymentIntentId.ShouldBe("pi_3");
        received.AsCharge().ShouldBeNull();
    }

    [Fact]
    public void EachReaderReadsItsOwnKind()
    {
        Parse(Event("payment_intent.payment_failed", PaymentIntent))!.AsPaymentIntent()!.LastPaymentErrorCode.ShouldBe("card_declined");
        Parse(Event("charge.refunded", Charge))!.AsCharge()!.Amount.ShouldBe(2599);
        Parse(Event("charge.dispute.created", Dispute))!.AsDispute()!.ChargeId.ShouldBe("ch_4");
        Parse(Event("customer.subscription.updated", Subscription))!.AsSubscription()!.ItemId.ShouldBe("si_1");
        Parse(Event("invoice.paid", Invoice))!.AsInvoice()!.SubscriptionId.ShouldBe("sub_1");
        Parse(Event("refund.failed", Refund))!.AsRefund()!.Status.ShouldBe("failed");
    }

    [Fact]
    public void AnUnknownTypeIsStillAnEvent() =>
        Parse(Event("something.never.seen", """{"object": "thing"}""")).ShouldNotBeNull().AsInvoice().ShouldBeNull();

    [Fact]
    public void AnObjectThatLacksWhatItNeedsIsNone() =>
        Parse(Event("charge.refunded", """{"id": "ch_1", "object": "charge"}""")).ShouldNotBeNull().AsCharge().ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("42")]
    [InlineData("{}")]
    [InlineData("""{"id": "evt_1", "object": "event", "type": "a.b", "created": 1}""")]
    [InlineData("""{"id": "evt_1", "object": "event", "type": "a.b", "created": 1, "data": null}""")]
    [InlineData("""{"id": "evt_1", "object": "event", "type": "a.b", "created": 1, "data": {"object": "cs_1"}}""")]
    [InlineData("""{"id": "evt_1", "object": "event", "type": "a.b", "created": "now", "data": {"object": {}}}""")]
    [InlineData("""{"id": "evt_1", "object": "event", "type": null, "created": 1, "data": {"object": {}}}""")]
    [InlineData("""{"id": 1, "object": "event", "type": "a.b", "created": 1, "data": {"object": {}}}""")]
    [InlineData("""{"id": "evt_1", "object": "v2.core.event", "type": "a.b", "created": 1, "data": {"object": {}}}""")]
    [InlineData("""{"id": "evt_1", "object": "event", "type": "a.b", "created": 1, "data": {"object": {}}} trailing""")]
    public void WhatIsNoEventIsNull(string body) => Parse(body).ShouldBeNull();

    [Fact]
    public void BytesThatAreNoUtf8AreNoEvent()
    {
        StripeEvents.Parse([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]).ShouldBeNull();
        StripeEvents.Parse(Encoding.UTF8.GetBytes(new string('[', 10_000))).ShouldBeNull();
    }

    private static StripeEvent? Parse(string body) => StripeEvents.Parse(Encoding.UTF8.GetBytes(body));
}
