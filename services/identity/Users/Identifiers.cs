using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Mail;
using System.Text;
using System.Text.RegularExpressions;
using Community.Platform.Text;
using PhoneNumbers;

namespace Community.Identity.Users;

/// <summary>
/// The identifiers of accounts, and the rules by which two of them are the same. Keys are compared: NFKC-normalised and without case, so
/// that no look-alike spelling of a taken name can be registered.
/// </summary>
internal static partial class Identifiers
{
    /// <summary>The limit of a path in RFC 5321 section 4.5.3.1.3.</summary>
    public const int MaxEmailLength = 254;

    private static readonly PhoneNumberUtil Numbers = PhoneNumberUtil.GetInstance();

    /// <summary>
    /// 3 to 50 of a-z, 0-9, dot, hyphen and underscore after NFKC normalisation, beginning and ending with a letter or digit. A handle has
    /// to be easy to type and mention, and no homoglyph may imitate it, so only these characters are allowed. The full name may use any
    /// script.
    /// </summary>
    public static bool TryParseUsername(string? input, [NotNullWhen(true)] out string? username)
    {
        username = Normalise(input);
        return username is not null && Username().IsMatch(username);
    }

    public static string UsernameKey(string username) => username.ToLowerInvariant();

    /// <summary>
    /// A bare address of RFC 5322's common form with a dotted domain, at most 254 characters, 64 of them before the @ (RFC 5321 section
    /// 4.5.3.1.1). The part before the @ is ASCII: other letters need SMTPUTF8, which many servers do not support. A domain in other
    /// letters is stored in the form to which mail is sent, Punycode. Its labels are those of host names: 1 to 63 letters, digits and
    /// hyphens, with no hyphen at an end (RFC 1123 section 2.1).
    /// </summary>
    public static bool TryParseEmail(string? input, [NotNullWhen(true)] out string? email)
    {
        email = WithAsciiDomain(Normalise(input));
        return email is { Length: <= MaxEmailLength }
            && Ascii.IsValid(email)
            && Email().IsMatch(email)
            && MailAddress.TryCreate(email, out var parsed)
            && parsed.Address == email;
    }

    private static string? WithAsciiDomain(string? email)
    {
        if (email is null || Ascii.IsValid(email) || email.Count(character => character == '@') != 1)
        {
            return email;
        }

        var at = email.IndexOf('@', StringComparison.Ordinal);
        try
        {
            return email[..(at + 1)] + new IdnMapping { UseStd3AsciiRules = true }.GetAscii(email, at + 1);
        }
        catch (ArgumentException)
        {
            return null; // not a valid domain name
        }
    }

    public static string EmailKey(string email) => email.ToLowerInvariant();

    /// <summary>The former key of an address with non-ASCII letters; empty for a text that could never be one.</summary>
    public static string FormerEmailKey(string input) => Normalise(input)?.ToLowerInvariant() ?? string.Empty;

    /// <summary>
    /// An international number, written in any of the usual ways, as E.164: a plus and 8 to 15 digits. The country code must exist and the
    /// number of digits must fit it. Whether the number is assigned is not checked, since numbering plans change faster than libraries.
    /// </summary>
    public static bool TryParsePhone(string? input, [NotNullWhen(true)] out string? phone)
    {
        phone = null;
        if (Normalise(input) is not { Length: <= 40 } text || !text.StartsWith('+') || text.Any(char.IsLetter))
        {
            return false;
        }

        try
        {
            var number = Numbers.Parse(text, defaultRegion: null);
            if (number.HasExtension || !Numbers.IsPossibleNumber(number))
            {
                return false;
            }

            phone = Numbers.Format(number, PhoneNumberFormat.E164);
        }
        catch (NumberParseException)
        {
            return false;
        }

        return Phone().IsMatch(phone);
    }

    /// <summary>
    /// The former key of a number: a plus and 8 to 15 digits, the first not 0, whatever they mean; null for any other text.
    /// </summary>
    public static string? FormerPhone(string input)
    {
        var phone = Normalise(input) is { Length: <= 40 } text
            ? string.Concat(text.Where(character => character is not (' ' or '-' or '.' or '(' or ')')))
            : null;
        return phone is not null && Phone().IsMatch(phone) ? phone : null;
    }

    private static string? Normalise(string? input) =>
        input is { Length: <= 400 } ? input.Trim().NormalizedOrNull(NormalizationForm.FormKC) : null;

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{1,48}[A-Za-z0-9]\z", RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Username();

    [GeneratedRegex(
        @"^[^\s@<>()\[\],;:\\""]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        Timeout.Infinite
    )]
    private static partial Regex Email();

    [GeneratedRegex(@"^\+[1-9][0-9]{7,14}\z", RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Phone();
}
