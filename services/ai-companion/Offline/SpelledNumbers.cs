using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Community.Companion.Offline;

/// <summary>Reads number words of English and Arabic (<c>numbers.txt</c>) as digits: "twenty five" is 25, «خمسة وعشرين» too.</summary>
internal static partial class SpelledNumbers
{
    private static readonly FrozenDictionary<string, decimal> Values = Embedded
        .Lines("Offline.numbers.txt")
        .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
        .SelectMany(pair =>
            pair[1].Split(' ').Select(word => KeyValuePair.Create(word, decimal.Parse(pair[0], CultureInfo.InvariantCulture)))
        )
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A text in lower case with European digits for all digits and number words.</summary>
    public static string Read(string text)
    {
        var digits = InDigits(text);
        var (read, run) = (new StringBuilder(), new List<decimal>());
        var between = "";
        foreach (Match part in Parts().Matches(Grouped().Replace(digits, "")))
        {
            if (ValueOf(part.Value, run.Count > 0) is { } value)
            {
                between = "";
                run.Add(value);
            }
            else if (run.Count > 0 && part.Value is " " or "-" or "and" && between.Length < MostBetween)
            {
                between += part.Value;
            }
            else
            {
                End(part.Value);
            }
        }

        End("");
        return read.ToString();

        void End(string next)
        {
            read.Append(run.Count == 0 ? "" : Sum(run).ToString(CultureInfo.InvariantCulture)).Append(between).Append(next);
            run.Clear();
            between = "";
        }
    }

    /// <summary>Characters between two words of a number: " and ".</summary>
    private const int MostBetween = 5;

    /// <summary>A text in lower case with digits of all scripts as 0 to 9. Its words for numbers stay: «كل واحد» is no 1.</summary>
    public static string InDigits(string text) => string.Concat(text.ToLowerInvariant().Select(Digit));

    private static char Digit(char letter) =>
        char.IsDigit(letter) ? (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(letter))
        : letter == '٫' ? '.'
        : letter;

    private static decimal? ValueOf(string word, bool isAfterOne) =>
        Values.TryGetValue(word, out var value) ? value
        : isAfterOne && word.StartsWith('و') && Values.TryGetValue(word[1..], out value) ? value
        : null;

    /// <summary>"two hundred and five" is 2 × 100 + 5.</summary>
    private static decimal Sum(List<decimal> run)
    {
        var (whole, part) = (0m, 0m);
        foreach (var value in run)
        {
            if (value >= 1000)
            {
                (whole, part) = (whole + (Math.Max(part, 1) * value), 0);
            }
            else
            {
                part = value == 100 && part is > 0 and < 10 ? part * value : part + value;
            }
        }

        return whole + part;
    }

    [GeneratedRegex(@"\p{L}+|[^\p{L}]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Parts();

    /// <summary>Commas between groups of three digits.</summary>
    [GeneratedRegex(@"(?<=\d)[,٬](?=\d{3}(?!\d))", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Grouped();
}
