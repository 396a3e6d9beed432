using System.Globalization;
using System.Text.RegularExpressions;

namespace Community.Companion.Offline;

/// <summary>Small sums: "15% of 80", "12 times 7", "٣ + ٤".</summary>
internal static partial class Arithmetic
{
    /// <summary>The sum with its result, such as "12 × 7 = 84"; null: none is asked for.</summary>
    public static string? Answer(string text)
    {
        var plain = string.Concat(
            text.Select(letter => char.IsDigit(letter) ? (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(letter)) : letter)
        );
        if (Sum().Match(plain) is not { Success: true } match || !Parse(match, "one", out var one) || !Parse(match, "two", out var two))
        {
            return null;
        }

        decimal? result =
            match.Groups["of"].Success ? one * two / 100
            : match.Groups["plus"].Success ? one + two
            : match.Groups["minus"].Success ? one - two
            : match.Groups["times"].Success ? one * two
            : two == 0 ? null
            : one / two;
        var sign =
            match.Groups["of"].Success ? "% ×"
            : match.Groups["plus"].Success ? " +"
            : match.Groups["minus"].Success ? " −"
            : match.Groups["times"].Success ? " ×"
            : " ÷";
        return result is { } number
            ? string.Create(CultureInfo.InvariantCulture, $"{one:0.####}{sign} {two:0.####} = {number:0.####}")
            : null;
    }

    private static bool Parse(Match match, string group, out decimal number) =>
        decimal.TryParse(match.Groups[group].Value, NumberStyles.Number, CultureInfo.InvariantCulture, out number);

    [GeneratedRegex(
        @"^(?:so |and |ok |hey |btw |quick,? )*(?:what(?:'|’)?s|what is|how much is|calculate|كم|كام|احسب|شو|ايش)? *(?<one>\d{1,9}(?:\.\d{1,4})?) *(?:(?<of>(?:%|٪|percent) *(?:of|من))|(?<plus>\+|plus|زائد)|(?<minus>[-−]|minus|ناقص)|(?<times>[*×x]|times|في|ضرب)|(?<by>[/÷]|divided by|على)) *(?<two>\d{1,9}(?:\.\d{1,4})?) *[?؟=.]* *(?:btw|please|pls|again)?[?.!]*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        200
    )]
    private static partial Regex Sum();
}
