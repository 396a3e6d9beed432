namespace Community.Companion.Safety.Transliteration;

/// <summary>
/// Finds the Arabic word that is written in Latin letters: of the known words with the same consonants, the one whose vowels fit best and
/// that is most frequent (<c>words.txt</c>). Short vowels are left out in Arabic, and a Latin letter stands for several Arabic ones
/// (<c>h</c> for ه and ح), so that the consonants alone are compared first.
/// </summary>
internal sealed class ArabicSpelling
{
    /// <summary>A word that costs more is not the one that is meant.</summary>
    private const float MostCost = 0.9f;

    /// <summary>The same for a word with a prefix or an ending that was taken off.</summary>
    private const float MostCostOfParts = 1.1f;

    /// <summary>The cost of a prefix or an ending that was taken off.</summary>
    private const float CostOfParts = 0.28f;

    /// <summary>How much a word's frequency counts.</summary>
    private const float Frequency = 0.22f;

    /// <summary>Of more combinations of consonants than this, the others are not looked for.</summary>
    private const int MostKeys = 96;

    private const int LongestWord = 24;

    private static readonly Dictionary<string, string> Prefixes = new(StringComparer.Ordinal)
    {
        ["el"] = "ال",
        ["al"] = "ال",
        ["il"] = "ال",
        ["bel"] = "بال",
        ["bil"] = "بال",
        ["bl"] = "بال",
        ["fel"] = "فال",
        ["wel"] = "وال",
        ["w"] = "و",
        ["b"] = "ب",
        ["l"] = "ل",
        ["ha"] = "ه",
        ["7a"] = "ح",
    };

    private static readonly Dictionary<string, string> Endings = new(StringComparer.Ordinal)
    {
        ["ni"] = "ني",
        ["ny"] = "ني",
        ["ha"] = "ها",
        ["hom"] = "هم",
        ["hum"] = "هم",
        ["na"] = "نا",
        ["ak"] = "ك",
        ["ik"] = "ك",
        ["ek"] = "ك",
        ["kom"] = "كم",
        ["o"] = "ه",
        ["oh"] = "ه",
        ["i"] = "ي",
        ["y"] = "ي",
        ["sh"] = "ش",
    };

    private readonly Dictionary<string, List<(string Word, float Bonus)>> _byConsonants = new(StringComparer.Ordinal);
    private readonly HashSet<string> _words = new(StringComparer.Ordinal);

    /// <summary>Reads the words; each line begins with the frequency of its words.</summary>
    public ArabicSpelling(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            var words = line.Split(' ');
            var bonus = Frequency * MathF.Log10(int.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture) + 1);
            foreach (var word in words.Skip(1))
            {
                _words.Add(word);
                if (LatinLetters.ConsonantsOf(word) is { } consonants)
                {
                    if (!_byConsonants.TryGetValue(consonants, out var same))
                    {
                        _byConsonants[consonants] = same = [];
                    }

                    same.Add((word, bonus));
                }
            }
        }
    }

    public bool Knows(string word) => _words.Contains(word);

    /// <summary>The Arabic word, and whether it is a known one; else it is spelled letter by letter.</summary>
    /// <param name="latin">A word of Latin letters, digits and apostrophes in lower case.</param>
    public (string Word, bool IsKnown) Read(string latin)
    {
        if (latin.Length > LongestWord)
        {
            return (latin, false);
        }

        var found = Nearest(latin);
        if (found.Word is not null && found.Cost <= MostCost)
        {
            return (found.Word, true);
        }

        foreach (var (prefix, arabic) in Prefixes)
        {
            if (latin.StartsWith(prefix, StringComparison.Ordinal) && latin.Length > prefix.Length + 2)
            {
                var rest = Nearest(latin[prefix.Length..]);
                if (rest.Word is not null && rest.Cost + CostOfParts < found.Cost)
                {
                    found = (rest.Cost + CostOfParts, arabic + rest.Word);
                }
            }
        }

        foreach (var (ending, arabic) in Endings)
        {
            if (latin.EndsWith(ending, StringComparison.Ordinal) && latin.Length > ending.Length + 2)
            {
                var rest = Nearest(latin[..^ending.Length]);
                if (rest.Word is not null && rest.Cost + CostOfParts < found.Cost)
                {
                    found = (rest.Cost + CostOfParts, (rest.Word is [.. var stem, 'ه'] ? stem + "ت" : rest.Word) + arabic);
                }
            }
        }

        return found.Word is not null && found.Cost <= MostCostOfParts ? (found.Word, true) : (LatinLetters.Spell(latin), false);
    }

    /// <summary>The known word that fits best, with its cost.</summary>
    private (float Cost, string? Word) Nearest(string latin)
    {
        var units = LatinLetters.UnitsOf(latin);
        var best = (Cost: float.MaxValue, Word: (string?)null);
        foreach (var key in KeysOf(units))
        {
            if ((key.Length > 0 || units.Count <= 3) && _byConsonants.TryGetValue(key, out var words))
            {
                foreach (var (word, bonus) in words)
                {
                    var cost = LatinLetters.Cost(units, word) - bonus;
                    best = cost < best.Cost ? (cost, word) : best;
                }
            }
        }

        return best;
    }

    /// <summary>Each combination of consonants that the letters can stand for.</summary>
    private static List<string> KeysOf(List<string> units)
    {
        List<string> keys = [""];
        for (var at = 0; at < units.Count; at++)
        {
            var options = LatinLetters.OptionsOf(units, at);
            if (options.Length > 0)
            {
                keys = [.. keys.SelectMany(key => options.Select(option => key + option)).Take(MostKeys)];
            }
        }

        return [.. keys.Distinct(StringComparer.Ordinal)];
    }
}
