using System.ComponentModel.DataAnnotations;

namespace Community.Platform.Http.Validation;

/// <summary>A rule for text. On a list of texts it applies to each of them, and the error names the index.</summary>
internal interface IElementRule;

/// <summary>The texts for the framework's attributes: they follow a field's name and state the limit.</summary>
internal static class RuleTexts
{
    /// <summary>The text; null if the attribute has its own (an ErrorMessage, or an attribute of this library).</summary>
    /// <param name="rule">The attribute.</param>
    /// <param name="value">The value that it refused: a text is measured in characters, a list in items.</param>
    public static string? For(ValidationAttribute rule, object? value) =>
        rule switch
        {
            // The framework's own texts are patterns with a placeholder for the name, and are not used.
            { ErrorMessage: { } own } when rule is not IElementRule && !own.Contains("{0}", StringComparison.Ordinal) => own,
            RequiredAttribute => "is required",
            StringLengthAttribute { MinimumLength: 0 } text => $"must be at most {text.MaximumLength} characters long",
            StringLengthAttribute text => $"must be {text.MinimumLength} to {text.MaximumLength} characters long",
            LengthAttribute size => $"must have {size.MinimumLength} to {size.MaximumLength} {Unit(value)}",
            MaxLengthAttribute size => $"must have at most {size.Length} {Unit(value)}",
            MinLengthAttribute size => $"must have at least {size.Length} {Unit(value)}",
            RangeAttribute { Maximum: int.MaxValue or double.MaxValue or double.PositiveInfinity } range =>
                $"must be at least {range.Minimum}",
            // Range has long.MaxValue as a double, which is no number that a client could send.
            RangeAttribute { Maximum: >= (double)long.MaxValue } range => $"must be at least {range.Minimum}",
            RangeAttribute range => $"must be between {range.Minimum} and {range.Maximum}",
            EmailAddressAttribute => "must be a mail address",
            UrlAttribute => "must be a URL",
            AllowedValuesAttribute some => $"must be one of {string.Join(", ", some.Values.Where(value => value is not null))}",
            DeniedValuesAttribute some => $"must be none of {string.Join(", ", some.Values.Where(value => value is not null))}",
            RegularExpressionAttribute pattern => $"must match {pattern.Pattern}",
            Base64StringAttribute => "must be base64",
            PhoneAttribute => "must be a phone number",
            _ => null,
        };

    private static string Unit(object? value) => value is string ? "characters" : "items";

    /// <summary>Whether a rule on a list applies to each of its texts, not to the list.</summary>
    public static bool IsForElements(Attribute rule) =>
        rule is IElementRule or StringLengthAttribute or RegularExpressionAttribute or EmailAddressAttribute;
}
