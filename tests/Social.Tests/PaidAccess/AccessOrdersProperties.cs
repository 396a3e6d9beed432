using Community.Contracts.Payments;
using Community.Social.PaidAccess;
using FsCheck;
using FsCheck.Fluent;

namespace Community.Social.Tests.PaidAccess;

/// <summary>Every payment is either fulfilled or refunded, for any order and number of payments' events.</summary>
public sealed class AccessOrdersProperties
{
    private static readonly DateTimeOffset Opening = new(2026, 1, 31, 8, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// The possible events of payments about an order, each any number of times. A refund comes once, because of the inbox.
    /// </summary>
    private sealed record Step(string What, int Who, int Number, int Hours);

    private static readonly Gen<(string Billing, Step[] Steps)> Stories =
        from billing in Gen.Elements(Billing.OneTime, Billing.Monthly, Billing.Monthly)
        from steps in (
            from what in Gen.Elements("offer", "offer", "offer", "pay", "pay", "pay", "pay", "fail", "refund", "part", "ban")
            from who in Gen.Choose(0, 1)
            from number in Gen.Choose(0, 9)
            from hours in Gen.Elements(0, 0, 0, 1, 24 * 29, 24 * 40)
            select new Step(what, who, number, hours)
        ).ArrayOf(40)
        select (billing, steps);

    [Fact]
    public void EveryPaymentIsFulfilledOrGivenBackExactlyOnce() =>
        Prop.ForAll(
                Arb.From(Stories),
                story =>
                {
                    var (state, now) = Play(story.Billing, story.Steps);

                    CheckMoney(state);
                    foreach (var ofOne in state.Announced.GroupBy(e => e.AggregateId))
                    {
                        ofOne.Select(e => e.Version).ShouldBe(Enumerable.Range(1, ofOne.Count()).Select(version => (long)version));
                    }

                    // No person has more time than they paid for, and each month follows the previous one without a gap or an overlap.
                    foreach (var ofOne in state.All.GroupBy(order => order.UserId))
                    {
                        var laid = PaidTime.Laid(ofOne).ToArray();
                        laid.Select(l => l.Until).ShouldBe(laid.Select(l => l.Until).Order());
                        laid.All(l =>
                                l.Until == null
                                || (
                                    l.Until >= l.Order.FulfilledAt!.Value.AddMonths(1).AddDays(-3)
                                    && l.Until <= l.Order.FulfilledAt.Value.AddMonths(laid.Length)
                                )
                            )
                            .ShouldBeTrue();
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void ADeletedCommunityGivesBackEachTimeThatIsNotOver() =>
        Prop.ForAll(
                Arb.From(Stories),
                story =>
                {
                    var (state, now) = Play(story.Billing, story.Steps);
                    var cutOff = state
                        .All.GroupBy(order => order.UserId)
                        .SelectMany(PaidTime.Laid)
                        .Where(laid => laid.Until is null ? laid.Order.FulfilledAt > now.AddDays(-30) : laid.Until > now)
                        .Select(laid => laid.Order.Id)
                        .ToHashSet();

                    AccessOrders.EndAll(state, now);

                    state.All.Any(order => order.Status == AccessOrderStatus.Open).ShouldBeFalse();
                    state
                        .All.Where(order => cutOff.Contains(order.Id))
                        .All(order => order.Status == AccessOrderStatus.Refunding)
                        .ShouldBeTrue();
                    state.Announced.OfType<RefundRequested>().Count(refund => refund.Reason == "community_deleted").ShouldBe(cutOff.Count);
                    state.Announced.OfType<RefundRequested>().Select(refund => refund.OrderId).ShouldBeUnique();
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [InlineData("2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30")]
    [InlineData("2028-01-30", "2028-02-29", "2028-03-30", "2028-04-30")]
    [InlineData("2026-12-15", "2027-01-15", "2027-02-15", "2027-03-15")]
    public void MonthsAreCalendarMonthsFromTheFirst(string paid, string first, string second, string third)
    {
        var start = DateTimeOffset.Parse(paid + "T10:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
        AccessOrder[] orders = [Fulfilled(start), Fulfilled(start.AddDays(26)), Fulfilled(start.AddDays(54))];

        PaidTime
            .Laid(orders)
            .Select(laid => laid.Until!.Value.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))
            .ShouldBe([first, second, third]);
        // The first is refunded: each of the others is a month from its own payment.
        orders[0].Status = AccessOrderStatus.Refunded;
        PaidTime.Laid(orders).First().Until.ShouldBe(start.AddDays(26).AddMonths(1));
    }

    private static (AccessOrders Book, DateTimeOffset Now) Play(string billing, Step[] steps)
    {
        var now = Opening;
        var state = new AccessOrders([]);
        Guid[] people = [Guid.CreateVersion7(Opening), Guid.CreateVersion7(Opening)];
        var price = new AccessPrice(Guid.CreateVersion7(Opening), "Bakers", 500, "USD", 50, billing);
        var back = new HashSet<Guid>();
        foreach (var step in steps)
        {
            now += TimeSpan.FromHours(step.Hours);
            var order = state.All.OrderBy(o => o.Id).ElementAtOrDefault(step.Number);
            switch (step.What)
            {
                case "offer":
                    var offered = AccessOrders.Offer(state, people[step.Who], price, now.AddMinutes(30), now);
                    AccessOrders
                        .Offer(state, people[step.Who], price, now.AddMinutes(30), now)
                        .ShouldBe(offered, "a repeat answers the same order");
                    break;
                case "pay" when order is not null:
                    var held = PaidTime.HeldAt(state.Of(order.UserId), now);
                    var isGiven = AccessOrders.Pay(state, order, order.AmountCents, "USD", step.Number == 9 ? "banned" : null, now);
                    (isGiven && held is not null && held.Until != order.Follows).ShouldBeFalse("the same time was sold twice");
                    AccessOrders.Pay(state, order, order.AmountCents, "USD", null, now).ShouldBeFalse("a repeat gives nothing");
                    break;
                case "fail" when order is not null:
                    AccessOrders.Fail(state, order, "expired");
                    break;
                case "refund" when order is not null && back.Add(order.Id):
                    AccessOrders.Refund(state, order, order.AmountCents, now);
                    break;
                case "part" when order is not null && back.Add(order.Id):
                    AccessOrders.Refund(state, order, 100, now);
                    break;
                case "ban":
                    AccessOrders.Withdraw(state, state.Of(people[step.Who]), "banned", now);
                    break;
            }
        }

        return (state, now);
    }

    private static void CheckMoney(AccessOrders state)
    {
        var asked = state.Announced.OfType<RefundRequested>().Select(refund => refund.OrderId).ToArray();
        var given = state.Announced.OfType<OrderFulfilled>().Select(fulfilled => fulfilled.OrderId).ToArray();
        asked.Concat(given).ShouldBeUnique();
        foreach (var order in state.All.Where(order => order.PaidAt is not null))
        {
            (asked.Contains(order.Id) || given.Contains(order.Id) || order.RefundedAmount >= order.PaidAmount).ShouldBeTrue(
                "paid for nothing"
            );
        }

        asked
            .Concat(given)
            .All(id => state.ById(id)!.PaidAt is not null)
            .ShouldBeTrue("nothing is given, or asked back, that was not paid");
    }

    private static AccessOrder Fulfilled(DateTimeOffset at) =>
        new()
        {
            Id = Guid.CreateVersion7(at),
            CommunityId = Guid.Empty,
            UserId = Guid.Empty,
            Status = AccessOrderStatus.Fulfilled,
            Billing = Billing.Monthly,
            Description = "Bakers",
            AmountCents = 500,
            Currency = "USD",
            OfferedAt = at,
            ExpiresAt = at,
            PaidAt = at,
            FulfilledAt = at,
        };
}
