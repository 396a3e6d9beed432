using System.ComponentModel.DataAnnotations;
using Community.Platform.Http.Validation;

namespace Community.Platform.Tests.Http;

public sealed class RuleTextsTests
{
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

        var words = RuleTexts.For(rule, "ab").ShouldNotBeNull();
        words.ShouldNotContain("{");
        words.ShouldNotContain("field");
        words.ShouldNotContain(", ,");
    }
}
