using System.Globalization;
using Community.Companion.Safety;
using Community.Companion.Safety.Rules;
using Community.Companion.Safety.Transliteration;

namespace Community.Companion.Training;

/// <summary>
/// Writes the Arabic words that Arabizi is read as (<see cref="ArabiziReader.File"/>): those of the rules, and those that the training
/// texts have at least twice, each line with its number of occurrences.
/// </summary>
internal static class ArabicVocabulary
{
    private const int FewestOccurrences = 2;

    public static int Write(TextWriter output)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var phrasing in TrainingTexts.Read().SelectMany(writer => writer.Texts).Where(phrasing => phrasing.Language == "ar"))
        {
            foreach (var word in WordsOf(phrasing.Text))
            {
                counts[word] = counts.GetValueOrDefault(word) + 1;
            }
        }

        var words = counts.Where(word => word.Value >= FewestOccurrences).ToDictionary(StringComparer.Ordinal);
        foreach (var word in CrisisDetector.ArabicRules().SelectMany(WordsOf))
        {
            words[word] = Math.Max(1, counts.GetValueOrDefault(word));
        }

        var file = Path.Combine(Path.GetDirectoryName(TrainingTexts.WeightsFile())!, "..", "Transliteration", "words.txt");
        var lines = words
            .GroupBy(word => word.Value, word => word.Key)
            .OrderByDescending(same => same.Key)
            .Select(same => $"{same.Key.ToString(CultureInfo.InvariantCulture)} {string.Join(' ', same.Order(StringComparer.Ordinal))}");
        File.WriteAllText(
            file,
            $"# Arabic words, and how often the training texts have them. Written by: tools/companion-training arabic-words\n{string.Join('\n', lines)}\n"
        );
        output.WriteLine($"{words.Count} words");
        return 0;
    }

    /// <summary>The Arabic words of a text, as rules compare them, of more than one letter.</summary>
    private static IEnumerable<string> WordsOf(string text) =>
        new string([.. FoldedWords.Fold(text).Select(letter => letter is >= 'ا' and <= 'ي' ? letter : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word.Length > 1);
}
