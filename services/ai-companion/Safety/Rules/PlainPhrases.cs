using System.Text;

namespace Community.Companion.Safety.Rules;

/// <summary>
/// Direct crisis phrases of languages that have no rules of their own (<c>direct.txt</c>). They are searched as they stand, in folded
/// letters, so that they serve languages without blanks between words too, and change nothing that the learned layer reads.
/// </summary>
internal sealed class PlainPhrases
{
    public const string File = "Safety.Rules.direct.txt";

    private readonly List<(string Words, Rule Rule)> _phrases = [];
    private readonly List<string> _harmless = [];

    private PlainPhrases(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            var (heading, phrases) = line.Split(':', 2, StringSplitOptions.TrimEntries) is [var first, var second]
                ? (first.Split(' '), second)
                : throw new FormatException($"A colon is missing: {line}");
            foreach (var phrase in phrases.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (heading is [_, "unless"])
                {
                    _harmless.Add(Searched(phrase));
                }
                else
                {
                    _phrases.Add((Searched(phrase), new("rule", $"direct.{heading[0]}", heading[1..])));
                }
            }
        }
    }

    /// <summary>The phrases of the delivered file.</summary>
    public static PlainPhrases Delivered { get; } = new(Embedded.Lines(File));

    /// <summary>The codes of the languages.</summary>
    public IEnumerable<string> Languages => _phrases.Select(phrase => phrase.Rule.Name.Split('.')[1]).Distinct(StringComparer.Ordinal);

    /// <summary>The gravest crisis whose phrase stands in a text, or null. The words of an <c>unless</c> are left out before.</summary>
    public Finding? Find(string text)
    {
        var words = _harmless.Aggregate(Words(text), (rest, harmless) => rest.Replace(harmless, " . ", StringComparison.Ordinal));
        return _phrases
            .Where(phrase => words.Contains(phrase.Words, StringComparison.Ordinal))
            .Select(phrase => new Finding(
                Ruling.Parse<CrisisKind>(phrase.Rule.Arguments[0]),
                Ruling.Parse<Severity>(phrase.Rule.Arguments[1]),
                phrase.Rule.Name,
                CrisisDetector.RulesVersion
            ))
            .MaxBy(finding => finding.Severity);
    }

    /// <summary>A phrase as it is searched: between blanks, except at a <c>*</c>, where the word or sentence goes on.</summary>
    private static string Searched(string phrase)
    {
        var words = Words(phrase.Trim('*'));
        return words[(phrase.StartsWith('*') ? 1 : 0)..(phrase.EndsWith('*') ? ^1 : ^0)];
    }

    /// <summary>The words in folded letters, between single blanks; other signs divide words.</summary>
    private static string Words(string text)
    {
        var words = new StringBuilder(" ");
        foreach (var letter in FoldedWords.Fold(text))
        {
            if (char.IsLetterOrDigit(letter) || char.IsSurrogate(letter) || char.GetUnicodeCategory(letter) is Spacing or NonSpacing)
            {
                words.Append(OneForm(letter));
            }
            else if (letter is not ('\'' or '’') && words[^1] != ' ')
            {
                words.Append(' ');
            }
        }

        return words[^1] == ' ' ? words.ToString() : words.Append(' ').ToString();
    }

    private const System.Globalization.UnicodeCategory Spacing = System.Globalization.UnicodeCategory.SpacingCombiningMark;
    private const System.Globalization.UnicodeCategory NonSpacing = System.Globalization.UnicodeCategory.NonSpacingMark;

    /// <summary>Letters that keyboards without them replace.</summary>
    private static char OneForm(char letter) =>
        letter switch
        {
            'ı' => 'i',
            'ł' => 'l',
            'ø' => 'o',
            'đ' => 'd',
            _ => letter,
        };
}
