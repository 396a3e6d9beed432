using System.Security.Cryptography;
using System.Text;

namespace Community.Companion.Safety.Rules;

/// <summary>A named rule of a rule file.</summary>
/// <param name="Role">Its role: <c>rule</c>, <c>unless</c>, <c>raise</c>, <c>lower</c>, <c>hint</c>, <c>sign</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Arguments">The other words of its heading.</param>
internal sealed record Rule(string Role, string Name, IReadOnlyList<string> Arguments)
{
    /// <summary>The beginning of the names of rules for Arabic.</summary>
    public const string Arabic = "ar.";

    /// <summary>A rule's name without its language.</summary>
    public static string Plain(string name) => name.StartsWith(Arabic, StringComparison.Ordinal) ? name[Arabic.Length..] : name;
}

/// <summary>A rule, found in a text at the words from <paramref name="Start"/> to before <paramref name="End"/>.</summary>
internal readonly record struct Hit(Rule Rule, int Start, int End);

/// <summary>
/// The rules, from the text files beside this one (how to write them: <c>README.txt</c> there). Words that an <c>unless</c> covers are
/// harmless: no other rule matches them, except one that is marked <c>always</c>.
/// </summary>
internal sealed class CrisisRules
{
    private static readonly List<(Rule Rule, Phrase Phrase)> Nothing = [];

