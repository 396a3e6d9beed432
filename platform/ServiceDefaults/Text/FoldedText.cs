using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Community.ServiceDefaults.Text;

/// <summary>
/// A text as word rules compare it: words without case and the same for all spellings of a character (NFKC), and beside each word what
/// it may be meant to be read as. Only whole words are ever compared, so that Scunthorpe is a town.
/// <list type="bullet">
/// <item>Characters that are not seen (zero width, piled-up accents) are left out.</item>
/// <item>Digits and signs for letters (<c>fr33</c>, <c>$ale</c>): only where letters are at least half of the word, so that <c>A55</c> is a road.</item>
/// <item>Look-alikes of other alphabets, only in a word that mixes alphabets.</item>
/// <item>Letters on their own (<c>f r e e</c>) and parts with marks between them (<c>fr-ee</c>): all of them together, as one word.</item>
/// <item>Letters drawn out (<c>freeee</c>): three and more of one are read as one, and as two.</item>
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
        "аa вb еe ёe кk мm нh оo рp сc тt уy хx іi јj ѕs αa βb εe ηn ιi κk νv οo ρp τt υu χx").ToFrozenDictionary();

    private readonly List<string> _words = [];
    private readonly HashSet<string> _readings = new(StringComparer.Ordinal);

    // What stands between blanks, in order, and what each may be meant to be read as.
    private readonly List<HashSet<string>> _chunks = [];

    private FoldedText()
    {
    }

    /// <summary>The words in order, as they are written.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>Whether the words stand in the text one after the other, or are meant to be read there.</summary>
    public bool Has(IReadOnlyList<string> phrase) => phrase switch
    {
        [] => false,
        [var word] => _readings.Contains(word),
        _ => Stand(phrase, _words.Count, (at, word) => _words[at] == word) || Stand(phrase, _chunks.Count, (at, word) => _chunks[at].Contains(word)),
    };

    private static bool Stand(IReadOnlyList<string> phrase, int count, Func<int, string, bool> isAt) =>
        Enumerable.Range(0, Math.Max(0, count - phrase.Count + 1)).Any(start => phrase.Index().All(part => isAt(start + part.Index, part.Item)));

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

    /// <summary>Without case, one spelling of each character, and only what is seen.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.Normalized(NormalizationForm.FormKC).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark))
            {
                folded.Append(Rune.ToLowerInvariant(rune).ToString());
            }
        }

        // What a lower case alone leaves apart: the full folding of Unicode has these as one.
        return folded.Replace("ß", "ss").Replace('ς', 'σ').ToString();
    }

    /// <summary>Reads what stands between blanks.</summary>
    private void ReadChunk(string chunk)
    {
        _chunks.Add(new(StringComparer.Ordinal));
        var parts = Split(chunk, char.IsLetterOrDigit);
        _words.AddRange(parts);
        parts.ForEach(Read);
        foreach (var sign in Split(chunk, c => char.IsLetterOrDigit(c) || Leet.ContainsKey(c)))
        {
            // An exclamation mark at the end is most often just that.
            ReadSigns(sign);
            ReadSigns(sign.TrimEnd('!', '+', '|'));
        }

        if (parts.Count > 1)
        {
            Read(string.Concat(parts));
        }
    }

    /// <summary>Letters on their own, one after the other, are a word together, which ends where the last of them stands.</summary>
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

    /// <summary>Three and more of the same letter in a row, as so many.</summary>
    private static string Shortened(string word, int keep)
    {
        var shortened = new StringBuilder(word.Length);
        for (var start = 0; start < word.Length;)
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
        word.Any(c => c is >= 'a' and <= 'z') && word.Any(LookAlikes.ContainsKey) ? string.Concat(word.Select(c => LookAlikes.GetValueOrDefault(c, c))) : word;

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
