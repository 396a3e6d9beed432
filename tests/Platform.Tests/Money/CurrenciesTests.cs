using Community.Money;

namespace Community.Platform.Tests.Money;

public sealed class CurrenciesTests
{
    [Theory]
    [InlineData("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf", 0)]
    [InlineData("bhd jod kwd omr tnd", 3)]
    [InlineData("usd eur gbp cny huf twd isk ugx idr cop", 2)]
    public void EachCurrencyHasStripesDecimals(string codes, int decimals)
    {
        foreach (var code in codes.Split(' '))
        {
            Currencies.IsKnown(code).ShouldBeTrue(code);
            Currencies.Decimals(code).ShouldBe(decimals, code);
            Currencies.Decimals(code.ToUpperInvariant()).ShouldBe(decimals, code);
            Currencies.IsZeroDecimal(code).ShouldBe(decimals == 0, code);
            Currencies.IsThreeDecimal(code).ShouldBe(decimals == 3, code);
        }
    }

    [Theory]
    [InlineData(123450, "usd", "1,234.50 USD")]
    [InlineData(5, "EUR", "0.05 EUR")]
    [InlineData(-1999, "gbp", "-19.99 GBP")]
    [InlineData(500, "jpy", "500 JPY")]
    [InlineData(1234567, "KRW", "1,234,567 KRW")]
    [InlineData(5120, "kwd", "5.120 KWD")]
    [InlineData(500, "isk", "5 ISK")]
    [InlineData(500, "ugx", "5 UGX")]
    [InlineData(550, "ugx", "5.50 UGX")]
    [InlineData(1045, "huf", "10.45 HUF")]
    [InlineData(150, "credits", "150 credits")]
    [InlineData(long.MaxValue, "usd", "92,233,720,368,547,758.07 USD")]
    public void AmountsAreWrittenForPeople(long amount, string currency, string text) => Currencies.Format(amount, currency).ShouldBe(text);

    [Theory]
    [InlineData("usd", 50)]
    [InlineData("GBP", 30)]
    [InlineData("eur", 50)]
    [InlineData("jpy", 50)]
    [InlineData("hkd", 400)]
    [InlineData("aed", 200)]
    [InlineData("czk", 1500)]
    [InlineData("dkk", 250)]
    [InlineData("huf", 17500)]
    [InlineData("mxn", 1000)]
    [InlineData("thb", 1000)]
    [InlineData("sek", 300)]
    [InlineData("cny", 1)]
    [InlineData("kwd", 10)]
    [InlineData("isk", 100)]
    public void TheLeastIsTheDocumentedOne(string currency, long minimum)
    {
        Currencies.Minimum(currency).ShouldBe(minimum);
        Currencies.Check(minimum, currency).ShouldBe(AmountVerdict.Chargeable);
        Currencies.Check(minimum - 1, currency).ShouldBe(AmountVerdict.TooSmall);
    }

    [Theory]
    [InlineData("usd", "card", 99_999_999)]
    [InlineData("idr", "card", 999_999_999_999)]
    [InlineData("inr", "card", 999_999_999)]
    [InlineData("jpy", "card", 9_999_999_999)]
    [InlineData("jpy", "alipay", 99_999_999)]
    public void TheMostIsTheDocumentedOne(string currency, string method, long maximum)
    {
        Currencies.Maximum(currency, method).ShouldBe(maximum);
        Currencies.Check(maximum, currency, method).ShouldBe(AmountVerdict.Chargeable);
        Currencies.Check(maximum + 1, currency, method).ShouldBe(AmountVerdict.TooLarge);
    }

    [Theory]
    [InlineData(1050, "isk", nameof(AmountVerdict.NotWhole))]
    [InlineData(1000, "isk", nameof(AmountVerdict.Chargeable))]
    [InlineData(1099, "ugx", nameof(AmountVerdict.NotWhole))]
    [InlineData(5124, "kwd", nameof(AmountVerdict.NotWhole))]
    [InlineData(5120, "kwd", nameof(AmountVerdict.Chargeable))]
    [InlineData(1045, "twd", nameof(AmountVerdict.Chargeable))]
    [InlineData(0, "usd", nameof(AmountVerdict.TooSmall))]
    [InlineData(-100, "usd", nameof(AmountVerdict.TooSmall))]
    [InlineData(long.MinValue, "jpy", nameof(AmountVerdict.TooSmall))]
    [InlineData(1000, "xxx", nameof(AmountVerdict.UnknownCurrency))]
    [InlineData(1000, "credits", nameof(AmountVerdict.UnknownCurrency))]
    [InlineData(1000, "", nameof(AmountVerdict.UnknownCurrency))]
    public void AnAmountThatStripeWouldRefuseIsKnown(long amount, string currency, string verdict) =>
        Currencies.Check(amount, currency).ToString().ShouldBe(verdict);

    [Theory]
    [InlineData("alipay", "cny aud cad eur gbp hkd jpy myr nzd sgd usd", "chf dkk krw inr")]
    [InlineData("wechat_pay", "cny aud cad chf dkk eur gbp hkd jpy nok sek sgd usd", "myr nzd krw inr")]
    [InlineData("card", "usd inr krw isk kwd", "xxx btc credits")]
    [InlineData("cash", "", "usd cny")]
    public void EachMethodTakesItsDocumentedCurrencies(string method, string taken, string refused)
    {
        taken.Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(currency => Currencies.IsTakenBy(method, currency));
        refused.Split(' ').ShouldAllBe(currency => !Currencies.IsTakenBy(method, currency));
    }

    [Fact]
    public void AMethodThatDoesNotTakeTheCurrencyIsSaid() =>
        Currencies.Check(1000, "inr", "wechat_pay").ShouldBe(AmountVerdict.NotByThisMethod);
}
