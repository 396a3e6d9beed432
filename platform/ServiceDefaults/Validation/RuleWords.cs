using System.ComponentModel.DataAnnotations;

namespace Community.ServiceDefaults.Validation;

/// <summary>A rule for text that, put on a list of texts, is meant for each of them; the error then names the index.</summary>
internal interface IElementRule;

/// <summary>What the framework's attributes say, in words that continue a field's name and name the limit.</summary>
internal static class RuleWords
{
    /// <summary>Our words, or null where the attribute has its own (an ErrorMessage, or an attribute of ours).</summary>
    public static string? For(ValidationAttribute rule) => rule switch
    {
        // The framework's own texts are patterns with the name's place in them: they are no words of ours.
        { ErrorMessage: { } own } when rule is not IElementRule && !own.Contains("{0}", StringComparison.Ordinal) => own,
        RequiredAttribute => "is required",
        StringLengthAttribute { MinimumLength: 0 } text => $"must be at most {text.MaximumLength} characters long",
        StringLengthAttribute text => $"must be {text.MinimumLength} to {text.MaximumLength} characters long",
        LengthAttribute size => $"must have {size.MinimumLength} to {size.MaximumLength} characters or items",
        MaxLengthAttribute size => $"must have at most {size.Length} characters or items",
        MinLengthAttribute size => $"must have at least {size.Length} characters or items",
        RangeAttribute { Maximum: int.MaxValue or double.MaxValue or double.PositiveInfinity } range => $"must be at least {range.Minimum}",
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

    /// <summary>Whether a rule that stands on a list is about each of its texts, not about the list.</summary>
    public static bool IsForElements(Attribute rule) =>
        rule is IElementRule or StringLengthAttribute or RegularExpressionAttribute or EmailAddressAttribute;
}
