using Community.Payments.Plans;
using Community.Payments.Stripe;
using Community.Payments.Subscriptions;
using Community.Platform.Hosting.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Community.Payments.Tests.Subscriptions;

/// <summary>Our status for each of Stripe's, as a table.</summary>
public sealed class SubscriptionRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Grace = TimeSpan.FromDays(7);

    [Theory]
    [InlineData("active", "active", 37)]
    [InlineData("trialing", "active", 37)]
    [InlineData("past_due", "past_due", 7)]
    [InlineData("unpaid", "past_due", 7)]
    [InlineData("paused", "past_due", 7)]
    [InlineData("canceled", "ended", null)]
    [InlineData("incomplete_expired", "ended", null)]
    [InlineData("incomplete", "pending", null)]
    public void EachStatusOfStripesIsOneOfOurs(string stripes, string status, int? entitledDays)
    {
        var ours = Waiting();
        SubscriptionRules.Apply(ours, At(stripes), Plan.Elite, Grace, Now);
        ours.Status.ShouldBe(status);
        ours.EntitledUntil.ShouldBe(entitledDays is { } days ? Now.AddDays(days) : null);
    }

    [Fact]
    public void TheGraceGoesByThePeriodNotByWhenItWasHeardOf()
    {
        var (early, late) = (Waiting(), Waiting());
        SubscriptionRules.Apply(early, At("past_due"), Plan.Elite, Grace, Now);
        SubscriptionRules.Apply(late, At("past_due"), Plan.Elite, Grace, Now.AddDays(5));
        late.EntitledUntil.ShouldBe(early.EntitledUntil);
    }

    [Fact]
    public void ALowerPriceWaitsForTheNextPeriodAndAHigherOneDoesNot()
    {
        var ours = Waiting();
        SubscriptionRules.Apply(ours, At("active"), Plan.Elite, Grace, Now);
        SubscriptionRules.Apply(ours, At("active"), Plan.Premium, Grace, Now);
        (ours.Plan, ours.NextPlan).ShouldBe(("elite", "premium"));
        SubscriptionRules.Apply(ours, At("active"), Plan.Premium, Grace, Now);
        (ours.Plan, ours.NextPlan).ShouldBe(("elite", "premium"));
        SubscriptionRules.Apply(ours, At("active", month: 1), Plan.Premium, Grace, Now.AddDays(30));
        (ours.Plan, ours.NextPlan).ShouldBe(("premium", null));
        SubscriptionRules.Apply(ours, At("active", month: 1), Plan.Elite, Grace, Now.AddDays(31));
        (ours.Plan, ours.NextPlan).ShouldBe(("elite", null));
    }

    [Fact]
    public void APriceThatWeDoNotKnowLeavesThePlan()
    {
        var ours = Waiting();
        SubscriptionRules.Apply(ours, At("active"), planAtStripe: null, Grace, Now);
        (ours.Plan, ours.Status).ShouldBe(("premium", "active"));
    }

    [Fact]
    public void WhatIsToBeClosedGivesNothingUntilItIsAndThenIsDone()
    {
        var ours = Waiting();
        SubscriptionRules.Apply(ours, At("active"), Plan.Elite, Grace, Now);
        ours.Closing = ClosingReason.Erased;
        SubscriptionRules.Apply(ours, At("active"), Plan.Elite, Grace, Now);
        ours.EntitledUntil.ShouldBeNull();
        SubscriptionRules.NextCheck(ours, Now).ShouldBe(Now);
        SubscriptionRules.Apply(ours, At("canceled"), Plan.Elite, Grace, Now);
        (ours.Closing, ours.Status).ShouldBe((null, "ended"));
        SubscriptionRules.NextCheck(ours, Now).ShouldBeNull();
    }

    [Fact]
    public void ALateRenewalKeepsTheTimeToWhichTheCheckWasPutOff()
    {
        var ours = Waiting();
        SubscriptionRules.Apply(ours, At("active"), Plan.Elite, Grace, Now);
        var late = Now.AddDays(30).AddMinutes(10);
        ours.NextCheckAt = late.AddMinutes(32);
        SubscriptionRules.NextCheck(ours, late).ShouldBe(late.AddMinutes(32));

        SubscriptionRules.Apply(ours, At("active", month: 1), Plan.Elite, Grace, late);
        SubscriptionRules.NextCheck(ours, late).ShouldBe(late.AddDays(1));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(2_592_001)]
    public void AGraceOutOfRangeStopsTheStart(int seconds) =>
        Should.Throw<OptionsValidationException>(() =>
            new ConfigurationManager { ["Payments:GraceSeconds"] = $"{seconds}" }.GetSettings<SubscriptionOptions>()
        );

    private static Subscription Waiting() =>
        new()
        {
            Id = Guid.CreateVersion7(),
            SubscriberId = Guid.Empty,
            Plan = "premium",
            Status = SubscriptionStatus.Pending,
            PaymentMethod = "card",
            SuccessUrl = "",
            CancelUrl = "",
            CreatedAt = Now,
        };

    private static StripeSubscription At(string status, int month = 0) =>
        new(
            "sub_1",
            status,
            CancelAtPeriodEnd: false,
            Now.AddDays(30 * month),
            Now.AddDays(30 * (month + 1)),
            "si_1",
            "price_1",
            null,
            new Dictionary<string, string>(StringComparer.Ordinal),
            "in_1",
            null
        );
}
