using Community.Platform.Http.Validation;
using Community.Platform.Text;

namespace Community.Platform.Tests.Text;

/// <summary>A text has a visible character, a line shows its real content, and ordinary writing in any alphabet is accepted.</summary>
public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("\u200B")]
    [InlineData("\u3164")]
    [InlineData("\u2800")]
    [InlineData("\u00AD\u2060\uFEFF")]
    [InlineData("\u115F\u1160 \uFFA0")]
    [InlineData("\u2067\u2069")]
    [InlineData("\uFE0F")]
    [InlineData("\U000E0061\U000E007F")]
    [InlineData("\u0301")]
    [InlineData(" \t\n\u00A0\u3000")]
    public void NothingVisibleIsNoText(string text)
    {
        VisibleText.IsVisible(text).ShouldBeFalse();
        new SingleLineAttribute().IsValid(text).ShouldBeFalse();
        new MultiLineAttribute().IsValid(text).ShouldBeFalse();
        new MultiLineAttribute { AllowEmpty = true }
            .IsValid(text)
            .ShouldBeFalse();
    }

    [Theory]
    [InlineData("Admin\u200B")]
    [InlineData("Ad\u200Bmin")]
    [InlineData("Ad\u200Dmin")]
    [InlineData("Ad\u00ADmin")]
    [InlineData("Admin\u200F")]
    [InlineData("Admin\u3164")]
    [InlineData("Ad\u3164min")]
    [InlineData("Admin\u2800")]
    [InlineData("Admin \uFE0F")]
    [InlineData("Admin\uFE0F")]
    [InlineData("Ad\uFE0Emin")]
    [InlineData("Admin\U000E0100")]
    [InlineData("Админ\uFE0F")]
    [InlineData("Admin 1\uFE0F")]
    [InlineData("Admin!\uFE0F")]
    [InlineData("Admin\U000E0061")]
    [InlineData("Admin\u180E")]
    [InlineData("A\u202Enimd\u202C")]
    [InlineData("A\u2067dmin")]
    [InlineData("A\u2069dmin")]
    [InlineData("A\u2067\u202Admin\u2069\u202C")]
    public void ANameIsWhatItLooksLike(string name) => new SingleLineAttribute().IsValid(name).ShouldBeFalse();

    [Theory]
    [InlineData("Zoë Ångström")]
    [InlineData("👩‍🚀 crew 👨‍👩‍👧‍👦 ❤️ 🏳️‍🌈 ❤️‍🔥 1️⃣")]
    [InlineData("🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F")]
    [InlineData("می\u200Cخواهم")]
    [InlineData("क्\u200Dष and ක්\u200Dරි")]
    [InlineData("ภาษา\u200Bไทย")]
    [InlineData("葛\U000E0100飾")]
    [InlineData("☎️ ©️ ™️ ℹ️ ‼️ #️⃣ ♥︎ ✈︎ ↔️ 👁️‍🗨️ 👩🏽‍⚕️")]
    [InlineData("က\uFE00")]
    [InlineData("Việt Nam, ภาษาไทยกั้ำ, བསྒྲུབས")]
    [InlineData("בְּרֵאשִׁ֖ית and ٱلرَّحِيمِ")]
    [InlineData("\u2067مرحبا\u2069")]
    [InlineData("\u202Bשלום\u202C Maya")]
    [InlineData("شارع 5\u200F")]
    [InlineData("\u2067a \u2066b\u2069 c\u2069")]
    public void HonestWritingIsTakenAsItIs(string text)
    {
        new SingleLineAttribute().IsValid(text).ShouldBeTrue();
        new MultiLineAttribute().IsValid(text).ShouldBeTrue();
    }

    [Theory]
    [InlineData("e\u0301\u0302\u0303\u0304", true)]
    [InlineData("é\u0301\u0302\u0303\u0304", false)]
    [InlineData("e\u0301\u200D\u0302\u0303\u0304\u0305", false)]
    [InlineData("a\u20DD\u20DD\u20DD\u20DD\u20DD", false)]
    public void MarksDoNotPileUpOverTheLinesAround(string name, bool isTaken) => new SingleLineAttribute().IsValid(name).ShouldBe(isTaken);

    [Theory]
    [InlineData("https://example.org/a", true)]
    [InlineData("https://example.org/ä/日本", true)]
    [InlineData("https://example.org/\u202Egpj.exe", false)]
    [InlineData("https://example.org/\u2066a\u2069", false)]
    [InlineData("https://example.org/a\u200B", false)]
    [InlineData("https://example.org/a\u3164", false)]
    [InlineData("https://example.org/a\uFE0F", false)]
    public void AnAddressIsWhatItLooksLike(string url, bool isTaken) => new HttpsUrlAttribute().IsValid(url).ShouldBe(isTaken);

    [Theory]
    [InlineData("\u2067مرحبا\u2069\n\u202Bשלום\u202C", true)]
    [InlineData("a \u202Eb\u202C c", true)]
    [InlineData("a\u200Bb", true)]
    [InlineData("\u2067مرحبا\n\u2069", false)]
    [InlineData("a \u202Eb c", false)]
    [InlineData("a \u202C", false)]
    [InlineData("a\0", false)]
    public void EachLineOfATextClosesTheDirectionsThatItOpens(string text, bool isTaken) =>
        new MultiLineAttribute().IsValid(text).ShouldBe(isTaken);

    [Fact]
    public void DirectionsNestAsDeepAsRenderersLook()
    {
        VisibleText.IsBalanced(new string('\u2067', 125) + new string('\u2069', 125), allowOverrides: true).ShouldBeTrue();
        VisibleText.IsBalanced(new string('\u2067', 126) + new string('\u2069', 126), allowOverrides: true).ShouldBeFalse();
    }
}
