using System.Collections.Frozen;

namespace Community.Companion.Safety.Rules;

/// <summary>A piece of a phrase.</summary>
internal abstract record Piece
{
    /// <summary>
    /// One of several alternatives, each some words; a word that ends in <c>*</c> matches all words with that beginning, <c>$</c> the end
    /// of the sentence.
    /// </summary>
    public sealed record OneOf : Piece
    {
        /// <summary>A dictionary of fewer alternatives costs more memory than reading them costs time, and there are thousands.</summary>
        private const int Few = 8;

        private static readonly string[][] None = [];

        private readonly string[][] _words;
        private readonly FrozenDictionary<string, string[][]>? _byFirstWord;

        public OneOf(string[][] ways, bool optional)
        {
            (Ways, Optional) = (ways, optional);
            _words = Array.FindAll(ways, way => !IsPattern(way[0]));
            Others = _words.Length == 0 ? ways : Array.FindAll(ways, way => IsPattern(way[0]));
            if (_words.Length > Few)
            {
                _byFirstWord = _words
                    .GroupBy(way => way[0], StringComparer.Ordinal)
                    .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
            }
        }

        public string[][] Ways { get; }

        public bool Optional { get; }

        /// <summary>
        /// Alternatives among which are all that begin with this word: a set can have a hundred, and few begin with a given word.
        /// </summary>
        public string[][] BeginningWith(string? word) =>
            word is null ? None
            : _byFirstWord is null
                ? Array.Exists(_words, way => way[0] == word) ? _words
                    : None
            : _byFirstWord.TryGetValue(word, out var ways) ? ways
            : None;

        /// <summary>The alternatives without a fixed first word.</summary>
        public string[][] Others { get; }

        private static bool IsPattern(string word) => word is "$" or [.., '*'];
    }

    /// <summary>Up to this many arbitrary words, within the sentence; at the end of a phrase, as many of them as there are.</summary>
    public sealed record Gap(int Most) : Piece;

    /// <summary>The beginning of a sentence.</summary>
    public sealed record Beginning : Piece;

    /// <summary>The rest of the clause: up to the end of the sentence, or to a turn in it ("but", "and now I").</summary>
    public sealed record Rest : Piece;
}

/// <summary>
/// Words in an order, as a rule searches for them. A phrase reads no more words than its length with its gaps, so that reading takes time
/// in proportion to the length of the text, whatever the text.
/// </summary>
/// <param name="pieces">Its pieces in order.</param>
/// <param name="withinClause">Its gaps end with the clause too ("but", "and I"), not only with the sentence.</param>
internal sealed class Phrase(IReadOnlyList<Piece> pieces, bool withinClause = false)
{
    /// <summary>The words that the phrase can begin with.</summary>
    public IEnumerable<string> FirstWords()
    {
        foreach (var piece in pieces)
        {
            if (piece is Piece.OneOf choice)
            {
                foreach (var way in choice.Ways)
                {
                    yield return way[0];
                }

                if (!choice.Optional)
                {
                    yield break;
                }
            }
            else if (piece is not Piece.Beginning)
            {
                throw new FormatException("A phrase begins with a word, not with a gap.");
            }
        }
    }

    /// <summary>Every word that the phrase names.</summary>
    public IEnumerable<string> Words() => pieces.OfType<Piece.OneOf>().SelectMany(choice => choice.Ways).SelectMany(way => way);

    /// <summary>Where the phrase ends when it begins at <paramref name="start"/>, or -1.</summary>
    public int EndFrom(int start, ReadText words) => End(0, start, words, withinClause ? words.ClauseEnd(start) : words.SentenceEnd(start));

    /// <summary>Matches the rest of the phrase, from a piece, at a word; no gap reaches over <paramref name="limit"/>.</summary>
    private int End(int piece, int at, ReadText words, int limit)
    {
        if (piece == pieces.Count)
        {
            return at;
        }

        switch (pieces[piece])
        {
            case Piece.OneOf choice:
                var word = at < words.Count ? words[at] : Word.Stop;
                var said = EndOfAny(choice.BeginningWith(word.Text), piece, at, words, limit);
                said = said >= 0 ? said : EndOfAny(choice.BeginningWith(word.Bare), piece, at, words, limit);
                said = said >= 0 ? said : EndOfAny(choice.Others, piece, at, words, limit);
                return said >= 0 || !choice.Optional ? said : End(piece + 1, at, words, limit);

            case Piece.Gap last when piece == pieces.Count - 1:
                return Math.Max(at, Math.Min(at + last.Most, limit));

            case Piece.Gap gap:
                for (var skipped = 0; ; skipped++, at++)
                {
                    if (End(piece + 1, at, words, limit) is >= 0 and var end)
                    {
                        return end;
                    }

                    if (skipped == gap.Most || at >= limit)
                    {
                        return -1;
                    }
                }

            case Piece.Beginning:
                return at == 0 || words[at - 1].IsStop ? End(piece + 1, at, words, limit) : -1;

            default:
                return at < words.Count ? words.ClauseEnd(at) : at;
        }
    }

    /// <summary>Where the phrase ends if it continues with one of these alternatives, or -1.</summary>
    private int EndOfAny(string[][] ways, int piece, int at, ReadText words, int limit)
    {
        foreach (var way in ways)
        {
            if (EndOf(way, at, words) is >= 0 and var next && End(piece + 1, next, words, limit) is >= 0 and var end)
            {
                return end;
            }
        }

        return -1;
    }

    /// <summary>Where these words end if they are at <paramref name="at"/>, or -1.</summary>
    private static int EndOf(string[] way, int at, ReadText words)
    {
        foreach (var word in way)
        {
            var ended = at >= words.Count || words[at].IsStop;
            if (word == "$")
            {
                if (!ended)
                {
                    return -1;
                }
            }
            else if (ended || !(word is [.. var prefix, '*'] ? words[at].StartsWith(prefix) : words[at].Is(word)))
            {
                return -1;
            }
            else
            {
                at++;
            }
        }

        return at;
    }
}
