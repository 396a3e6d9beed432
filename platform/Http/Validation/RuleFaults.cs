using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Community.Platform.Http.Validation;

/// <summary>A rule of our own for one value. A rule of the framework has no code, so its fault is in <see cref="RuleFaults"/>.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public abstract class RuleAttribute : ValidationAttribute
{
    /// <summary>The fault of a value; null: it has none.</summary>
    /// <param name="value">The value; null is accepted unless the member is <c>required</c>.</param>
    /// <param name="services">For rules that need services.</param>
    public abstract Fault? FaultOf(object? value, IServiceProvider services);

    /// <inheritdoc/>
    protected sealed override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        FaultOf(value, validationContext) is { } fault ? new(fault.Message) : ValidationResult.Success;
}

/// <summary>A rule for text. On a list of texts it applies to each of them, and the fault names the index.</summary>
internal interface IElementRule;

/// <summary>A text of a pattern, whose fault has a code and a sentence of its own.</summary>
/// <param name="pattern">The regular expression, which OpenAPI shows.</param>
/// <param name="code">The fault's code.</param>
/// <param name="message">The fault as text that follows the field's name.</param>
public class PatternAttribute(string pattern, FaultCode code, string message) : RegularExpressionAttribute(pattern)
{
    /// <summary>The fault of every text that does not match.</summary>
    public Fault Fault { get; } = new(code, message);
}

/// <summary>The faults of all rules.</summary>
internal static class RuleFaults
{
    /// <summary>The fault of a value by one rule; null: it has none.</summary>
    public static Fault? Of(ValidationAttribute rule, object? value, string name, IServiceProvider services) =>
        rule is RuleAttribute own ? own.FaultOf(value, services)
        : rule.GetValidationResult(value, new(value ?? rule, name, services, null) { MemberName = name }) is null ? null
        : For(rule, value) ?? new(FaultCode.InvalidFormat, "is invalid");

    /// <summary>
    /// The fault by a rule of the framework. It states the limit, in the words of an ErrorMessage where the rule has one; null: the rule is
    /// not known here, which a test refuses.
    /// </summary>
    /// <param name="rule">The attribute.</param>
    /// <param name="value">The value that it refused: a text is measured in characters, a list in items.</param>
    public static Fault? For(ValidationAttribute rule, object? value)
    {
        Fault? fault = rule switch
        {
            RequiredAttribute => Fault.Required,
            StringLengthAttribute { MinimumLength: 0 } text => Fault.TooLong(text.MaximumLength),
            StringLengthAttribute text => Size(
                value,
                text.MinimumLength,
                text.MaximumLength,
                $"must be {text.MinimumLength} to {text.MaximumLength} characters long"
            ),
            LengthAttribute size => Size(
                value,
                size.MinimumLength,
                size.MaximumLength,
                $"must have {size.MinimumLength} to {size.MaximumLength} {Unit(value)}"
            ),
            MaxLengthAttribute size => Size(value, null, size.Length, $"must have at most {size.Length} {Unit(value)}"),
            MinLengthAttribute size => Size(value, size.Length, null, $"must have at least {size.Length} {Unit(value)}"),
            RangeAttribute range => Range(range, value),
            EmailAddressAttribute => new(FaultCode.InvalidEmail, "must be a mail address"),
            UrlAttribute => new(FaultCode.InvalidUrl, "must be a URL"),
            AllowedValuesAttribute some => Fault.NotOneOf(some.Values),
            DeniedValuesAttribute some => new(FaultCode.NotAnOption, $"must be none of {string.Join(", ", some.Values)}"),
            PatternAttribute { Fault: var own } => own,
            RegularExpressionAttribute pattern => new(FaultCode.InvalidFormat, $"must match {pattern.Pattern}"),
            Base64StringAttribute => new(FaultCode.InvalidFormat, "must be base64"),
            PhoneAttribute => new(FaultCode.InvalidPhone, "must be a phone number"),
            _ => null,
        };
        // The framework's own texts are patterns with a placeholder for the name, and are not used.
        return fault is not null && rule.ErrorMessage is { } message && !message.Contains("{0}", StringComparison.Ordinal)
            ? fault with
            {
                Message = message,
            }
            : fault;
    }

    /// <summary>Whether a rule on a list applies to each of its texts, not to the list.</summary>
    public static bool IsForElements(Attribute rule) =>
        rule is IElementRule or StringLengthAttribute or RegularExpressionAttribute or EmailAddressAttribute;

    /// <summary>A number as a decimal, cut where decimals end: a bound of a range may be infinite.</summary>
    public static decimal Bound(object bound) => (decimal)Math.Clamp(Convert.ToDouble(bound, CultureInfo.InvariantCulture), -1e20, 1e20);

    private static Fault Size(object? value, int? min, int? max, string message)
    {
        var isShort = Count(value) < min || max is null;
        var code = (value is string, isShort) switch
        {
            (true, true) => FaultCode.TooShort,
            (true, false) => FaultCode.TooLong,
            (false, true) => FaultCode.TooFew,
            (false, false) => FaultCode.TooMany,
        };
        return new(code, message) { Min = min, Max = max };
    }

    private static Fault Range(RangeAttribute range, object? value)
    {
        // Range has long.MaxValue as a double, which is no number that a client could send.
        var isOpen = range.Maximum is int.MaxValue or >= (double)long.MaxValue;
        // A refused value above the minimum is above the maximum.
        var isLarge = value is IConvertible and not string && Bound(value) > Bound(range.Minimum);
        return new(
            isLarge ? FaultCode.TooLarge : FaultCode.TooSmall,
            isOpen ? $"must be at least {range.Minimum}" : $"must be between {range.Minimum} and {range.Maximum}"
        )
        {
            Min = Bound(range.Minimum),
            Max = isOpen ? null : Bound(range.Maximum),
        };
    }

    private static int Count(object? value) =>
        value switch
        {
            string text => text.Length,
            System.Collections.ICollection items => items.Count,
            System.Collections.IEnumerable items => items.Cast<object?>().Count(),
            _ => 0,
        };

    private static string Unit(object? value) => value is string ? "characters" : "items";
}
