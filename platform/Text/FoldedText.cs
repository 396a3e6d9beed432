using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Community.Platform.Text;

/// <summary>
/// A text in the form that word rules compare: words without case, equal for all spellings of a character (NFKC), and for each word the
/// possible readings of its disguised form. Only whole words are compared, so Scunthorpe does not match.
/// <list type="bullet">
/// <item>Invisible characters (zero width, stacked accents) are left out.</item>
/// <item>Digits and signs for letters (<c>fr33</c>, <c>$ale</c>): only if letters are at least half of the word, so that <c>A55</c> stays a
/// road number.</item>
/// <item>Look-alikes of other alphabets, only in a word that mixes alphabets.</item>
/// <item>Letters on their own (<c>f r e e</c>) and parts with marks between them (<c>fr-ee</c>): all of them together, as one word.</item>
/// <item>Repeated letters (<c>freeee</c>): three and more of one are read as one, and as two.</item>
/// </list>
/// </summary>
public sealed class FoldedText
{
    private const int LongestWord = 64;

    private static readonly FrozenDictionary<char, string> Leet = new Dictionary<char, string>
    {
        ['0'] = "o",
        ['1'] = "il",
        ['3'] = "e",
        ['4'] = "a",
        ['5'] = "s",
        ['7'] = "t",
        ['8'] = "b",
        ['9'] = "g",
        ['@'] = "a",
        ['$'] = "s",
        ['!'] = "i",
        ['|'] = "il",
        ['+'] = "t",
        ['€'] = "e",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<char, char> LookAlikes = Pairs(
            "аa вb еe ёe кk мm нh оo рp сc тt уy хx іi јj ѕs αa βb εe ηn ιi κk νv οo ρp τt υu χx"
        )
        .ToFrozenDictionary();

    private readonly List<string> _words = [];
    private readonly HashSet<string> _readings = new(StringComparer.Ordinal);

    // The pieces between blanks, in order, each with its possible readings.
    private readonly List<HashSet<string>> _chunks = [];

    private FoldedText() { }

    /// <summary>The words in order, as they are written.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>Whether the words follow each other in the text, as written or as possible readings.</summary>
    public bool Has(IReadOnlyList<string> phrase) =>
        phrase switch
        {
            [] => false,
            [var word] => _readings.Contains(word),
            _ => Stand(phrase, _words.Count, (at, word) => _words[at] == word)
                || Stand(phrase, _chunks.Count, (at, word) => _chunks[at].Contains(word)),
        };

    private static bool Stand(IReadOnlyList<string> phrase, int count, Func<int, string, bool> isAt) =>
        Enumerable
            .Range(0, Math.Max(0, count - phrase.Count + 1))
            .Any(start => phrase.Index().All(part => isAt(start + part.Index, part.Item)));

    /// <summary>Folds a text.</summary>
    public static FoldedText Of(string text)
    {
        var folded = new FoldedText();
        var letters = new StringBuilder();
        foreach (var chunk in Fold(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (Split(chunk, char.IsLetterOrDigit) is [{ Length: 1 } letter])
            {
                letters.Append(letter);
            }
            else
            {
                folded.EndLetters(letters);
            }

            folded.ReadChunk(chunk);
        }

        folded.EndLetters(letters);
        return folded;
    }

    /// <summary>The text without case, with one spelling of each character and without invisible characters.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.Normalized(NormalizationForm.FormKC).EnumerateRunes())
        {
            if (
                Rune.GetUnicodeCategory(rune)
                is not (UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
            )
            {
                folded.Append(Rune.ToLowerInvariant(rune).ToString());
            }
        }

        // Lower case alone leaves these different; Unicode's full case folding makes them equal.
        return folded.Replace("ß", "ss").Replace('ς', 'σ').ToString();
    }

    /// <summary>Reads a piece between blanks.</summary>
    private void ReadChunk(string chunk)
    {
        _chunks.Add(new(StringComparer.Ordinal));
        var parts = Split(chunk, char.IsLetterOrDigit);
        _words.AddRange(parts);
        parts.ForEach(Read);
        foreach (var sign in Split(chunk, c => char.IsLetterOrDigit(c) || Leet.ContainsKey(c)))
        {
            // An exclamation mark at the end is most often not a letter.
            ReadSigns(sign);
            ReadSigns(sign.TrimEnd('!', '+', '|'));
        }

        if (parts.Count > 1)
        {
            Read(string.Concat(parts));
        }
    }

    /// <summary>Single letters that follow each other form a word, which ends at the last of them.</summary>
    private void EndLetters(StringBuilder letters)
    {
        if (letters.Length > 2)
        {
            Read(letters.ToString());
            ReadSigns(letters.ToString());
        }

        letters.Clear();
    }

    private void Read(string word)
    {
        if (word.Length <= LongestWord)
        {
            foreach (var spelled in (string[])[word, InOneAlphabet(word)])
            {
                foreach (var reading in (string[])[spelled, Shortened(spelled, keep: 1), Shortened(spelled, keep: 2)])
                {
                    _readings.Add(reading);
                    _chunks[^1].Add(reading);
                }
            }
        }
    }

    private void ReadSigns(string word)
    {
        var letters = word.Count(char.IsLetter);
        if (word.Length <= LongestWord && letters * 2 >= word.Length && letters < word.Length)
        {
            Read(string.Concat(word.Select(c => Leet.TryGetValue(c, out var read) ? read[0] : c)));
            Read(string.Concat(word.Select(c => Leet.TryGetValue(c, out var read) ? read[^1] : c)));
        }
    }

    /// <summary>Shortens runs of three and more of the same letter to this many.</summary>
    private static string Shortened(string word, int keep)
    {
        var shortened = new StringBuilder(word.Length);
        for (var start = 0; start < word.Length; )
        {
            var end = start;
            while (end < word.Length && word[end] == word[start])
            {
                end++;
            }

            shortened.Append(word[start], end - start > 2 ? keep : end - start);
            start = end;
        }

        return shortened.ToString();
    }

    private static string InOneAlphabet(string word) =>
        word.Any(c => c is >= 'a' and <= 'z') && word.Any(LookAlikes.ContainsKey)
            ? string.Concat(word.Select(c => LookAlikes.GetValueOrDefault(c, c)))
            : word;

    private static List<string> Split(string text, Func<char, bool> isPart)
    {
        var parts = new List<string>();
        for (var start = 0; start < text.Length; start++)
        {
            var end = start;
            while (end < text.Length && isPart(text[end]))
            {
                end++;
            }

            if (end > start)
            {
                parts.Add(text[start..end]);
                start = end;
            }
        }

        return parts;
    }

    private static Dictionary<char, char> Pairs(string pairs) => pairs.Split(' ').ToDictionary(pair => pair[0], pair => pair[1]);
}
