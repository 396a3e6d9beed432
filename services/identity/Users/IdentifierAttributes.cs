using Community.Platform.Http.Validation;

namespace Community.Identity.Users;

/// <summary>A username that <see cref="Identifiers.TryParseUsername"/> accepts.</summary>
internal sealed class UsernameAttribute : TextRuleAttribute
{
    protected override string? Fault(string text) =>
        Identifiers.TryParseUsername(text, out _)
            ? null
            : "must be 3 to 50 letters (a-z), digits, dots, hyphens or underscores, beginning and ending with a letter or digit";
}

/// <summary>A mail address that <see cref="Identifiers.TryParseEmail"/> accepts.</summary>
internal sealed class EmailAttribute : TextRuleAttribute
{
    protected override string? Fault(string text) =>
        Identifiers.TryParseEmail(text, out _)
            ? null
            : $"must be a mail address of at most {Identifiers.MaxEmailLength} characters, with only the letters a to z, digits and signs before the @";
}

/// <summary>A phone number that <see cref="Identifiers.TryParsePhone"/> accepts.</summary>
internal sealed class PhoneNumberAttribute : TextRuleAttribute
{
    protected override string? Fault(string text) =>
        Identifiers.TryParsePhone(text, out _) ? null : "must be an international phone number such as +971501234567";
}

/// <summary>A list of interests: at most <see cref="Interests.MaxCount"/>, none of them null.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class InterestsAttribute : System.ComponentModel.DataAnnotations.ValidationAttribute
{
    public override bool IsValid(object? value) =>
        value is null
        || (value is IReadOnlyCollection<string?> items && items.Count <= Interests.MaxCount && items.All(item => item is not null));

    public override string FormatErrorMessage(string name) => $"must be a list of at most {Interests.MaxCount} texts";
}

/// <summary>Each interest of a list, checked in its stored form, without surrounding spaces.</summary>
internal sealed class InterestAttribute : TextRuleAttribute
{
    protected override string? Fault(string text) =>
        text.Trim() is { Length: > 0 and <= Interests.MaxLength } interest && !interest.Any(char.IsControl)
            ? SingleLineAttribute.FaultOf(interest)
            : $"must be one line of 1 to {Interests.MaxLength} characters";
}
