using System.Collections.Frozen;

namespace Community.Companion.Sentences;

/// <summary>
/// The pieces of words that the encoder knows: the longest known piece from the left, again and again (WordPiece: Wu and others, Google's
/// neural machine translation system, 2016). Pieces inside of a word begin with <c>##</c>.
/// </summary>
internal sealed class WordPieces
{
    /// <summary>A text has at most this many pieces; the others are left out.</summary>
    public const int Most = 96;

    /// <summary>Letters; a longer word is unknown as a whole.</summary>
    private const int LongestWord = 60;

    private readonly int _first;
    private readonly int _last;
    private readonly int _unknown;
    private readonly FrozenDictionary<string, int> _numbers;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    /// <param name="pieces">All pieces, in the order of their rows in the weights.</param>
    public WordPieces(IEnumerable<string> pieces)
    {
        _numbers = pieces.Index().ToFrozenDictionary(piece => piece.Item, piece => piece.Index, StringComparer.Ordinal);
        _bySpan = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        (_first, _last, _unknown) = (_numbers["[CLS]"], _numbers["[SEP]"], _numbers["[UNK]"]);
    }

    /// <summary>The numbers of a text's pieces, between those that begin and end each text.</summary>
    /// <param name="words">In lower case.</param>
    public int[] Of(IEnumerable<string> words)
    {
        var numbers = new List<int> { _first };
        foreach (var word in words.TakeWhile(_ => numbers.Count < Most))
        {
            Add(word, numbers);
        }

        return [.. numbers.Take(Most - 1), _last];
    }

    private void Add(string word, List<int> pieces)
    {
        var before = pieces.Count;
        for (var from = 0; from < word.Length; )
        {
            var (length, number) = word.Length > LongestWord ? (0, 0) : Longest(word, from);
            if (length == 0)
            {
                pieces.RemoveRange(before, pieces.Count - before);
                pieces.Add(_unknown);
                return;
            }

            pieces.Add(number);
            from += length;
        }
    }

    private (int Length, int Number) Longest(string word, int from)
    {
        Span<char> piece = stackalloc char[LongestWord + 2];
        "##".CopyTo(piece);
        for (var length = word.Length - from; length > 0; length--)
        {
            word.AsSpan(from, length).CopyTo(piece[2..]);
            if (_bySpan.TryGetValue(from == 0 ? piece.Slice(2, length) : piece[..(length + 2)], out var number))
            {
                return (length, number);
            }
        }

        return (0, 0);
    }
}