    private readonly Spellings _spellings = new();
    private readonly FoldedWords _folded;
    private readonly Dictionary<string, string[][]> _sets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(Rule Rule, Phrase Phrase)>> _byFirstWord = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(Rule Rule, Phrase Phrase)>> _byFirstLetters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);

    // Phrases share their pieces: most are one of a few hundred sets.
    private readonly Dictionary<string, Piece.OneOf> _choices = new(StringComparer.Ordinal);

    /// <summary>Whether the file that is being read is of a further language.</summary>
    private bool _isFurther;

    private readonly int _shortestPrefix;
    private readonly int _longestPrefix;

    private CrisisRules(IEnumerable<(string File, string Text)> files)
    {
        _folded = new(_spellings);
        foreach (var (file, text) in files)
        {
            Rule? rule = null;
            _isFurther = false;
            foreach (var (number, line) in text.Split('\n').Index())
            {
                try
                {
                    rule = Take(line, rule);
                }
                catch (FormatException wrong)
                {
                    throw new FormatException($"{file}:{number + 1}: {wrong.Message} In: {line.Trim()}", wrong);
                }
            }
        }

        _choices.Clear();
        _choices.TrimExcess();
        _shortestPrefix = _byFirstLetters.Keys.Min(prefix => (int?)prefix.Length) ?? 1;
        _longestPrefix = _byFirstLetters.Keys.Max(prefix => (int?)prefix.Length) ?? 0;
    }

    /// <summary>Reads rule files of this assembly (by their embedded path), in order: a set must be defined before its use.</summary>
    public static CrisisRules Load(params string[] files) => new(Texts(files));

    /// <summary>Reads rules that are not in a file.</summary>
    public static CrisisRules Parse(string text) => new([("rules", text)]);

    /// <summary>A hash of these files: it changes with every change of them.</summary>
    public static string VersionOf(params string[] files) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Texts(files).Select(file => file.Text)))))[..12];

    /// <summary>The place of a rule among the others, in the order of the files.</summary>
    public int OrderOf(Rule rule) => _names[rule.Name];

    /// <summary>
    /// Every rule that matches a text, with the matching words, for debugging: also each <c>unless</c>, and the matches that it covers.
    /// </summary>
    public IEnumerable<(Rule Rule, string Words)> Explain(string text)
    {
        var words = _folded.Read(text);
        return Enumerable
            .Range(0, words.Count)
            .SelectMany(at =>
                BeginningWith(words[at])
                    .Select(found => (found.Rule, End: found.Phrase.EndFrom(at, words)))
                    .Where(found => found.End > at)
                    .Select(found => (found.Rule, string.Join(' ', Enumerable.Range(at, found.End - at).Select(word => words[word].Text))))
            );
    }

    /// <summary>The words of a text, as rules compare them.</summary>
    public ReadText Words(string text) => _folded.Read(text);

    /// <summary>The rules that match a text, without matches that an <c>unless</c> covers, in the order of the text.</summary>
    public List<Hit> Read(string text) => Read(Words(text));

    /// <inheritdoc cref="Read(string)"/>
    public List<Hit> Read(ReadText words) => Read(words, out _);

    /// <param name="words">The text.</param>
    /// <param name="negated">Whether an <c>unless</c> that is marked <c>negation</c> matches it.</param>
    /// <inheritdoc cref="Read(string)"/>
    public List<Hit> Read(ReadText words, out bool negated)
    {
        negated = false;
        var hits = new List<Hit>();
        var harmless = new bool[words.Count];
        for (var at = 0; at < words.Count; at++)
        {
            foreach (var (rule, phrase) in BeginningWith(words[at]))
            {
                var end = phrase.EndFrom(at, words);
                if (end > at && rule.Role == "unless")
                {
                    Array.Fill(harmless, true, at, end - at);
                    negated |= rule.Arguments.Contains("negation", StringComparer.Ordinal);
                }
                else if (end > at)
                {
                    hits.Add(new(rule, at, end));
                }
            }
        }

        hits.RemoveAll(hit =>
            hit.Rule.Role is "rule" or "hint"
            && !hit.Rule.Arguments.Contains("always", StringComparer.Ordinal)
            && harmless.AsSpan(hit.Start, hit.End - hit.Start).Contains(true)
        );
        return hits;
    }

    private static IEnumerable<(string File, string Text)> Texts(IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            yield return (file, Embedded.Text(file));
        }
    }

    private List<(Rule Rule, Phrase Phrase)> BeginningWith(Word word)
    {
        var found = BeginningWith(word.Text);
        return word.Bare is null ? found : [.. found, .. BeginningWith(word.Bare)];
    }

    private List<(Rule Rule, Phrase Phrase)> BeginningWith(string word)
    {
        List<(Rule Rule, Phrase Phrase)>? found = null;
        for (var length = _shortestPrefix; length <= Math.Min(_longestPrefix, word.Length); length++)
        {
            if (_byFirstLetters.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word.AsSpan(0, length), out var more))
            {
                found = found is null ? more : [.. found, .. more];
            }
        }

        return (_byFirstWord.GetValueOrDefault(word), found) switch
        {
            (null, null) => Nothing,
            (null, { } some) => some,
            ({ } some, null) => some,
            ({ } some, { } more) => [.. some, .. more],
        };
    }

    /// <summary>Reads a line: a heading begins a rule, an indented line is a phrase of it.</summary>
    private Rule? Take(string line, Rule? rule)
    {
        var comment = line.IndexOf('#', StringComparison.Ordinal);
        var said = (comment < 0 ? line : line[..comment]).TrimEnd();
        if (said.Length == 0)
        {
            return rule;
        }

        if (said[0] == ' ')
        {
            AddPhrase(rule ?? throw new FormatException("A phrase stands under a rule."), said);
            return rule;
        }

        var (heading, rest) = said.Split(' ', 2) is [var first, var second]
            ? (first, second)
            : throw new FormatException("A heading has a name.");
        switch (heading)
        {
            case "language":
                _isFurther = true;
                return null;
            case "spell":
                var (right, variants) = Pair(rest);
                _choices.Clear();
                _spellings.Add(variants.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(FoldedWords.Fold), right.Split(' '));
                return null;
            case "set":
                var (name, ways) = Pair(rest);
                _choices.Clear();
                _sets[name] = Alternatives(ways);
                return null;
            case "rule" or "unless" or "raise" or "lower" or "hint" or "sign":
                var parts = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                return _names.TryAdd(parts[0], _names.Count)
                    ? new Rule(heading, parts[0], parts[1..])
                    : throw new FormatException("This name is taken.");
            default:
                throw new FormatException("A heading is spell, set, rule, unless, raise, lower, hint or sign.");
        }
    }

    private static (string Name, string Value) Pair(string text) =>
        text.Split(':', 2, StringSplitOptions.TrimEntries) is [var name, var rest]
            ? (name, rest)
            : throw new FormatException("A colon is missing.");

    private void AddPhrase(Rule rule, string said)
    {
        var pieces = Pieces(said).ToList();
        if (pieces[^1] is Piece.Gap or Piece.Rest && rule.Role != "unless")
        {
            throw new FormatException("Only an unless covers what follows its words.");
        }

        var phrase = new Phrase(pieces, withinClause: rule.Role == "unless");
        foreach (var first in phrase.FirstWords().Distinct(StringComparer.Ordinal))
        {
            var (index, key) = first is [.. var prefix, '*'] ? (_byFirstLetters, prefix) : (_byFirstWord, first);
            if (!index.TryGetValue(key, out var phrases))
            {
                index[key] = phrases = [];
            }

            phrases.Add((rule, phrase));
        }
    }

    private IEnumerable<Piece> Pieces(string said)
    {
        foreach (var part in Parts(said, ' '))
        {
            yield return part switch
            {
                "^" => new Piece.Beginning(),
                ">>" => new Piece.Rest(),
                ['~', .. var most] => new Piece.Gap(
                    int.TryParse(most, out var number) ? number : throw new FormatException("A gap is ~ and a number.")
                ),
                _ => Choice(part),
            };
        }
    }

    private Piece.OneOf Choice(string part)
    {
        if (!_choices.TryGetValue(part, out var choice))
        {
            choice = part is [.. var optional, '?']
                ? new(Alternatives(optional), optional: true)
                : new(Alternatives(part), optional: false);
            _choices[part] = choice;
        }

        return choice;
    }

    private string[][] Alternatives(string part) => [.. Parts(part is ['(', .. var inner, ')'] ? inner : part, '|').SelectMany(Ways)];

    /// <summary>Splits at a sign, but not within brackets.</summary>
    private static IEnumerable<string> Parts(string said, char sign)
    {
        var (start, depth) = (0, 0);
        for (var at = 0; at <= said.Length; at++)
        {
            if (at == said.Length || (said[at] == sign && depth == 0))
            {
                if (at > start)
                {
                    yield return said[start..at];
                }

                start = at + 1;
            }
            else
            {
                depth += said[at] switch
                {
                    '(' => 1,
                    ')' => -1,
                    _ => 0,
                };
            }
        }

        if (depth != 0)
        {
            throw new FormatException("A bracket is not closed.");
        }
    }

    /// <summary>The words of one alternative, in all combinations of the sets and brackets in it.</summary>
    private IEnumerable<string[]> Ways(string alternative)
    {
        IEnumerable<string[]> ways =
        [
            [],
        ];
        foreach (var part in Parts(alternative, ' '))
        {
            var next = part switch
            {
                ['(', .., ')'] => Alternatives(part),
                ['<', .. var set, '>'] => _sets.GetValueOrDefault(set) ?? throw new FormatException($"There is no set {set}."),
                _ => [Literal(part)],
            };
            ways = [.. ways.SelectMany(way => next.Select(more => (string[])[.. way, .. more]))];
        }

        return ways;
    }

    private string[] Literal(string word)
    {
        if (word == "$")
        {
            return [word];
        }

        if (word.Any(sign => sign is '<' or '>' or '(' or ')' or '~' or '^' or '$'))
        {
            throw new FormatException($"«{word}» is no word.");
        }

        // The same words stand in thousands of phrases.
        var folded = string.Intern(FoldedWords.Fold(word));
        if (folded is [.., '*'])
        {
            return [folded];
        }

        _spellings.Know(folded, isPart: !_isFurther);
        return _spellings.Of(folded);
    }
}
