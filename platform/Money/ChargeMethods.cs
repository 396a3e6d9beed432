namespace Community.Money;

/// <summary>
/// The ways to pay: money by Stripe's names, and credits.
/// </summary>
public static class ChargeMethods
{
    /// <summary>Every card, and the wallets that carry one.</summary>
    public const string Card = "card";

    /// <summary>Alipay: the buyer leaves the page and comes back.</summary>
    public const string Alipay = "alipay";

    /// <summary>WeChat Pay: the buyer scans a code.</summary>
    public const string WeChatPay = "wechat_pay";

    /// <summary>The credits of a wallet.</summary>
    public const string Credits = "credits";

    private static readonly string[] All = [Card, Alipay, WeChatPay];

    /// <summary>The methods that can pay an amount, in the order in which to offer them.</summary>
    /// <param name="amount">In the currency's smallest unit.</param>
    /// <param name="currency">ISO 4217, in either case.</param>
    /// <returns>Empty where no method takes the currency or the amount.</returns>
    public static IReadOnlyList<string> For(long amount, string currency) =>
        [.. All.Where(method => Currencies.Check(amount, currency, method) == AmountVerdict.Chargeable)];

    /// <summary>The methods that can pay a price, in the order in which to offer them.</summary>
    /// <param name="amount">In the currency's smallest unit.</param>
    /// <param name="currency">ISO 4217, in either case.</param>
    /// <param name="credits">The same price in credits; null: credits cannot pay it.</param>
    public static IReadOnlyList<string> For(long amount, string currency, long? credits) =>
        credits is null ? For(amount, currency) : [.. For(amount, currency), Credits];
}
