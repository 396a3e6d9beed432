using Community.Payments.Stripe;

namespace Community.Payments.Tests.Stripe;

public sealed class FormContentTests
{
    [Fact]
    public void ObjectsAndArraysAreInBrackets() => new FormContent()
        .Add("items", [new FormContent().Add("id", "si_1").Add("tax", new FormContent().Add("rates", ["a", "b"])), new FormContent().Add("id", "si_2")])
        .Add("expand", ["payments"])
        .ToString()
        .ShouldBe("items[0][id]=si_1&items[0][tax][rates][0]=a&items[0][tax][rates][1]=b&items[1][id]=si_2&expand[0]=payments");

    [Fact]
    public void ValuesAreTypedAsStripeTypesThem() => new FormContent()
        .Add("number", -1_234_567L).Add("yes", true).Add("no", false).Add("time", new DateTimeOffset(2025, 1, 1, 8, 0, 0, TimeSpan.FromHours(8)))
        .ToString()
        .ShouldBe("number=-1234567&yes=true&no=false&time=1735689600");

    [Fact]
    public void WhatIsNullIsLeftOutAndWhatIsEmptyIsNot() => new FormContent()
        .Add("text", (string?)null).Add("number", (long?)null).Add("flag", (bool?)null).Add("time", (DateTimeOffset?)null)
        .Add("object", (FormContent?)null).Add("list", (IEnumerable<string>?)null).Add("metadata", (IReadOnlyDictionary<string, string>?)null)
        .Add("empty", "")
        .ToString()
        .ShouldBe("empty=");

    [Theory]
    [InlineData("a b+c&d=e", "v=a%20b%2Bc%26d%3De")]
    [InlineData("100% [x]/?#", "v=100%25%20%5Bx%5D%2F%3F%23")]
    [InlineData("Zoë 票 🎟", "v=Zo%C3%AB%20%E7%A5%A8%20%F0%9F%8E%9F")]
    [InlineData("line\r\nbreak\0", "v=line%0D%0Abreak%00")]
    [InlineData("{CHECKOUT_SESSION_ID}", "v=%7BCHECKOUT_SESSION_ID%7D")]
    public void ValuesArePercentEncodedInUtf8(string value, string form)
    {
        new FormContent().Add("v", value).ToString().ShouldBe(form);
        new FormContent().Add("v", value).ToBytes().ShouldBe(System.Text.Encoding.ASCII.GetBytes(form));
    }

    // an attribute could not hold it
    [Fact]
    public void HalfACharacterBecomesTheReplacementCharacter() =>
        new FormContent().Add("v", "lone \ud83c surrogate").ToString().ShouldBe("v=lone%20%EF%BF%BD%20surrogate");

    [Fact]
    public void MetadataKeysAreEncodedButForTheBrackets() => new FormContent()
        .Add("metadata", new Dictionary<string, string>(StringComparer.Ordinal) { ["ключ &"] = "1" })
        .ToString()
        .ShouldBe("metadata[%D0%BA%D0%BB%D1%8E%D1%87%20%26]=1");

    [Theory]
    [InlineData("", "v")]
    [InlineData("a[b", "v")]
    [InlineData("a]", "v")]
    [InlineData("12345678901234567890123456789012345678901", "v")]
    [InlineData("k", null)]
    public void MetadataOverStripesLimitsIsRefusedHere(string key, string? value)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [key] = value ?? new string('x', 501) };
        Should.Throw<ArgumentException>(() => new FormContent().Add("metadata", metadata));
    }

    [Fact]
    public void MetadataHasAtMostFiftyKeys()
    {
        Dictionary<string, string> Keys(int count) => Enumerable.Range(0, count).ToDictionary(key => $"k{key}", _ => "v", StringComparer.Ordinal);
        new FormContent().Add("metadata", Keys(50)).ToString().Split('&').Length.ShouldBe(50);
        Should.Throw<ArgumentException>(() => new FormContent().Add("metadata", Keys(51)));
    }
}
