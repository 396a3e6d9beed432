using System.ComponentModel.DataAnnotations;
using Community.Platform.Http.Validation;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Platform.Tests.Http;

public sealed class RuleFaultsTests
{
    private static readonly IServiceProvider NoServices = new ServiceCollection().BuildServiceProvider();

    /// <summary>A rule, a value that it refuses, and the fault: its code with <c>min</c>, <c>max</c> and <c>step</c>.</summary>
    public static TheoryData<ValidationAttribute, object?, string> Refusals =>
        new()
        {
            { new RequiredAttribute(), null, "Required" },
            { new StringLengthAttribute(3), "abcd", "TooLong max 3" },
            {
                new StringLengthAttribute(3) { MinimumLength = 2 },
                "a",
                "TooShort min 2 max 3"
            },
            {
                new StringLengthAttribute(3) { MinimumLength = 2 },
                "abcd",
                "TooLong min 2 max 3"
            },
            { new LengthAttribute(2, 3), "a", "TooShort min 2 max 3" },
            { new LengthAttribute(2, 3), new[] { 1 }, "TooFew min 2 max 3" },
            { new LengthAttribute(2, 3), new[] { 1, 2, 3, 4 }, "TooMany min 2 max 3" },
            { new MaxLengthAttribute(1), "ab", "TooLong max 1" },
            { new MaxLengthAttribute(1), new[] { "a", "b" }, "TooMany max 1" },
            { new MinLengthAttribute(2), "a", "TooShort min 2" },
            { new MinLengthAttribute(2), new List<string>(), "TooFew min 2" },
            { new RangeAttribute(13, 120), 12, "TooSmall min 13 max 120" },
            { new RangeAttribute(13, 120), 121, "TooLarge min 13 max 120" },
            { new RangeAttribute(0, long.MaxValue), -1L, "TooSmall min 0" },
            { new RangeAttribute(0.5, double.PositiveInfinity), 0d, "TooSmall min 0.5" },
            {
                new RangeAttribute(0d, 500d) { MinimumIsExclusive = true },
                0d,
                "TooSmall min 0 max 500"
            },
            { new RangeAttribute(-90d, 90d), 90.5, "TooLarge min -90 max 90" },
            { new EmailAddressAttribute(), "a", "InvalidEmail" },
            { new AllowedValuesAttribute("a", "b"), "c", "NotAnOption" },
            { new RegularExpressionAttribute("^a$"), "b", "InvalidFormat" },
            { new PatternAttribute("^a$", FaultCode.InvalidDigits, "must be a"), "b", "InvalidDigits" },
            { new SingleLineAttribute(), "", "Blank" },
            { new SingleLineAttribute(), "\u00ad", "ForbiddenCharacters" },
            { new SingleLineAttribute(), " a", "SpacesAtEnds" },
            { new SingleLineAttribute(), "a\nb", "NotOneLine" },
            { new SingleLineAttribute(), 1, "WrongType" },
            { new MultiLineAttribute(), "\n", "Blank" },
            { new MultiLineAttribute(), "a\u0001", "ForbiddenCharacters" },
            { new GraphemesAttribute(1), "ab", "TooLong max 1" },
            { new HttpsUrlAttribute(), "http://example.org", "InvalidUrl" },
            { new HttpsUrlAttribute(), new string('a', 2049), "TooLong max 2048" },
            { new CountryCodeAttribute(), "Atlantis", "InvalidCountry" },
            { new CurrencyCodeAttribute(), "XYZ", "InvalidCurrency" },
            { new TimeZoneNameAttribute(), "Europe/Atlantis", "InvalidTimeZone" },
            { new InFutureAttribute(), DateTimeOffset.UnixEpoch, "InPast" },
        };

    [Theory, MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public void AFaultHasItsCodeAndItsNumbers(ValidationAttribute rule, object? value, string expected)
    {
        var fault = RuleFaults.Of(rule, value, "x", NoServices).ShouldNotBeNull();
        var numbers = new[] { ("min", fault.Min), ("max", fault.Max), ("step", fault.Step) }
            .Where(number => number.Item2 is not null)
            .Select(number => FormattableString.Invariant($" {number.Item1} {number.Item2:0.##}"));
        $"{fault.Code}{string.Concat(numbers)}".ShouldBe(expected);
    }

    [Fact]
    public void AnErrorMessageReplacesTheSentenceOnly()
    {
        var rule = new RangeAttribute(0, 5) { ErrorMessage = "must fit" };
        var fault = RuleFaults.Of(rule, 6, "x", NoServices).ShouldNotBeNull();
        (fault.Code, fault.Max, fault.Message).ShouldBe((FaultCode.TooLarge, 5, "must fit"));
    }

    public static TheoryData<Type> FrameworkRules =>
        [
            .. typeof(RangeAttribute)
                .Assembly.GetExportedTypes()
                .Where(type =>
                    type.IsSubclassOf(typeof(ValidationAttribute))
                    && !type.IsAbstract
                    // These attributes are for members of their own kind, which JSON bodies do not have.
                    && type != typeof(CompareAttribute)
                    && type != typeof(CustomValidationAttribute)
                    && type != typeof(DataTypeAttribute)
                    && type != typeof(EnumDataTypeAttribute)
                    && type != typeof(CreditCardAttribute)
                    && type != typeof(FileExtensionsAttribute)
                ),
        ];

    [Theory, MemberData(nameof(FrameworkRules))]
    public void NoRuleOfTheFrameworkSpeaksInItsOwnPatterns(Type type)
    {
        var rule = (ValidationAttribute)(
            type.Name switch
            {
                nameof(AllowedValuesAttribute) => new AllowedValuesAttribute(null, "a", "b"),
                nameof(DeniedValuesAttribute) => new DeniedValuesAttribute("a"),
                nameof(RangeAttribute) => new RangeAttribute(1, 2),
                nameof(LengthAttribute) => new LengthAttribute(1, 2),
                nameof(MaxLengthAttribute) => new MaxLengthAttribute(2),
                nameof(MinLengthAttribute) => new MinLengthAttribute(2),
                nameof(StringLengthAttribute) => new StringLengthAttribute(2),
                nameof(RegularExpressionAttribute) => new RegularExpressionAttribute("^[0-9]+$"),
                _ => Activator.CreateInstance(type)!,
            }
        );

        var words = RuleFaults.For(rule, "ab").ShouldNotBeNull().Message;
        words.ShouldNotContain("{");
        words.ShouldNotContain("field");
        words.ShouldNotContain(", ,");
    }
}
