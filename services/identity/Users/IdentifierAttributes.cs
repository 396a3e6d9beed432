using Community.Platform.Http.Validation;

namespace Community.Identity.Users;

/// <summary>A username that <see cref="Identifiers.TryParseUsername"/> accepts.</summary>
internal sealed class UsernameAttribute : TextRuleAttribute
{
    public override Fault? FaultOf(string text) =>
        Identifiers.TryParseUsername(text, out _)
            ? null
            : new(
                FaultCode.InvalidUsername,
                "must be 3 to 50 letters (a-z), digits, dots, hyphens or underscores, beginning and ending with a letter or digit"
            );
}

/// <summary>A mail address that <see cref="Identifiers.TryParseEmail"/> accepts.</summary>
internal sealed class EmailAttribute : TextRuleAttribute
{
    public override Fault? FaultOf(string text) =>
        Identifiers.TryParseEmail(text, out _)
            ? null
            : new(
                FaultCode.InvalidEmail,
                $"must be a mail address of at most {Identifiers.MaxEmailLength} characters, with only the letters a to z, digits and signs before the @"
            );
}

/// <summary>A phone number that <see cref="Identifiers.TryParsePhone"/> accepts.</summary>
internal sealed class PhoneNumberAttribute : TextRuleAttribute
{
    public override Fault? FaultOf(string text) =>
        Identifiers.TryParsePhone(text, out _)
            ? null
            : new(FaultCode.InvalidPhone, "must be an international phone number such as +971501234567");
}

/// <summary>A list of interests: at most <see cref="Interests.MaxCount"/>, none of them null.</summary>
internal sealed class InterestsAttribute : RuleAttribute
{
    private static readonly string Expected = $"must be a list of at most {Interests.MaxCount} texts";

    public override Fault? FaultOf(object? value, IServiceProvider services) =>
        value switch
        {
            null => null,
            IReadOnlyCollection<string?> { Count: > Interests.MaxCount } => new(FaultCode.TooMany, Expected) { Max = Interests.MaxCount },
            IReadOnlyCollection<string?> items when items.All(item => item is not null) => null,
            _ => new(FaultCode.WrongType, Expected),
        };
}

/// <summary>Each interest of a list, checked in its stored form, without surrounding spaces.</summary>
internal sealed class InterestAttribute : TextRuleAttribute
{
    private static readonly SingleLineAttribute Line = new();

    public override Fault? FaultOf(string text) =>
        text.Trim() is { Length: > 0 and <= Interests.MaxLength } interest && !interest.Any(char.IsControl)
            ? Line.FaultOf(interest)
            : new(
                text.Trim() switch
                {
                    "" => FaultCode.Blank,
                    { Length: > Interests.MaxLength } => FaultCode.TooLong,
                    _ => FaultCode.NotOneLine,
                },
                $"must be one line of 1 to {Interests.MaxLength} characters"
            )
            {
                Max = Interests.MaxLength,
            };
}
