using Community.Platform.Http.Problems;

namespace Community.Money;

/// <summary>The order of a 402, with the methods that can pay it.</summary>
public static class OrdersToPay
{
    /// <summary>An order to pay.</summary>
    /// <param name="id">The order's id.</param>
    /// <param name="amount">In the currency's smallest unit.</param>
    /// <param name="currency">ISO 4217, in either case.</param>
    /// <param name="credits">The same price in credits; null: credits cannot pay it.</param>
    /// <param name="expiresAt">Until when it can be paid.</param>
    public static OrderToPay Of(Guid id, long amount, string currency, long? credits, DateTimeOffset? expiresAt) =>
        new(id, amount, currency, credits, ChargeMethods.For(amount, currency, credits), expiresAt);
}
