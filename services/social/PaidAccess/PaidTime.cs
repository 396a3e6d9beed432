namespace Community.Social.PaidAccess;

/// <summary>
/// How long a user has access, computed from payments without refunds. Months are calendar months from the day of the first payment in a
/// sequence (the 31st becomes the last day of a shorter month, and the 31st again). A month that is paid before the previous one has ended
/// continues from its end. A refunded order does not count: later orders move forward.
/// </summary>
internal static class PaidTime
{
    /// <summary>Each fulfilled order with the end of its access; null: no end.</summary>
    public static IEnumerable<(AccessOrder Order, DateTimeOffset? Until)> Laid(IEnumerable<AccessOrder> orders)
    {
        var (anchor, months) = (DateTimeOffset.MinValue, 0);
        foreach (
            var order in orders
                .Where(order => order.Status == AccessOrderStatus.Fulfilled)
                .OrderBy(order => order.FulfilledAt)
                .ThenBy(order => order.Id)
        )
        {
            if (order.Billing == Billing.OneTime)
            {
                yield return (order, null);
                continue;
            }

            if (anchor.AddMonths(months) <= order.FulfilledAt!.Value)
            {
                (anchor, months) = (order.FulfilledAt.Value, 0);
            }

            months++;
            yield return (order, anchor.AddMonths(months));
        }
    }

    /// <summary>The sum of the orders; null: no access is left.</summary>
    public static Held? HeldAt(IEnumerable<AccessOrder> orders, DateTimeOffset now)
    {
        var ends = Laid(orders).Select(laid => laid.Until).ToArray();
        return ends.Contains(null) ? new Held(null)
            : ends.LastOrDefault() is { } until && until > now ? new Held(until)
            : null;
    }
}

/// <summary>Paid access.</summary>
/// <param name="Until">Null: unlimited.</param>
internal sealed record Held(DateTimeOffset? Until);
