using System.Collections.Frozen;
using System.Globalization;
using Community.Platform.Text;

namespace Community.Platform.Http.Validation;

/// <summary>A rule for one text, or for each text of a list. Absent is allowed unless the member is <c>required</c>.</summary>
public abstract class TextRuleAttribute : RuleAttribute, IElementRule
{
    /// <summary>
    /// Converts a body's text to the form that is validated and stored; null: it is used as sent. The result for a text that the rule
    /// refuses does not matter; it never throws. By default blanks at the ends are removed.
    /// </summary>
    public virtual Func<string, string>? Normal => Trimmed;

    /// <summary>Removes the blanks at the ends.</summary>
    internal static Func<string, string> Trimmed { get; } = static text => text.Trim();

    /// <inheritdoc/>
    public sealed override Fault? FaultOf(object? value, IServiceProvider services) =>
        value switch
        {
            null => null,
            string text => FaultOf(text),
            _ => new(FaultCode.WrongType, "must be text"),
        };

    /// <summary>The fault of a text; null: it has none.</summary>
    public abstract Fault? FaultOf(string text);
}

/// <summary>
/// One line of visible text: no control or line-breaking characters, no hidden characters (<see cref="VisibleText.FirstHidden"/>), no
/// blanks at the ends, not empty, at most four marks on a letter. Balanced marks of direction are accepted; overrides are not.
/// </summary>
public sealed class SingleLineAttribute : TextRuleAttribute
{
    /// <inheritdoc/>
    public override Fault? FaultOf(string text)
    {
        if (text.Length == 0 || VisibleText.IsBlank(text[0]) || VisibleText.IsBlank(text[^1]))
        {
            return text.Trim().Length == 0
                ? new(FaultCode.Blank, "must not be empty")
                : new(FaultCode.SpacesAtEnds, "must not have spaces at its ends");
        }

        if (text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029'))
        {
            return new(FaultCode.NotOneLine, "must be one line without control characters");
        }

        return !VisibleText.IsBalanced(text, allowOverrides: false)
                ? new(
                    FaultCode.ForbiddenCharacters,
                    "must close every mark of writing direction that it opens, and must not have U+202D or U+202E"
                )
            : VisibleText.FirstHidden(text) is { } hidden
                ? new(FaultCode.ForbiddenCharacters, $"must not have invisible characters (U+{hidden.Value:X4})")
            : VisibleText.HasPiledMarks(text)
                ? new(FaultCode.ForbiddenCharacters, $"must not have more than {VisibleText.MostMarks} marks on a letter")
            : VisibleText.IsVisible(text) ? null
            : new(FaultCode.Blank, "must have at least one visible character");
    }
}

/// <summary>
/// Visible text of any number of lines. The only control characters are line breaks and tabs. Marks of direction are accepted if each line
/// closes those that it opens.
/// </summary>
public sealed class MultiLineAttribute : TextRuleAttribute
{
    /// <inheritdoc/>
    public override Func<string, string>? Normal => null;

    /// <summary>Whether an empty text is allowed.</summary>
    public bool AllowEmpty { get; set; }

    /// <inheritdoc/>
    public override Fault? FaultOf(string text)
    {
        if (text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
        {
            return new(FaultCode.ForbiddenCharacters, "must not contain control characters other than line breaks and tabs");
        }

        return !VisibleText.IsVisible(text) && !(AllowEmpty && text.Length == 0) ? new(FaultCode.Blank, "must not be blank")
            : VisibleText.IsBalanced(text, allowOverrides: true) ? null
            : new(
                FaultCode.ForbiddenCharacters,
                "must close, in each line, every mark of writing direction that it opens (U+2066 to U+2069, U+202A to U+202E)"
            );
    }
}

/// <summary>
/// At most this many characters as people count them (grapheme clusters: a flag or a family emoji is one), of at most 8 UTF-16 units each
/// on average.
/// </summary>
/// <param name="maximum">The most characters.</param>
public sealed class GraphemesAttribute(int maximum) : TextRuleAttribute
{
    /// <inheritdoc/>
    public override Func<string, string>? Normal => null;

    /// <summary>The most characters.</summary>
    public int Maximum => maximum;

    /// <inheritdoc/>
    public override Fault? FaultOf(string text) =>
        text.Length > maximum * 8L || new StringInfo(text).LengthInTextElements > maximum ? Fault.TooLong(maximum) : null;
}

/// <summary>An absolute https URL without user information, of at most 2048 characters, optionally on certain hosts only.</summary>
public sealed class HttpsUrlAttribute : TextRuleAttribute
{
    private const int MaxLength = 2048;

    /// <summary>The hosts allowed, with their subdomains; none given allows all.</summary>
    public string[] Hosts { get; set; } = [];

    /// <inheritdoc/>
    public override Fault? FaultOf(string text)
    {
        if (text.Length > MaxLength)
        {
            return Fault.TooLong(MaxLength);
        }

        // Characters that a URI never has (RFC 3986): a page that shows the URL could interpret them as markup. Characters without a
        // glyph, and marks of direction above all, make it look like another one.
        if (
            text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '\\' or '"' or '<' or '>' or '^' or '`' or '{' or '|' or '}')
            || text.EnumerateRunes().Any(VisibleText.IsWithoutGlyph)
            || !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || url.Scheme != Uri.UriSchemeHttps
            || url.Host.Length == 0
        )
        {
            return new(FaultCode.InvalidUrl, "must be an https:// URL");
        }

