using System.Collections.Frozen;
using System.Globalization;

namespace Community.Money;

/// <summary>Whether Stripe would take an amount.</summary>
public enum AmountVerdict
{
    /// <summary>It would.</summary>
    Chargeable,

    /// <summary>The currency is not known.</summary>
    UnknownCurrency,

    /// <summary>The payment method does not take the currency.</summary>
    NotByThisMethod,

    /// <summary>Under the currency's minimum.</summary>
    TooSmall,

    /// <summary>Over the currency's maximum.</summary>
    TooLarge,

    /// <summary>The currency has no such fraction.</summary>
    NotWhole,
}

/// <summary>
/// The rules of Stripe for currencies (its docs, "Supported currencies", "Alipay payments" and "WeChat Pay payments"). An amount is always
/// an integer of the smallest unit as Stripe counts it, and so are ours: 1099 is 10.99 USD, 1099 JPY and 1.099 KWD. Codes are read in
/// either case.
/// </summary>
/// <remarks>
/// ISK and UGX have no fractions any more but are still counted in hundredths: 500 is 5 ISK, and 450 is refused. HUF and TWD can be charged
/// with two decimals; only manual payouts of them must be whole.
/// </remarks>
public static class Currencies
{
    private static readonly FrozenSet<string> Known = Set(
        "aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny cop crc cve czk "
            + "djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd "
            + "kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln "
            + "pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd top try ttd twd tzs uah ugx usd uyu uzs vnd vuv wst "
            + "xaf xcd xcg xof xpf yer zar zmw"
    );

    // Stripe's list has UGX too, and overrules it in the special cases.
    private static readonly FrozenSet<string> ZeroDecimal = Set("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf");
    private static readonly FrozenSet<string> ThreeDecimal = Set("bhd jod kwd omr tnd");
    private static readonly FrozenSet<string> WholeInHundredths = Set("isk ugx");
    private static readonly FrozenSet<string> Alipay = Set("cny aud cad eur gbp hkd jpy myr nzd sgd usd");
    private static readonly FrozenSet<string> WeChatPay = Set("cny aud cad chf dkk eur gbp hkd jpy nok sek sgd usd");

    /// <summary>The documented minimums of a charge, by currency in lower case.</summary>
    public static IReadOnlyDictionary<string, long> Minimums { get; } =
        new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase)
        {
            ["usd"] = 50,
            ["aed"] = 200,
            ["aud"] = 50,
            ["bgn"] = 100,
            ["brl"] = 50,
            ["cad"] = 50,
            ["chf"] = 50,
            ["czk"] = 1500,
            ["dkk"] = 250,
            ["eur"] = 50,
            ["gbp"] = 30,
            ["hkd"] = 400,
            ["huf"] = 17500,
            ["inr"] = 50,
            ["jpy"] = 50,
            ["mxn"] = 1000,
            ["myr"] = 200,
            ["nok"] = 300,
            ["nzd"] = 50,
            ["pln"] = 200,
            ["ron"] = 200,
            ["sek"] = 300,
            ["sgd"] = 50,
            ["thb"] = 1000,
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether it is a currency that can be charged.</summary>
    public static bool IsKnown(string currency) => Known.Contains(currency);

    /// <summary>Whether the currency has no decimals: 500 is 500 JPY.</summary>
    public static bool IsZeroDecimal(string currency) => ZeroDecimal.Contains(currency);

    /// <summary>Whether the currency has three decimals: 5000 is 5.000 KWD. The last digit must be 0.</summary>
    public static bool IsThreeDecimal(string currency) => ThreeDecimal.Contains(currency);

    /// <summary>How many decimals an amount has: 0, 2 or 3.</summary>
    public static int Decimals(string currency) =>
        IsZeroDecimal(currency) ? 0
        : IsThreeDecimal(currency) ? 3
        : 2;

    /// <summary>The number that an amount must be a multiple of: 1, 10 (three decimals) or 100 (ISK, UGX).</summary>
    public static long Step(string currency) =>
        WholeInHundredths.Contains(currency) ? 100
        : IsThreeDecimal(currency) ? 10
        : 1;

    /// <summary>
    /// The documented minimum of a charge, or the <see cref="Step"/> where none is documented. Stripe applies its rule to the currency of
    /// the account's bank account: a converted amount must reach the minimum of that currency, which only Stripe knows
    /// (<c>amount_too_small</c>). <see cref="SalePrice"/> has the stricter rule for prices.
    /// </summary>
    public static long Minimum(string currency) => Minimums.TryGetValue(currency, out var minimum) ? minimum : Step(currency);

    /// <summary>The maximum of a charge: eight digits, more for cards in some currencies.</summary>
    public static long Maximum(string currency, string paymentMethod = ChargeMethods.Card) =>
        currency.ToLowerInvariant() switch
        {
            "idr" => 999_999_999_999,
            "inr" => 999_999_999,
            "cop" or "huf" or "jpy" when paymentMethod == ChargeMethods.Card => 9_999_999_999,
            "lbp" when paymentMethod == ChargeMethods.Card => 99_999_999_999,
            _ => 99_999_999,
        };

    /// <summary>
    /// Whether a payment method takes a currency in at least one country. An account may use only those of its own country.
    /// </summary>
    public static bool IsTakenBy(string paymentMethod, string currency) =>
        paymentMethod switch
        {
            ChargeMethods.Card => IsKnown(currency),
            ChargeMethods.Alipay => Alipay.Contains(currency),
            ChargeMethods.WeChatPay => WeChatPay.Contains(currency),
            _ => false,
        };

    /// <summary>Whether Stripe would take an amount, as far as it can be known without asking.</summary>
    public static AmountVerdict Check(long amount, string currency, string paymentMethod = ChargeMethods.Card)
    {
        if (!IsKnown(currency))
        {
            return AmountVerdict.UnknownCurrency;
        }

        if (!IsTakenBy(paymentMethod, currency))
        {
            return AmountVerdict.NotByThisMethod;
        }

        if (amount < Minimum(currency))
        {
            return AmountVerdict.TooSmall;
        }

        if (amount > Maximum(currency, paymentMethod))
        {
            return AmountVerdict.TooLarge;
        }

        return amount % Step(currency) == 0 ? AmountVerdict.Chargeable : AmountVerdict.NotWhole;
    }

    /// <summary>
    /// An amount for people: <c>1,234.50 USD</c>, <c>500 JPY</c>, <c>5 ISK</c>; for a currency that Stripe does not know, the bare number.
    /// </summary>
    public static string Format(long amount, string currency)
    {
        if (!IsKnown(currency))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{amount:N0} {currency}");
        }

        var decimals = Decimals(currency);
        var shown = WholeInHundredths.Contains(currency) && amount % 100 == 0 ? 0 : decimals;
        var whole =
            new decimal(amount)
            / decimals switch
            {
                0 => 1,
                2 => 100,
                _ => 1000,
            };
        return $"{whole.ToString($"N{shown}", CultureInfo.InvariantCulture)} {currency.ToUpperInvariant()}";
    }

    private static FrozenSet<string> Set(string codes) => codes.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
