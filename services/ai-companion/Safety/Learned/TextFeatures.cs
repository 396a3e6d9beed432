using System.Buffers;
using Community.Companion.Safety.Rules;
using Community.Companion.Words;

namespace Community.Companion.Safety.Learned;

/// <summary>
/// The features of a text for the learned layer: its words and their stems, words in a row and near each other, the letters inside words,
/// and the rules and signs that match it, and pairs of signs; of English words also their classes. Each feature is a number between 0 and
/// 2²⁰ (Weinberger and others: Feature hashing for large scale multitask learning, 2009), so that no vocabulary is stored and no text can
/// be read from the weights. The letters are needed for Arabic, where pronouns and prepositions are attached to words, and for misspelt
/// words, which share letters with the right ones (Bojanowski and others: Enriching word vectors with subword information, 2017).
/// </summary>
internal sealed class TextFeatures
{
    /// <summary>Features are numbers of this many bits.</summary>
    public const int Bits = 20;

    private const int GroupBits = 4;
    private const int ShortestLetters = 2;
    private const int LongestLetters = 5;

    /// <summary>How many words apart two words of a sentence may be to form a feature together.</summary>
    private const int Near = 8;

    /// <summary>Of more signs than this, the others form no pairs: a text that is about everything is about nothing.</summary>
    private const int MostSigns = 12;

    /// <summary>Features are divided by a little less than their total length, so that those of a long text count a little more.</summary>
    private const double Evening = 0.45;

    /// <summary>
    /// The weight of a feature of each group, in rising order: if two features have the same number, the stronger is kept.
    /// </summary>
    private static readonly float[] Strengths = [0.35f, 0.35f, 0.49f, 0.5f, 0.5f, 0.7f, 0.7f, 0.7f, 1, 1];

    private readonly uint[] _keys;

    private TextFeatures(uint[] keys)
    {
        _keys = keys;
        var squares = 0d;
        foreach (var key in keys)
        {
            squares += Strengths[GroupOf(key)] * Strengths[GroupOf(key)];
        }

        Scale = (float)Math.Pow(Math.Max(squares, 1e-9), -Evening);
    }

    private enum Group
    {
        NearWords,
        ClassInRow,
        ThreeWords,
        Letters,
        Class,
        Stem,
        TwoWords,
        Signs,
        Word,
        Rule,
    }

    public int Count => _keys.Length;

    /// <summary>The factor of each value, which gives long and short texts a similar weight.</summary>
    public float Scale { get; }

    /// <summary>A feature's number.</summary>
    public int IndexOf(int at) => (int)(_keys[at] >> GroupBits);

    /// <summary>A feature's value.</summary>
    public float ValueOf(int at) => Strengths[GroupOf(_keys[at])] * Scale;

    /// <summary>
    /// Whether a feature is of one or few close words or letters, and not of words further apart, which are many and rare.
    /// </summary>
    public bool IsCloseAt(int at) => GroupOf(_keys[at]) is not ((int)Group.NearWords or (int)Group.ThreeWords);

    /// <summary>Reads the words from <paramref name="from"/> to before <paramref name="to"/>, and the rules that match there.</summary>
    public static TextFeatures Read(ReadText words, IReadOnlyList<Hit> hits, WordClasses classes, int from, int to)
    {
        var hashes = new uint[to - from];
        var stems = new uint[to - from];
        var kinds = new WordClass[to - from];
        var longest = 0;
        for (var at = from; at < to; at++)
        {
            hashes[at - from] = Hash(words[at].Text);
            stems[at - from] = Hash(StemOf(words[at].Text));
            kinds[at - from] = classes.Of(words[at].Text);
            longest += 14 + Near + ((LongestLetters - ShortestLetters + 1) * (words[at].Text.Length + 1));
        }

        var signs = SignsOf(hits, from, to);
        var keys = ArrayPool<uint>.Shared.Rent(longest + 1 + (hits.Count * 3) + (signs.Length * signs.Length / 2));
        var count = 0;
        for (var at = from; at < to; at++)
        {
            if (!words[at].IsStop)
            {
                AddLetters(words[at].Text, keys, ref count);
                AddWords(words, from, at, to, hashes, stems, keys, ref count);
                AddClasses(words, from, at, to, hashes, kinds, keys, ref count);
            }
        }

        foreach (var hit in hits)
        {
            if (hit.Start >= from && hit.End <= to)
            {
                AddRule(hit.Rule, keys, ref count);
            }
        }

        AddPairs(signs, keys, ref count);
        var distinct = Distinct(keys.AsSpan(0, count));
        ArrayPool<uint>.Shared.Return(keys);
        return new(distinct);
    }

    private static void AddWords(ReadText words, int from, int at, int to, uint[] hashes, uint[] stems, uint[] keys, ref int count)
    {
        var (word, stem) = (hashes[at - from], stems[at - from]);
        Add(keys, ref count, Group.Word, Mix(word, 1));
        Add(keys, ref count, Group.Stem, Mix(stem, 2));
        if (at == from || words[at - 1].IsStop)
        {
            Add(keys, ref count, Group.TwoWords, Mix(word, 3));
        }

        for (var next = at + 1; next < Math.Min(to, at + Near + 1) && !words[next].IsStop; next++)
        {
            Add(keys, ref count, Group.NearWords, Mix(Mix(stem, stems[next - from]), 4));
            switch (next - at)
            {
                case 1:
                    Add(keys, ref count, Group.TwoWords, Mix(Mix(word, hashes[next - from]), 5));
                    break;
                case 2:
                    Add(keys, ref count, Group.ThreeWords, Mix(Mix(Mix(word, hashes[next - 1 - from]), hashes[next - from]), 6));
                    Add(keys, ref count, Group.ThreeWords, Mix(Mix(word, hashes[next - from]), 7));
                    break;
                case 3:
                    Add(keys, ref count, Group.ThreeWords, Mix(Mix(word, hashes[next - from]), 7));
                    break;
            }
        }
    }

