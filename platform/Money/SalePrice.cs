using System.Collections.Frozen;
using Community.Platform.Http.Validation;

namespace Community.Money;

/// <summary>
/// The rule that every seller follows before it puts a price on sale: a price that no card could pay is refused when the seller sets it,
/// not at a buyer's checkout.
/// </summary>
/// <remarks>
/// Stripe documents a minimum for the currencies of its own markets. A charge in any other currency is converted, and must reach the
/// minimum of the account's currency (0.50 USD). For those, and for INR and BRL, whose documented minimums are far below, the least price
/// here is about one US dollar, which leaves a currency room to fall to half. Stripe still decides: a price that has
/// become too small is refused at the checkout.
/// </remarks>
public static class SalePrice
{
    // About 1 USD at the rates of late 2025, in the smallest unit as Stripe counts it, rounded up to a valid amount.
    private static readonly FrozenDictionary<string, long> Converted = Parse(
        "afn 7000 all 9000 amd 40000 ang 180 aoa 95000 ars 150000 awg 180 azn 170 bam 180 bbd 200 bdt 12500 bhd 380 bif 3000 bmd 100 bnd 140 "
            + "bob 700 brl 550 bsd 100 bwp 1400 byn 330 bzd 200 cdf 290000 clp 1000 cny 720 cop 420000 crc 52000 cve 10000 djf 180 dop 6400 dzd 13500 "
            + "egp 5000 etb 15000 fjd 230 fkp 80 gel 280 gip 80 gmd 7200 gnf 8700 gtq 780 gyd 21000 hnl 2600 htg 13200 idr 1650000 ils 350 inr 9000 "
            + "isk 12500 jmd 16000 jod 710 kes 13000 kgs 8800 khr 410000 kmf 430 krw 1450 kwd 310 kyd 84 kzt 54000 lak 2200000 lbp 9000000 "
            + "lkr 31000 lrd 20000 lsl 1800 mad 950 mdl 1750 mga 4600 mkd 5400 mmk 210000 mnt 360000 mop 810 mur 4700 mvr 1550 mwk 175000 "
            + "mzn 6400 nad 1800 ngn 150000 nio 3700 npr 14200 omr 390 pab 100 pen 360 pgk 430 php 5900 pkr 28500 pyg 7200 qar 370 rsd 10300 "
            + "rub 9000 rwf 1460 sar 380 sbd 840 scr 1500 shp 80 sle 2350 sos 57200 srd 4000 std 2200000 szl 1800 tjs 1000 tnd 2950 top 240 "
            + "try 4300 ttd 690 twd 3200 tzs 255000 uah 4300 ugx 360000 uyu 4100 uzs 1250000 vnd 26500 vuv 122 wst 280 xaf 580 xcd 270 xcg 180 "
            + "xof 580 xpf 105 yer 24500 zar 1800 zmw 2400"
    );

    // The same of the currencies whose documented minimum is the least price.
    private static readonly FrozenDictionary<string, long> Documented = Parse(
        "usd 100 aed 370 aud 155 bgn 170 cad 142 chf 82 czk 2150 dkk 660 eur 88 gbp 78 hkd 790 huf 34500 jpy 158 mxn 1900 myr 430 nok 1030 "
            + "nzd 178 pln 375 ron 450 sek 970 sgd 132 thb 3350"
    );

    /// <summary>
    /// About one US dollar in each currency, in its smallest unit, at the rates of late 2025, and at most a third more. It is for bounds:
    /// it is no rate at which anything is exchanged.
    /// </summary>
    public static IReadOnlyDictionary<string, long> OneDollar { get; } =
        Converted.Concat(Documented).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The least price, in the currency's smallest unit.</summary>
    public static long Minimum(string currency) => Math.Max(Currencies.Minimum(currency), Converted.GetValueOrDefault(currency));

    /// <summary>The highest price, in the currency's smallest unit.</summary>
    public static long Maximum(string currency) => Currencies.Maximum(currency) / Currencies.Step(currency) * Currencies.Step(currency);

    /// <summary>
    /// The highest price in credits beside a price in money: 100 credits for a dollar, ten times the price of credits. The two prices of a
    /// seller are a rate between both, which must not be absurd.
    /// </summary>
    /// <param name="amount">In the currency's smallest unit.</param>
    /// <param name="currency">ISO 4217, in either case.</param>
    public static long MaximumCredits(long amount, string currency) =>
        OneDollar.TryGetValue(currency, out var dollar) ? (long)Math.Ceiling(100m * amount / dollar) : long.MaxValue;

    /// <summary>The fault of a price in credits beside a price of 0.</summary>
    public static Fault CreditsOfFree { get; } = new(FaultCode.NotApplicable, "must be absent where price_cents is 0");

    /// <summary>The fault of a price in credits beside a price in money; null: it has none.</summary>
    /// <param name="credits">The price in credits; null: there is none.</param>
    /// <param name="amount">The price in money, in the currency's smallest unit.</param>
    /// <param name="currency">ISO 4217, in either case.</param>
    public static Fault? CreditsFault(long? credits, long amount, string currency) =>
        credits > MaximumCredits(amount, currency)
            ? new(FaultCode.TooLarge, $"must be at most {MaximumCredits(amount, currency)} beside this price in money")
            {
                Max = MaximumCredits(amount, currency),
            }
            : null;

    /// <summary>Whether a price can be put on sale. Call it only for amounts above 0: free is not a price.</summary>
    /// <param name="amount">In the currency's smallest unit.</param>
    /// <param name="currency">ISO 4217, in either case.</param>
    public static AmountVerdict Check(long amount, string currency) =>
        Currencies.Check(amount, currency) is var verdict && verdict == AmountVerdict.Chargeable && amount < Minimum(currency)
            ? AmountVerdict.TooSmall
            : verdict;

    /// <summary>
    /// The fault of a price: <c>must be at least 50 (0.50 USD)</c>. Null where the price can be put on sale.
    /// <see cref="AmountVerdict.UnknownCurrency"/> is about the currency, every other verdict about the amount.
    /// </summary>
    /// <param name="verdict">The result of <see cref="Check"/>.</param>
    /// <param name="currency">The currency that was checked.</param>
    public static Fault? FaultOf(AmountVerdict verdict, string currency) =>
        verdict switch
        {
            AmountVerdict.Chargeable => null,
            AmountVerdict.TooSmall => new(
                FaultCode.TooSmall,
                $"must be at least {Minimum(currency)} ({Currencies.Format(Minimum(currency), currency)})"
            )
            {
                Min = Minimum(currency),
            },
            AmountVerdict.TooLarge => new(
                FaultCode.TooLarge,
                $"must be at most {Maximum(currency)} ({Currencies.Format(Maximum(currency), currency)})"
            )
            {
                Max = Maximum(currency),
            },
            AmountVerdict.NotWhole => new(FaultCode.NotAMultiple, $"must be a multiple of {Currencies.Step(currency)}")
            {
                Step = Currencies.Step(currency),
            },
            _ => new(FaultCode.InvalidCurrency, "must be a currency that can be charged, such as USD or EUR"),
        };

    private static FrozenDictionary<string, long> Parse(string table) =>
        table
            .Split(' ')
            .Chunk(2)
            .ToFrozenDictionary(
                pair => pair[0],
                pair => long.Parse(pair[1], System.Globalization.CultureInfo.InvariantCulture),
                StringComparer.OrdinalIgnoreCase
            );
}
