using System.Collections.Frozen;
using System.Text;
using Community.Platform.Text;

namespace Community.Companion.Safety.Transliteration;

/// <summary>The Latin letters and digits that Arabic is written with, and the Arabic letters that each can stand for.</summary>
internal static class LatinLetters
{
    /// <summary>The cost of letters that cannot stand for each other.</summary>
    private const float Never = 99;

    private const string Vowels = "aeiou";

    /// <summary>
    /// One sign for each group of Arabic consonants that are often written with the same Latin letter.
    /// </summary>
    private static readonly Dictionary<char, char> Groups = new[]
    {
        ("b", "بپ"),
        ("t", "تط"),
        ("T", "ث"),
        ("j", "جچ"),
        ("H", "ح"),
        ("x", "خ"),
        ("d", "دض"),
        ("D", "ذظ"),
        ("r", "ر"),
        ("z", "ز"),
        ("s", "سص"),
        ("S", "ش"),
        ("g", "غ"),
        ("f", "فڤ"),
        ("q", "ق"),
        ("k", "ك"),
        ("l", "ل"),
        ("m", "م"),
        ("n", "ن"),
        ("h", "ه"),
    }
        .SelectMany(group => group.Item2.Select(letter => KeyValuePair.Create(letter, group.Item1[0])))
        .ToDictionary();

    /// <summary>
    /// The groups that a Latin consonant can stand for, the most frequent first; and its letter in a word that is not known.
    /// </summary>
    private static readonly Dictionary<string, (string Groups, string Letter)> Consonants = new(StringComparer.Ordinal)
    {
        ["sh"] = ("S", "ش"),
        ["ch"] = ("Sk", "ش"),
        ["kh"] = ("x", "خ"),
        ["gh"] = ("g", "غ"),
        ["dh"] = ("Dd", "ض"),
        ["th"] = ("TDt", "ث"),
        ["3'"] = ("g", "غ"),
        ["7'"] = ("x", "خ"),
        ["6'"] = ("D", "ظ"),
        ["9'"] = ("d", "ض"),
        ["b"] = ("b", "ب"),
        ["p"] = ("b", "ب"),
        ["t"] = ("tT", "ت"),
        ["j"] = ("j", "ج"),
        ["g"] = ("jqgk", "ج"),
        ["2"] = ("q", "ق"),
        ["4"] = ("DS", "ذ"),
        ["5"] = ("x", "خ"),
        ["6"] = ("t", "ط"),
        ["7"] = ("H", "ح"),
        ["8"] = ("qg", "ق"),
        ["9"] = ("sq", "ص"),
        ["d"] = ("dD", "د"),
        ["r"] = ("r", "ر"),
        ["z"] = ("zD", "ز"),
        ["s"] = ("sT", "س"),
        ["f"] = ("f", "ف"),
        ["v"] = ("f", "ف"),
        ["q"] = ("q", "ق"),
        ["k"] = ("kq", "ك"),
        ["c"] = ("ks", "ك"),
        ["x"] = ("k", "ك"),
        ["l"] = ("l", "ل"),
        ["m"] = ("m", "م"),
        ["n"] = ("n", "ن"),
        ["h"] = ("hH", "ه"),
    };

    /// <summary>Letters of scholarly transliteration, as they are typed without such letters.</summary>
    private static readonly FrozenDictionary<char, string> Scholarly = new Dictionary<char, string>
    {
        ['ḥ'] = "7",
        ['ḫ'] = "kh",
        ['ẖ'] = "kh",
        ['ṭ'] = "6",
        ['ṣ'] = "9",
        ['ḍ'] = "9'",
        ['ẓ'] = "6'",
        ['ʿ'] = "3",
        ['ʕ'] = "3",
        ['ʾ'] = "2",
        ['ʔ'] = "2",
        ['š'] = "sh",
        ['ġ'] = "gh",
        ['ǧ'] = "j",
        ['ḏ'] = "dh",
        ['ṯ'] = "th",
        ['ā'] = "aa",
        ['ī'] = "ii",
        ['ū'] = "uu",
    }.ToFrozenDictionary();

    /// <summary>A text in lower case, with <c>ḥ</c> as <c>7</c> and <c>ī</c> as <c>ii</c>.</summary>
    public static string Typed(string text)
    {
        var typed = new StringBuilder(text.Length);
        foreach (var letter in text.Normalized(NormalizationForm.FormC).ToLowerInvariant())
        {
            _ = Scholarly.TryGetValue(letter, out var plain) ? typed.Append(plain) : typed.Append(letter);
        }

        return typed.ToString();
    }

    /// <summary>
    /// The consonants of an Arabic word by their groups, without letters that also stand for vowels; null if another letter is in it.
    /// </summary>
    public static string? ConsonantsOf(string word)
    {
        var consonants = new StringBuilder(word.Length);
        for (var at = 0; at < word.Length; at++)
        {
            if (word[at] is 'ا' or 'و' or 'ي' or 'ع' || (word[at] == 'ه' && at == word.Length - 1))
            {
                continue;
            }

            if (!Groups.TryGetValue(word[at], out var group))
            {
                return null;
            }

            consonants.Append(group);
        }

        return consonants.ToString();
    }

    /// <summary>The letters of a word: of two the same consonants one, and vowels in a row together.</summary>
    public static List<string> UnitsOf(string latin)
    {
        var units = new List<string>();
        for (var at = 0; at < latin.Length; )
        {
            var unit = at + 1 < latin.Length && Consonants.ContainsKey(latin[at..(at + 2)]) ? latin[at..(at + 2)] : latin[at..(at + 1)];
            at += unit.Length;
            if (unit == "'" || (units.Count > 0 && units[^1] == unit && !IsVowel(unit)))
            {
                continue;
            }

            if (units.Count > 0 && IsVowel(unit) && IsVowel(units[^1]))
            {
                units[^1] += unit;
            }
            else
            {
                units.Add(unit);
            }
        }

        return units;
    }