    /// <summary>Adds the classes of a word, alone and with the neighbouring words and their classes.</summary>
    private static void AddClasses(ReadText words, int from, int at, int to, uint[] hashes, WordClass[] kinds, uint[] keys, ref int count)
    {
        var kind = kinds[at - from];
        if (!kind.IsKnown)
        {
            return;
        }

        var hasNext = at + 1 < to && !words[at + 1].IsStop;
        for (var grain = 0; grain < 2; grain++)
        {
            var own = Mix((uint)(grain == 0 ? kind.Coarse : kind.Fine), 12 + (uint)grain);
            Add(keys, ref count, Group.Class, own);
            if (hasNext)
            {
                Add(keys, ref count, Group.ClassInRow, Mix(Mix(own, hashes[at + 1 - from]), 14));
                if (kinds[at + 1 - from] is { IsKnown: true } next)
                {
                    Add(keys, ref count, Group.ClassInRow, Mix(Mix(own, (uint)(grain == 0 ? next.Coarse : next.Fine)), 15));
                }
            }

            if (at > from && !words[at - 1].IsStop)
            {
                Add(keys, ref count, Group.ClassInRow, Mix(Mix(hashes[at - 1 - from], own), 16));
            }
        }
    }

    private static void AddLetters(string word, uint[] keys, ref int count)
    {
        // The word is put between two marks, so that its beginning and end differ from its middle.
        for (var start = -1; start < word.Length; start++)
        {
            var hash = 8u;
            for (var end = start; end < Math.Min(start + LongestLetters, word.Length + 1); end++)
            {
                hash = Mix(
                    hash,
                    end < 0 ? '<'
                        : end == word.Length ? '>'
                        : word[end]
                );
                if (end - start + 1 >= ShortestLetters)
                {
                    Add(keys, ref count, Group.Letters, hash);
                }
            }
        }
    }

    private static void AddRule(Rule rule, uint[] keys, ref int count)
    {
        var role = Hash(rule.Role);
        Add(keys, ref count, Group.Rule, Mix(Mix(role, Hash(rule.Name)), 9));
        if (rule.Role == "rule")
        {
            Add(keys, ref count, Group.Rule, Mix(role, 10));
            Add(keys, ref count, Group.Rule, Mix(Mix(Hash(rule.Arguments[0]), Hash(rule.Arguments[1])), 11));
        }
    }

    /// <summary>The names of the signs in a part of a text, each once, in a fixed order, as numbers.</summary>
    private static uint[] SignsOf(IReadOnlyList<Hit> hits, int from, int to) =>
        [
            .. hits.Where(hit => hit.Rule.Role == "sign" && hit.Start >= from && hit.End <= to)
                .Select(hit => Hash(hit.Rule.Name))
                .Distinct()
                .Order()
                .Take(MostSigns),
        ];

    /// <summary>
    /// Adds each pair of signs, whatever is between them: "goodbye" and "soon" mean more together than each alone.
    /// </summary>
    private static void AddPairs(uint[] signs, uint[] keys, ref int count)
    {
        for (var one = 0; one < signs.Length; one++)
        {
            for (var other = one + 1; other < signs.Length; other++)
            {
                Add(keys, ref count, Group.Signs, Mix(Mix(signs[one], signs[other]), 17));
            }
        }
    }

    private static void Add(uint[] keys, ref int count, Group group, uint hash) =>
        keys[count++] = (hash & ((1u << Bits) - 1)) << GroupBits | (uint)group;

    /// <summary>Each number once, with its strongest group: of equal numbers, the last one.</summary>
    private static uint[] Distinct(Span<uint> keys)
    {
        keys.Sort();
        var count = 0;
        for (var at = 0; at < keys.Length; at++)
        {
            if (at + 1 == keys.Length || keys[at] >> GroupBits != keys[at + 1] >> GroupBits)
            {
                keys[count++] = keys[at];
            }
        }

        return keys[..count].ToArray();
    }

    private static string StemOf(string word) => ArabicStem.IsArabic(word) ? ArabicStem.Of(word) : WordForms.Stem(word);

    private static int GroupOf(uint key) => (int)(key & ((1 << GroupBits) - 1));

    /// <summary>FNV-1a.</summary>
    public static uint Hash(string word)
    {
        var hash = 2166136261u;
        foreach (var letter in word)
        {
            hash = (hash ^ letter) * 16777619;
        }

        return hash;
    }

    /// <summary>Combines two numbers to one of which every bit depends on all of theirs: the end of MurmurHash3.</summary>
    private static uint Mix(uint one, uint other)
    {
        var hash = (one * 0x9E3779B1) + other + 1;
        hash = (hash ^ hash >> 16) * 0x85EBCA6B;
        hash = (hash ^ hash >> 13) * 0xC2B2AE35;
        return hash ^ hash >> 16;
    }
}
