namespace Community.Social.PaidAccess;

/// <summary>
/// How long somebody has access, from what was paid and not given back. Months are calendar months from the day that the first of a row was
/// paid (the 31st becomes the last day of a shorter month, and the 31st again); one that is paid before the one before it has ended goes on
/// from there. An order that is given back is as if it had never been: those after it move forward.
/// </summary>
internal static class PaidTime
{
    /// <summary>Each fulfilled order with the end of what it gives; null: no end.</summary>
    public static IEnumerable<(AccessOrder Order, DateTimeOffset? Until)> Laid(IEnumerable<AccessOrder> orders)
    {
        var (anchor, months) = (DateTimeOffset.MinValue, 0);
        foreach (var order in orders.Where(order => order.Status == AccessOrderStatus.Fulfilled).OrderBy(order => order.FulfilledAt).ThenBy(order => order.Id))
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

    /// <summary>What they add up to; null: nothing that is not over.</summary>
    public static Held? HeldAt(IEnumerable<AccessOrder> orders, DateTimeOffset now)
    {
        var ends = Laid(orders).Select(laid => laid.Until).ToArray();
        return ends.Contains(null) ? new Held(null) : ends.LastOrDefault() is { } until && until > now ? new Held(until) : null;
    }
}

/// <summary>Access that is paid for.</summary>
/// <param name="Until">Null: for ever.</param>
internal sealed record Held(DateTimeOffset? Until);