        if (url.UserInfo.Length > 0)
        {
            return new(FaultCode.InvalidUrl, "must be an https:// URL without a user name or password");
        }

        return Hosts.Length == 0 || (url.IsDefaultPort && url.AsciiHost() is { } actual && Hosts.Any(host => IsAt(actual, host)))
            ? null
            : new(FaultCode.InvalidUrl, $"must be an https:// URL on {string.Join(" or ", Hosts)}");
    }

    private static bool IsAt(string actual, string host) =>
        actual.Equals(host, StringComparison.OrdinalIgnoreCase) || actual.EndsWith("." + host, StringComparison.OrdinalIgnoreCase);
}

/// <summary>
/// A country as an assigned ISO 3166-1 alpha-2 code. A body may name it as people do (<see cref="Countries.Find"/>: DE, deu, Germany,
/// Deutschland): the handler gets the code.
/// </summary>
public sealed class CountryCodeAttribute : TextRuleAttribute
{
    private static readonly Func<string, string> CodeOf = static text => Countries.Find(text) ?? text;

    /// <inheritdoc/>
    public override Func<string, string>? Normal => CodeOf;

    /// <inheritdoc/>
    public override Fault? FaultOf(string text) =>
        Countries.Find(text) == text ? null : new(FaultCode.InvalidCountry, "must be a country such as DE, DEU or Germany");
}

/// <summary>An ISO 4217 code of a currency in use. A body may have it in any case: the handler gets capitals.</summary>
public sealed class CurrencyCodeAttribute : TextRuleAttribute
{
    private static readonly FrozenSet<string> Codes = CultureInfo
        .GetCultures(CultureTypes.SpecificCultures)
        .Where(culture => !culture.Equals(CultureInfo.InvariantCulture))
        .Select(culture => new RegionInfo(culture.Name))
        .Where(region => region.TwoLetterISORegionName is [>= 'A' and <= 'Z', >= 'A' and <= 'Z'])
        .Select(region => region.ISOCurrencySymbol)
        .Where(code => code is [>= 'A' and <= 'Z', >= 'A' and <= 'Z', >= 'A' and <= 'Z'])
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly Func<string, string> Capitals = static text => text.Trim().ToUpperInvariant();

    /// <inheritdoc/>
    public override Func<string, string>? Normal => Capitals;

    /// <inheritdoc/>
    public override Fault? FaultOf(string text) =>
        Codes.Contains(text) ? null : new(FaultCode.InvalidCurrency, "must be an ISO 4217 currency code such as USD");
}

/// <summary>
/// A time zone's IANA name, such as Europe/Berlin. A body may have it in any case: the handler gets the name as IANA writes it. Older names
/// of a zone (US/Pacific) are allowed as they are written.
/// </summary>
public sealed class TimeZoneNameAttribute : TextRuleAttribute
{
    // The framework's own lookup knows a name in another case only if the zone was asked for before.
    private static readonly FrozenDictionary<string, string> Names = ReadNames();

    private static readonly Func<string, string> NameOf = static text => Names.GetValueOrDefault(text, text);

    /// <inheritdoc/>
    public override Func<string, string>? Normal => NameOf;

    /// <inheritdoc/>
    public override Fault? FaultOf(string text) =>
        text.Length <= 64 && (Names.TryGetValue(text, out var name) ? name == text : IsOlderName(text))
            ? null
            : new(FaultCode.InvalidTimeZone, "must be an IANA time zone such as Europe/Berlin");

    private static FrozenDictionary<string, string> ReadNames()
    {
        var names = TimeZoneInfo
            .GetSystemTimeZones()
            .Where(zone => zone.HasIanaId)
            .Select(zone => zone.Id)
            .Append("UTC")
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(name => name, StringComparer.OrdinalIgnoreCase);
        // The framework would keep the rules of all zones, 4 MB, for the few that are asked for.
        TimeZoneInfo.ClearCachedData();
        return names;
    }

    // A zone of the system's folder that is no name of IANA (right/Europe/Berlin, posixrules) has no name on Windows.
    private static bool IsOlderName(string text) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone)
        && zone.Id == text
        && zone.HasIanaId
        && TimeZoneInfo.TryConvertIanaIdToWindowsId(text, out _);
}

/// <summary>A time after the present moment, by the service's clock. Absent is allowed.</summary>
public sealed class InFutureAttribute : RuleAttribute
{
    /// <inheritdoc/>
    public override bool RequiresValidationContext => true;

    /// <inheritdoc/>
    public override Fault? FaultOf(object? value, IServiceProvider services) =>
        value is DateTimeOffset time
        && time <= ((TimeProvider?)services.GetService(typeof(TimeProvider)) ?? TimeProvider.System).GetUtcNow()
            ? Fault.InPast
            : null;
}