    /// <summary>The groups that a letter can stand for, as parts of a key; an empty one if it can be left out. None for a vowel.</summary>
    public static string[] OptionsOf(List<string> units, int at)
    {
        var unit = units[at];
        return IsVowel(unit) || unit is "w" or "y" or "3" ? []
            : unit == "2" ? ["", "q"]
            : unit == "h" && at == units.Count - 1 ? ["", "h", "H"]
            : Consonants.TryGetValue(unit, out var consonant) ? [.. consonant.Groups.Select(group => group.ToString())]
            : [];
    }

    /// <summary>The least cost of reading these letters as a word: vowels may be left out on either side.</summary>
    public static float Cost(List<string> units, string word)
    {
        Span<float> row = stackalloc float[word.Length + 1];
        Span<float> next = stackalloc float[word.Length + 1];
        row.Fill(Never);
        row[0] = 0;
        for (var at = 0; at <= units.Count; at++)
        {
            next.Fill(Never);
            for (var letter = 0; letter <= word.Length; letter++)
            {
                if (letter < word.Length)
                {
                    row[letter + 1] = Math.Min(row[letter + 1], row[letter] + CostWithout(word, letter));
                }

                if (at < units.Count)
                {
                    next[letter] = Math.Min(next[letter], row[letter] + CostWithout(units, at));
                    if (letter < word.Length)
                    {
                        next[letter + 1] = Math.Min(next[letter + 1], row[letter] + CostOf(units[at], word[letter]));
                    }
                }
            }

            if (at < units.Count)
            {
                next.CopyTo(row);
            }
        }

        return row[word.Length];
    }

    /// <summary>The word letter by letter, as well as that can be done without knowing it.</summary>
    public static string Spell(string latin)
    {
        var units = UnitsOf(latin);
        var word = new StringBuilder(units.Count);
        for (var at = 0; at < units.Count; at++)
        {
            var unit = units[at];
            var isLast = at == units.Count - 1;
            word.Append(
                !IsVowel(unit)
                    ? unit switch
                    {
                        "3" => "ع",
                        "w" => "و",
                        "y" => "ي",
                        _ => Consonants.TryGetValue(unit, out var consonant) ? consonant.Letter : "",
                    }
                : unit.Length == 1 && at == 0 ? "ا"
                : unit.Length == 1 && !isLast ? ""
                : unit[^1] switch
                {
                    'a' => "ا",
                    'e' when isLast && unit.Length == 1 => "ه",
                    'o' or 'u' => "و",
                    _ => "ي",
                }
            );
        }

        return word.ToString();
    }

    private static float CostOf(string unit, char letter) =>
        IsVowel(unit)
            ? letter switch
            {
                'ا' => unit[0] switch
                {
                    'a' => 0,
                    'e' => 0.35f,
                    'i' => 0.5f,
                    _ => 0.6f,
                },
                'و' => unit[^1] is 'o' or 'u' ? 0 : 1.2f,
                'ي' => unit[^1] is 'i' or 'e' ? 0 : 1.2f,
                'ع' => 0.4f,
                'ه' => unit is "a" or "e" or "o" ? 0.1f : 0.6f,
                _ => Never,
            }
            : unit switch
            {
                "2" when letter is 'ا' => 0,
                "2" when letter is 'ق' => 0.1f,
                "2" when letter is 'و' or 'ي' => 0.3f,
                "2" => Never,
                "3" => letter == 'ع' ? 0 : Never,
                "w" => letter == 'و' ? 0 : Never,
                "y" => letter == 'ي' ? 0 : Never,
                _ => CostOfConsonant(unit, letter),
            };

    private static float CostOfConsonant(string unit, char letter)
    {
        if (
            !Groups.TryGetValue(letter, out var group)
            || !Consonants.TryGetValue(unit, out var consonant)
            || consonant.Groups.IndexOf(group, StringComparison.Ordinal) is var place && place < 0
        )
        {
            return Never;
        }

        // Of a group, the plain letter is written more often: ت before ط, but 6 is only ط.
        var emphatic = letter is 'ط' or 'ص' or 'ض'
            ? unit is "6" or "9" or "dh" or "9'"
                ? 0
                : 0.15f
            : 0;
        var plain = unit == "6" && letter != 'ط' ? 0.3f : 0;
        return (0.35f * place) + emphatic + plain;
    }

    /// <summary>The cost of a Latin letter for which no Arabic one is written.</summary>
    private static float CostWithout(List<string> units, int at)
    {
        var unit = units[at];
        var isLast = at == units.Count - 1;
        return IsVowel(unit)
            ? unit.Length > 1
                ? 0.8f
                : isLast
                    ? 0.45f
                    : 0.12f
            : unit switch
            {
                "2" => 0.2f,
                "y" => 0.5f,
                "w" => 0.8f,
                "3" => 1,
                "h" when isLast => 0.2f,
                _ => Never,
            };
    }

    /// <summary>The cost of an Arabic letter for which no Latin one is written.</summary>
    private static float CostWithout(string word, int at) =>
        word[at] switch
        {
            'ا' => 0.5f,
            'و' or 'ي' => 0.8f,
            'ع' => 0.6f,
            'ه' when at == word.Length - 1 => 0.4f,
            _ => Never,
        };

    private static bool IsVowel(string unit) => Vowels.Contains(unit[0], StringComparison.Ordinal);
}
