using Community.Payments.Plans;
using Community.Payments.Subscriptions;
using FsCheck;
using FsCheck.Fluent;

namespace Community.Payments.Tests.Plans;

/// <summary>The plan in force, as a table, and invariants for any history.</summary>
public sealed class PlanInForceTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string, int?, string> Subscriptions =>
        new()
        {
            // Status, plan in force, its end (in days), source: of an elite subscription whose period ends in 10 days.
            { "creating", "free", null, "none" },
            { "pending", "free", null, "none" },
            { "active", "elite", 17, "subscription" },
            { "cancelling", "elite", 10, "subscription" },
            { "past_due", "elite", 7, "subscription" },
            { "late", "elite", 6, "subscription" },
            { "cancelled", "free", null, "none" },
            { "grace_over", "free", null, "none" },
            { "closing", "free", null, "none" },
            { "ended", "free", null, "none" },
        };

    [Theory]
    [MemberData(nameof(Subscriptions))]
    public void ASubscriptionIsInForceWhileItIsPaidOrInGrace(string status, string plan, int? days, string source)
    {
        var subscription = status switch
        {
            "cancelling" => Of(SubscriptionStatus.Active, 10, cancels: true),
            "past_due" => Of(SubscriptionStatus.PastDue, 30, graceIn: 7),
            "late" => Of(SubscriptionStatus.Active, -1),
            "cancelled" => Of(SubscriptionStatus.Active, 0, cancels: true),
            "grace_over" => Of(SubscriptionStatus.PastDue, 23, graceIn: 0),
            "closing" => Of(SubscriptionStatus.Active, 10, closing: ClosingReason.SubscribedTwice),
            _ => Of(status, 10),
        };

        var held = PlanInForce.Decide(subscription, [], Now);

        (held.Plan.Code, held.Until, held.Source).ShouldBe((plan, days is { } d ? Now.AddDays(d) : null, source));
    }

    [Fact]
    public void TheHigherPlanCountsAndTheOtherIsBehindIt()
    {
        PlanGrant[] grants = [Grant("elite", 10), Grant("elite", 5), Grant("elite", -100)];
        var premium = Of(SubscriptionStatus.Active, 20, plan: "premium");

        Decided(premium, grants, Now).ShouldBe(("elite", 10, "grant"));
        Decided(premium, grants, Now.AddDays(11)).ShouldBe(("premium", 27, "subscription"));
        Decided(premium, grants, Now.AddDays(28)).ShouldBe(("free", null, "none"));
        Decided(premium, [.. grants, Grant("lifetime_elite", null)], Now).ShouldBe(("lifetime_elite", null, "grant"));
    }

    [Fact]
    public void EliteGivesAllThatPremiumDoesAndForLifeTheSame()
    {
        Plan.Premium.Entitlements.ShouldBe(["unlimited_circles", "advanced_matching"]);
        Plan.Elite.Entitlements.ShouldBe([
            "unlimited_circles",
            "advanced_matching",
            "all_courses",
            "priority_visibility",
            "unlimited_companion",
        ]);
        Plan.LifetimeElite.Entitlements.ShouldBe(Plan.Elite.Entitlements);
        Plan.Free.Entitlements.ShouldBeEmpty();
    }

    [Fact]
    public void WhateverAPersonHasTheBestOfItIsInForceAndUntilItsEnd() =>
        Prop.ForAll(
                Arb.From(Histories),
                history =>
                {
                    var held = PlanInForce.Decide(history.Subscription, history.Grants, Now);

                    // The order of the grants does not matter.
                    PlanInForce.Decide(history.Subscription, history.Grants.Reverse(), Now).ShouldBe(held);
                    // Ended grants do not count, and only grants for life have no end.
                    (held.Until is null || held.Until > Now).ShouldBeTrue();
                    // No running grant is higher.
                    foreach (var grant in history.Grants.Where(grant => grant.Until is null || grant.Until > Now))
                    {
                        Plan.Of(grant.Plan).Rank.ShouldBeLessThanOrEqualTo(held.Plan.Rank);
                    }

                    // It stays until then.
                    if (held.Until is { } until)
                    {
                        var moment = Now + ((until - Now) / 2);
                        PlanInForce.Decide(history.Subscription, history.Grants, moment).ShouldBe(held);
                        // At that moment, it ends.
                        PlanInForce.Decide(history.Subscription, history.Grants, until).ShouldNotBe(held);
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static readonly Gen<PlanGrant> Grants =
        from plan in Gen.Elements("premium", "elite", "elite", "lifetime_elite")
        from until in Gen.Elements<int?>(null, -30, -1, 0, 1, 2, 20, 40)
        select Grant(plan, until);

    private static readonly Gen<Subscription?> AnySubscription =
        from status in Gen.Elements(
            "none",
            SubscriptionStatus.Pending,
            SubscriptionStatus.Active,
            SubscriptionStatus.PastDue,
            SubscriptionStatus.Ended
        )
        from plan in Gen.Elements("premium", "elite")
        from ends in Gen.Choose(-10, 31)
        from cancels in Gen.Elements(true, false)
        select status == "none" ? null : Of(status, ends, cancels, graceIn: ends - 20, plan: plan);

    private static readonly Gen<(Subscription? Subscription, PlanGrant[] Grants)> Histories =
        from subscription in AnySubscription
        from grants in Grants.ArrayOf()
        select (subscription, grants);

    private static (string, int?, string) Decided(Subscription? subscription, PlanGrant[] grants, DateTimeOffset now)
    {
        var held = PlanInForce.Decide(subscription, grants, now);
        return (held.Plan.Code, held.Until is { } until ? (int)(until - Now).TotalDays : null, held.Source);
    }

    private static PlanGrant Grant(string plan, int? until) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            UserId = Guid.Empty,
            Plan = plan,
            Reference = "",
            StartsAt = Now.AddDays(-90),
            Until = until is { } days ? Now.AddDays(days) : null,
        };

    private static Subscription Of(
        string status,
        int endsIn,
        bool cancels = false,
        int? graceIn = null,
        string? closing = null,
        string plan = "elite"
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            SubscriberId = Guid.Empty,
            Plan = plan,
            Status = status,
            CancelAtPeriodEnd = cancels,
            CurrentPeriodEnd = Now.AddDays(endsIn),
            GraceUntil = Now.AddDays(graceIn ?? endsIn + 7),
            Closing = closing,
            PaymentMethod = "card",
            SuccessUrl = "",
            CancelUrl = "",
            CreatedAt = Now.AddDays(-20),
        };
}
