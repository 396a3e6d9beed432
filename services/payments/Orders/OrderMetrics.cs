using System.Diagnostics.Metrics;

namespace Community.Payments.Orders;

internal static class OrderMetrics
{
    private static readonly Meter Meter = new("Community.Payments.Orders");

    private static readonly Counter<long> Changes = Meter.CreateCounter<long>(
        "community.orders.changed",
        "{order}",
        "Orders that came into a state, by state"
    );

    /// <summary>An order has come into a state, and this is committed.</summary>
    /// <param name="status">One of <see cref="OrderStatus"/>.</param>
    public static void Changed(string status) => Changes.Add(1, new KeyValuePair<string, object?>("status", status));
}
