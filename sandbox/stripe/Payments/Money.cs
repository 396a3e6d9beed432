using System.Globalization;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Payments;

/// <summary>Stripe's rules of currencies and amounts (https://docs.stripe.com/currencies).</summary>
internal static class Money
{
    /// <summary>The largest amount of one payment, minor units.</summary>
    public const long MaxAmount = 99_999_999;

    private const long UsualMinimum = 50;

    // Amounts are whole units: these currencies have no smaller unit, or Stripe does not use it.
    private static readonly HashSet<string> ZeroDecimal = new(StringComparer.Ordinal)
    {
        "bif",
        "clp",
        "djf",
        "gnf",
        "jpy",
        "kmf",
        "krw",
        "mga",
        "pyg",
        "rwf",
        "vnd",
        "vuv",
        "xaf",
        "xof",
        "xpf",
    };

    private static readonly HashSet<string> ThreeDecimal = new(StringComparer.Ordinal) { "bhd", "jod", "kwd", "omr", "tnd" };

    private static readonly HashSet<string> TwoDecimal = new(StringComparer.Ordinal)
    {
        "aed",
        "afn",
        "all",
        "amd",
        "ang",
        "aoa",
        "ars",
        "aud",
        "awg",
        "azn",
        "bam",
        "bbd",
        "bdt",
        "bgn",
        "bmd",
        "bnd",
        "bob",
        "brl",
        "bsd",
        "bwp",
        "byn",
        "bzd",
        "cad",
        "cdf",
        "chf",
        "cny",
        "cop",
        "crc",
        "cve",
        "czk",
        "dkk",
        "dop",
        "dzd",
        "egp",
        "etb",
        "eur",
        "fjd",
        "fkp",
        "gbp",
        "gel",
        "gip",
        "gmd",
        "gtq",
        "gyd",
        "hkd",
        "hnl",
        "htg",
        "huf",
        "idr",
        "ils",
        "inr",
        "isk",
        "jmd",
        "kes",
        "kgs",
        "khr",
        "kyd",
        "kzt",
        "lak",
        "lbp",
        "lkr",
        "lrd",
        "lsl",
        "mad",
        "mdl",
        "mkd",
        "mmk",
        "mnt",
        "mop",
        "mur",
        "mvr",
        "mwk",
        "mxn",
        "myr",
        "mzn",
        "nad",
        "ngn",
        "nio",
        "nok",
        "npr",
        "nzd",
        "pab",
        "pen",
        "pgk",
        "php",
        "pkr",
        "pln",
        "qar",
        "ron",
        "rsd",
        "rub",
        "sar",
        "sbd",
        "scr",
        "sek",
        "sgd",
        "shp",
        "sle",
        "sos",
        "srd",
        "std",
        "szl",
        "thb",
        "tjs",
        "top",
        "try",
        "ttd",
        "twd",
        "tzs",
        "uah",
        "ugx",
        "usd",
        "uyu",
        "uzs",
        "wst",
        "xcd",
        "yer",
        "zar",
        "zmw",
    };

    // https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts. For currencies that Stripe converts, about half a dollar.
    private static readonly Dictionary<string, long> Minimum = new(StringComparer.Ordinal)
    {
        ["aed"] = 200,
        ["bgn"] = 100,
        ["cny"] = 400,
        ["czk"] = 1500,
        ["dkk"] = 250,
        ["gbp"] = 30,
        ["hkd"] = 400,
        ["huf"] = 17500,
        ["mxn"] = 1000,
        ["myr"] = 200,
        ["nok"] = 300,
        ["pln"] = 200,
        ["ron"] = 200,
        ["sek"] = 300,
        ["thb"] = 1000,
    };

    // https://docs.stripe.com/payments/alipay#supported-currencies
    private static readonly HashSet<string> Alipay = new(StringComparer.Ordinal)
    {
        "aud",
        "cad",
        "cny",
        "eur",
        "gbp",
        "hkd",
        "jpy",
        "myr",
        "nzd",
        "sgd",
        "usd",
    };

    // https://docs.stripe.com/payments/wechat-pay#supported-currencies
    private static readonly HashSet<string> WechatPay = new(StringComparer.Ordinal)
    {
        "aud",
        "cad",
        "chf",
        "cny",
        "dkk",
        "eur",
        "gbp",
        "hkd",
        "jpy",
        "nok",
        "sek",
        "sgd",
        "usd",
    };

    /// <summary>The parameter <c>currency</c>, in lower case.</summary>
    /// <exception cref="StripeException">400: missing, or not a currency of Stripe.</exception>
    public static string ReadCurrency(Parameters sent)
    {
        var currency = sent.RequiredText("currency").ToLowerInvariant();
        return TwoDecimal.Contains(currency) || ZeroDecimal.Contains(currency) || ThreeDecimal.Contains(currency)
            ? currency
            : throw StripeException.Invalid($"Invalid currency: {currency}.", sent.PathOf("currency"));
    }

    /// <summary>Whether a payment method takes a currency.</summary>
    public static bool Takes(string paymentMethodType, string currency) =>
        paymentMethodType switch
        {
            "alipay" => Alipay.Contains(currency),
            "wechat_pay" => WechatPay.Contains(currency),
            _ => true,
        };

    /// <summary>The minimum of a charge, minor units.</summary>
    public static long MinimumOf(string currency) =>
        Minimum.GetValueOrDefault(currency, ThreeDecimal.Contains(currency) ? 200 : UsualMinimum);

    /// <summary>Refuses a payment that is too small or too large for Stripe.</summary>
    /// <exception cref="StripeException">400.</exception>
    public static void CheckTotal(long amount, string currency)
    {
        var minimum = MinimumOf(currency);
        if (amount < minimum)
        {
            throw StripeException.Invalid(
                $"The Checkout Session's total amount due must add up to at least {Format(minimum, currency)}.",
                "line_items",
                "amount_too_small"
            );
        }

        if (amount > MaxAmount)
        {
            throw StripeException.Invalid(
                $"The Checkout Session's total amount due must be no more than {Format(MaxAmount, currency)}.",
                "line_items",
                "amount_too_large"
            );
        }
    }

    /// <summary>An amount for people, such as <c>12.30 EUR</c> or <c>1200 JPY</c>.</summary>
    public static string Format(long amount, string currency)
    {
        var decimals =
            ZeroDecimal.Contains(currency) ? 0
            : ThreeDecimal.Contains(currency) ? 3
            : 2;
        var value =
            amount
            / decimals switch
            {
                0 => 1m,
                3 => 1000m,
                _ => 100m,
            };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{value.ToString("F" + decimals, CultureInfo.InvariantCulture)} {currency.ToUpperInvariant()}"
        );
    }
}
