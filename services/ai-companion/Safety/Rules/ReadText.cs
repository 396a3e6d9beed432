namespace Community.Companion.Safety.Rules;

/// <summary>The words of a text in order, and where its clauses end.</summary>
internal sealed class ReadText
{
    private readonly List<Word> _words;
    private readonly int[] _clauseEnds;
    private readonly int[] _sentenceEnds;

    public ReadText(List<Word> words)
    {
        _words = words;
        _clauseEnds = new int[words.Count];
        _sentenceEnds = new int[words.Count];
        for (var at = words.Count - 1; at >= 0; at--)
        {
            _clauseEnds[at] =
                words[at].IsStop || IsTurn(at) ? at
                : at + 1 < words.Count ? _clauseEnds[at + 1]
                : words.Count;
            _sentenceEnds[at] =
                words[at].IsStop ? at
                : at + 1 < words.Count ? _sentenceEnds[at + 1]
                : words.Count;
        }
    }

    public int Count => _words.Count;

    public Word this[int at] => _words[at];

    /// <summary>
    /// Where the clause that begins at or before a word ends: at the end of its sentence, or at a turn to another topic ("but", "and now
    /// I").
    /// </summary>
    public int ClauseEnd(int at) => at + 1 < Count && IsTurn(at) ? _clauseEnds[at + 1] : _clauseEnds[at];

    /// <summary>Where the sentence around a word ends.</summary>
    public int SentenceEnd(int at) => _sentenceEnds[at];

    private bool IsTurn(int at) =>
        _words[at].Text switch
        {
            "but" or "though" or "because" => true,
            "لكن" or "ولكن" or "بس" or "لكني" or "ولكني" or "لكنني" or "ولكنني" or "وانا" => true,
            "and" or "so" => at + 1 < Count && _words[at + 1].Text is "i" or "now" or "me" or "my",
            _ => false,
        };
}
