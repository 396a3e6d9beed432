using Community.Companion.Safety;

namespace Community.Companion.Tests.Safety;

public sealed class CrisisAnswerTests
{
    private static readonly CrisisDetector Detector = new();

    private static Finding Finding(CrisisKind kind, Severity severity = Severity.High) => new(kind, severity, "rule", "version");

    [Theory]
    [InlineData("US", "988")]
    [InlineData("us", "988")]
    [InlineData("GB", "116 123")]
    [InlineData("IE", "116 123")]
    [InlineData("AU", "13 11 14")]
    [InlineData("DE", "0800 111 0 111")]
    [InlineData("FR", "3114")]
    [InlineData("EG", "16328")]
    [InlineData("LB", "1564")]
    [InlineData("KR", "109")]
    [InlineData("JO", "911")]
    public void TheLinesAreThoseOfThePersonsCountry(string country, string number)
    {
        CrisisAnswer.For(Finding(CrisisKind.SelfHarm), new(country, "en")).ShouldContain(number);
        CrisisAnswer.For(Finding(CrisisKind.SelfHarm), new(country, "ar")).ShouldContain(number);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ZZ")]
    [InlineData("not a country")]
    public void WithoutAKnownCountryThereIsTheDirectory(string? country)
    {
        var answer = CrisisAnswer.For(Finding(CrisisKind.SelfHarm), new(country, "en"));
        answer.ShouldContain("112 or 911");
        answer.ShouldContain(HelpLines.Directory);
    }

    // Such a finding is often wrong: the answer asks, and doesn't tell people their feelings.
    [Theory]
    [InlineData("en", "I may be reading too much into this")]
    [InlineData("ar", "قد أكون أقرأ في هذا أكثر مما فيه")]
    public void AConcernThatOnlyTheWeightsFindIsAskedAbout(string language, string beginning)
    {
        foreach (var kind in Enum.GetValues<CrisisKind>())
        {
            var unsure = new Finding(kind, Severity.Concern, $"learned.{Ruling.NameOf(kind)}", "version");
            CrisisAnswer.For(unsure, new("DE", language)).ShouldStartWith(beginning);
            CrisisAnswer.For(unsure, new("DE", language)).ShouldContain("112");
            CrisisAnswer.For(unsure with { Severity = Severity.High }, new("DE", language)).ShouldNotStartWith(beginning);
            CrisisAnswer.For(Finding(kind, Severity.Concern), new("DE", language)).ShouldNotStartWith(beginning);
        }
    }

    [Fact]
    public void AMedicalEmergencyIsAnsweredByTheAmbulanceAlone()
    {
        var answer = CrisisAnswer.For(Finding(CrisisKind.MedicalEmergency, Severity.Immediate), new("DE", "en"));
        answer.ShouldContain("112");
        answer.ShouldNotContain("0800 111 0 111");
    }

    [Fact]
    public void AWorryAboutAnotherPersonHasItsOwnAnswer() =>
        CrisisAnswer.For(Detector.Detect("my friend wants to die").ShouldNotBeNull(), new("US", "en")).ShouldContain("Are they safe");

    [Fact]
    public void EveryAnswerIsWholeAndCalm()
    {
        foreach (var kind in Enum.GetValues<CrisisKind>())
        {
            foreach (var severity in Enum.GetValues<Severity>())
            {
                foreach (
                    var (language, other) in from language in (string[])["en", "ar", "ar-EG", "fr"]
                    from other in (bool[])[true, false]
                    select (language, other)
                )
                {
                    foreach (var country in (string?[])[null, .. HelpLines.ByCountry.Keys])
                    {
                        var answer = CrisisAnswer.For(Finding(kind, severity) with { AboutSomeoneElse = other }, new(country, language));
                        answer.ShouldNotContain("{");
                        answer.ShouldNotContain("!");
                        answer.ShouldContain("•");
                        answer
                            .Any(letter => letter is >= '\u0600' and <= '\u06FF')
                            .ShouldBe(language.StartsWith("ar", StringComparison.Ordinal));
                    }

                    Detector.DetectHarmfulAnswer(CrisisAnswer.For(Finding(kind, severity), new("US", language))).ShouldBeNull();
                }
            }
        }
    }

    [Theory]
    [InlineData("AE", "800 111")]
    [InlineData("BH", "66710901")]
    [InlineData("JO", "110")]
    [InlineData("QA", "919")]
    public void TheGulfAndJordanHaveLinesAgainstViolence(string country, string number)
    {
        CrisisAnswer.Help(CrisisKind.Abuse, new(country, "ar")).ShouldContain(number);
        CrisisAnswer.Help(CrisisKind.SelfHarm, new(country, "ar")).ShouldNotContain(number);
    }

    [Fact]
    public void AtLeastThirtyCountriesHaveTheirOwnCrisisLineAndEveryNumberASource()
    {
        HelpLines.ByCountry.Values.Count(lines => lines.Crisis is not null).ShouldBeGreaterThanOrEqualTo(30);
        HelpLines.ByCountry.Values.ShouldAllBe(lines => lines.Source.Length > 0 && lines.Country.Length == 2);
        HelpLines
            .ByCountry.Values.SelectMany(lines =>
                (string?[])[lines.Ambulance, lines.Police, lines.Crisis?.Number, lines.Violence?.Number, lines.Child?.Number]
            )
            .OfType<string>()
            .ShouldAllBe(number => number.Any(char.IsDigit) && number.All(sign => char.IsDigit(sign) || " -*#,".Contains(sign)));
    }
}
