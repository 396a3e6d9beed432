namespace Community.Platform.Http.Validation;

/// <summary>
/// The kinds of faults of a field. Programs rely on them as snake_case words, and choose the sentence in another language by them: a code
/// does not disappear or change its meaning. <c>./community docs</c> writes these texts into docs/errors.md.
/// </summary>
public enum FaultCode
{
    /// <summary>A value is needed: the field is missing or null.</summary>
    Required,

    /// <summary>The text has no visible character, or no word.</summary>
    Blank,

    /// <summary>The field must be left out, because of another field or the state.</summary>
    NotApplicable,

    /// <summary>Exactly one of several fields can be sent.</summary>
    OnlyOne,

    /// <summary>The call has no such field.</summary>
    UnknownField,

    /// <summary>The field never changes, or another call changes it.</summary>
    ReadOnly,

    /// <summary>A field or a value appears more than once.</summary>
    Duplicate,

    /// <summary>The value has another type: a text in the place of a list, for instance.</summary>
    WrongType,

    /// <summary>The value has the right type, and not the expected form.</summary>
    InvalidFormat,

    /// <summary>The value is none of the allowed ones.</summary>
    NotAnOption,

    /// <summary>The value names nothing that exists and that the caller may use here.</summary>
    DoesNotExist,

    /// <summary>The list does not have all that it must have.</summary>
    Incomplete,

    /// <summary>The text has fewer than <c>min</c> characters.</summary>
    TooShort,

    /// <summary>The text has more than <c>max</c> characters.</summary>
    TooLong,

    /// <summary>The list has fewer than <c>min</c> items.</summary>
    TooFew,

    /// <summary>The list has more than <c>max</c> items.</summary>
    TooMany,

    /// <summary>The value is not a number, or not a whole number where one is needed.</summary>
    NotANumber,

    /// <summary>The number is less than <c>min</c>.</summary>
    TooSmall,

    /// <summary>The number is greater than <c>max</c>.</summary>
    TooLarge,

    /// <summary>The number is not a multiple of <c>step</c>.</summary>
    NotAMultiple,

    /// <summary>The text has a line break, or another control character.</summary>
    NotOneLine,

    /// <summary>The text has spaces at its ends.</summary>
    SpacesAtEnds,

    /// <summary>The text has characters that are not shown or cannot be stored.</summary>
    ForbiddenCharacters,

    /// <summary>The value is not a mail address.</summary>
    InvalidEmail,

    /// <summary>The value is not an international phone number.</summary>
    InvalidPhone,

    /// <summary>The value is not a username.</summary>
    InvalidUsername,

    /// <summary>The value is not the address of a page or a host that is allowed here.</summary>
    InvalidUrl,

    /// <summary>The value is not a country.</summary>
    InvalidCountry,

    /// <summary>The value is not a currency, or not one that can be charged.</summary>
    InvalidCurrency,

    /// <summary>The value is not an IANA time zone.</summary>
    InvalidTimeZone,

    /// <summary>The value is not a colour.</summary>
    InvalidColor,

    /// <summary>The value is not one emoji.</summary>
    InvalidEmoji,

    /// <summary>The value is not the six digits of a code.</summary>
    InvalidDigits,

    /// <summary>The value is not a cursor of this list.</summary>
    InvalidCursor,

    /// <summary>The value is not a time or a date, or its year is out of range.</summary>
    InvalidTime,

    /// <summary>The time has passed.</summary>
    InPast,

    /// <summary>The time is before its beginning, which is another field.</summary>
    BeforeStart,

    /// <summary>The time is more than <c>max</c> days ahead.</summary>
    TooLate,

    /// <summary>The username is reserved.</summary>
    Reserved,

    /// <summary>The password is one of the first that an attacker tries.</summary>
    CommonPassword,

    /// <summary>The password is the account's own name or address.</summary>
    OwnName,

    /// <summary>The password is known from a breach of another site.</summary>
    BreachedPassword,

    /// <summary>The file is not a picture that can be used.</summary>
    UnusablePicture,

    /// <summary>The virus scanner refused the file.</summary>
    InfectedFile,
}

/// <summary>
/// A reason for which a value is refused. A sentence is made together with its code and its numbers, so that no answer lacks them.
/// </summary>
/// <param name="Code">The kind of the fault, for programs.</param>
/// <param name="Message">The fault as text that follows the field's name ("must be …").</param>
public sealed record Fault(FaultCode Code, string Message)
{
    /// <summary>The least accepted number, length or count; null: there is none.</summary>
    public decimal? Min { get; init; }

    /// <summary>The greatest accepted number, length, count or days; null: there is none.</summary>
    public decimal? Max { get; init; }

    /// <summary>The number of which the value must be a multiple; null: any number is accepted.</summary>
    public decimal? Step { get; init; }

    /// <summary>The field is missing.</summary>
    public static Fault Required { get; } = new(FaultCode.Required, "is required");

    /// <summary>The field is null.</summary>
    public static Fault Null { get; } = new(FaultCode.Required, "must not be null");

    /// <summary>The time has passed.</summary>
    public static Fault InPast { get; } = new(FaultCode.InPast, "must be in the future");

    /// <summary>The cursor is not one of this list.</summary>
    public static Fault Cursor { get; } = new(FaultCode.InvalidCursor, "must be the next_cursor of an earlier answer to the same call");

    /// <summary>The text is longer than this many characters.</summary>
    public static Fault TooLong(int max) => new(FaultCode.TooLong, $"must be at most {max} characters long") { Max = max };

    /// <summary>The fault of a value that must be one of several, in the same spelling; null: it is one of them.</summary>
    public static Fault? UnlessOneOf(IEnumerable<string> options, string value) =>
        options.Contains(value, StringComparer.Ordinal) ? null : NotOneOf(options);

    internal static Fault NotOneOf(IEnumerable<object?> options) =>
        new(FaultCode.NotAnOption, $"must be one of {string.Join(", ", options.Where(option => option is not null))}");
}

/// <summary>A fault and the field that has it.</summary>
/// <param name="Field">The field's path in the body (<c>tags[3]</c>), or its name in the query.</param>
/// <param name="Fault">The reason, without the field.</param>
public sealed record FieldFault(string Field, Fault Fault)
{
    /// <summary>A fault without numbers.</summary>
    public FieldFault(string field, FaultCode code, string message)
        : this(field, new Fault(code, message)) { }
}
