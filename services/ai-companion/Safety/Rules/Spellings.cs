namespace Community.Companion.Safety.Rules;

/// <summary>The one spelling in which rules write a word that has many, and all words that occur in rules.</summary>
internal sealed class Spellings
{
    private const int LongestWord = 16;

    /// <summary>Words that are written into one have more letters each, on average: "calendar" is not "c al en dar".</summary>
    private const double FewestLettersOfAWord = 2.5;

    private readonly Dictionary<string, string[]> _words = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>
    /// The known words that may be written into one. Those of further languages are not: "friendlier" is not "friend" and "lier".
    /// </summary>
    private readonly HashSet<string> _parts = new(StringComparer.Ordinal);

    /// <summary>Adds that each of <paramref name="variants"/> is read as <paramref name="words"/>.</summary>
    public void Add(IEnumerable<string> variants, string[] words)
    {
        foreach (var variant in variants)
        {
            _words[variant] = words;
            Know(variant, isPart: true);
        }

        foreach (var word in words)
        {
            Know(word, isPart: true);
        }
    }

    /// <summary>Adds a word that occurs in a rule.</summary>
    /// <param name="word">The word.</param>
    /// <param name="isPart">Whether it is looked for in words that are written into one.</param>
    public void Know(string word, bool isPart)
    {
        _known.Add(word);
        if (isPart)
        {
            _parts.Add(word);
        }
    }

    public bool Knows(string word) => _known.Contains(word);

    /// <summary>The words that a word is read as: most often itself.</summary>
    public string[] Of(string word) => _words.TryGetValue(word, out var words) ? words : [word];

    /// <summary>The known words that make up letters without blanks, as few as possible; null: none, or too short ones.</summary>
    public string[]? Split(string letters)
    {
        // fewest[n]: the least number of known words that make up the first n letters; last[n]: where the last of these words begins.
        var fewest = new int[letters.Length + 1];
        var last = new int[letters.Length + 1];
        for (var end = 1; end <= letters.Length; end++)
        {
            fewest[end] = int.MaxValue;
            for (var start = Math.Max(0, end - LongestWord); start < end; start++)
            {
                if (fewest[start] < fewest[end] - 1 && IsWord(letters[start..end]))
                {
                    (fewest[end], last[end]) = (fewest[start] + 1, start);
                }
            }
        }

        if (fewest[^1] > letters.Length / FewestLettersOfAWord)
        {
            return null;
        }

        var words = new Stack<string>();
        for (var end = letters.Length; end > 0; end = last[end])
        {
            words.Push(letters[last[end]..end]);
        }

        return [.. words];
    }

    private bool IsWord(string letters) => _parts.Contains(letters) && (letters.Length > 1 || letters is "a" or "i" or "u");
}
