using System.Globalization;
using Community.Money;

namespace Community.Platform.Tests.Money;

public sealed class SalePriceTests
{
    // Every currency that Stripe's docs list.
    private const string Codes =
        "aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny cop crc cve czk "
        + "djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd "
        + "kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln "
        + "pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd top try ttd twd tzs uah ugx usd uyu uzs vnd vuv wst "
        + "xaf xcd xcg xof xpf yer zar zmw";

    [Theory]
    [InlineData(1, "USD", AmountVerdict.TooSmall, "must be at least 50 (0.50 USD)", "TooSmall", 50)]
    [InlineData(50, "USD", AmountVerdict.Chargeable, null, null, null)]
    [InlineData(199, "AED", AmountVerdict.TooSmall, "must be at least 200 (2.00 AED)", "TooSmall", 200)]
    [InlineData(1000, "HUF", AmountVerdict.TooSmall, "must be at least 17500 (175.00 HUF)", "TooSmall", 17500)]
    [InlineData(100_000_000, "usd", AmountVerdict.TooLarge, "must be at most 99999999 (999,999.99 USD)", "TooLarge", 99999999)]
    [InlineData(
        1000,
        "IRR",
        AmountVerdict.UnknownCurrency,
        "must be a currency that can be charged, such as USD or EUR",
        "InvalidCurrency",
        null
    )]
    [InlineData(5004, "KWD", AmountVerdict.NotWhole, "must be a multiple of 10", "NotAMultiple", 10)]
    [InlineData(10, "KWD", AmountVerdict.TooSmall, "must be at least 310 (0.310 KWD)", "TooSmall", 310)]
    [InlineData(100, "LBP", AmountVerdict.TooSmall, "must be at least 9000000 (90,000.00 LBP)", "TooSmall", 9000000)]
    public void APriceThatNoCardCouldPayIsRefusedAndExplained(
        long amount,
        string currency,
        AmountVerdict verdict,
        string? fault,
        string? code,
        int? limit
    )
    {
        SalePrice.Check(amount, currency).ShouldBe(verdict);
        var found = SalePrice.FaultOf(verdict, currency);
        (found?.Message, found?.Code.ToString(), found?.Min ?? found?.Max ?? found?.Step).ShouldBe((fault, code, limit));
    }

    [Fact]
    public void EveryCurrencyHasALeastPriceOfItsOwnThatCanBeCharged()
    {
        foreach (var code in Codes.Split(' '))
        {
            SalePrice.Minimum(code).ShouldBeGreaterThan(29, code);
            SalePrice.Check(SalePrice.Minimum(code), code).ShouldBe(AmountVerdict.Chargeable, code);
            SalePrice.Check(SalePrice.Minimum(code) - Currencies.Step(code), code).ShouldBe(AmountVerdict.TooSmall, code);
            SalePrice.Check(SalePrice.Maximum(code), code).ShouldBe(AmountVerdict.Chargeable, code);
        }
    }

    /// <summary>
    /// A dollar in units of the currency, late 2025. Others are pegged to one of these, or are as volatile as the table is rough.
    /// </summary>
    [Theory]
    [InlineData(
        "aed 3.67 aud 1.53 bgn 1.69 brl 5.35 cad 1.4 chf 0.8 czk 21 dkk 6.44 eur 0.86 gbp 0.76 hkd 7.77 huf 332 inr 88.7 jpy 155 mxn 18.4 "
            + "myr 4.14 nok 10.1 nzd 1.77 pln 3.66 ron 4.39 sek 9.5 sgd 1.3 thb 32.4 usd 1 cny 7.1 try 42.3 zar 17.3 krw 1440 twd 31 php 58.8 "
            + "vnd 26350 idr 16650 pkr 281 ngn 1450 egp 47.4 kwd 0.307 bhd 0.376 sar 3.75 qar 3.64 omr 0.385 jod 0.709 clp 940 cop 3770 pen 3.37 "
            + "isk 126 uah 42 ils 3.26 kes 129 lkr 305 bdt 122"
    )]
    public void TheTableOfOneDollarIsRight(string rates)
    {
        foreach (
            var (code, rate) in rates.Split(' ').Chunk(2).Select(pair => (pair[0], decimal.Parse(pair[1], CultureInfo.InvariantCulture)))
        )
        {
            var units = SalePrice.OneDollar[code] / (decimal)Math.Pow(10, Currencies.Decimals(code));
            (units / rate).ShouldBeInRange(0.97m, 1.34m, code);
        }
    }

    [Fact]
    public void EveryCurrencyHasItsDollarAndALeastPriceOfAtLeastAQuarterOfIt()
    {
        foreach (var code in Codes.Split(' '))
        {
            SalePrice.OneDollar.Keys.ShouldContain(code);
            (4 * SalePrice.Minimum(code)).ShouldBeGreaterThanOrEqualTo(SalePrice.OneDollar[code], code);
        }

        SalePrice.OneDollar.Count.ShouldBe(Codes.Split(' ').Length);
    }

    [Theory]
    [InlineData(1000, "USD", "card alipay wechat_pay")]
    [InlineData(1000, "MYR", "card alipay")]
    [InlineData(1000, "CHF", "card wechat_pay")]
    [InlineData(1000, "AED", "card")]
    [InlineData(100_000_000, "JPY", "card")]
    [InlineData(49, "USD", "")]
    [InlineData(1000, "IRR", "")]
    [InlineData(1000, "credits", "")]
    public void OnlyMethodsThatTakeTheAmountAreOffered(long amount, string currency, string methods) =>
        string.Join(' ', ChargeMethods.For(amount, currency)).ShouldBe(methods);
}
