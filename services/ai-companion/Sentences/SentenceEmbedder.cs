using Community.Companion.Words;

namespace Community.Companion.Sentences;

/// <summary>
/// Embeds in the process, without a network, by <see cref="SentenceEncoder"/>: English, and Arabic word for word. Of a long text the first
/// seventy words count.
/// </summary>
internal sealed class SentenceEmbedder : IEmbedder
{
    public string Model => "all-minilm-l6-v2";

    public async ValueTask<float[][]> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var vectors = new List<float[]>(texts.Count);
        foreach (var text in texts)
        {
            vectors.Add(Embed(text));
            if (texts.Count > 1)
            {
                // Each text takes a core for some hundredths of a second: others may come between.
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return [.. vectors];
    }

    /// <summary>
    /// A text's vector of length 1, or an empty one unless half of its words could be English: the model knows no others, and texts of
    /// unknown ones would all be near to each other.
    /// </summary>
    public static float[] Embed(string text) => PiecesOf(text) is { Length: > 0 } pieces ? SentenceEncoder.Delivered.Meaning(pieces) : [];

    /// <summary>The pieces of a text; none unless half of its words could be English.</summary>
    public static int[] PiecesOf(string text)
    {
        var words = EncoderWords.Of(text).ToList();
        var (all, known) = (words.Count(word => char.IsLetterOrDigit(word[0])), words.Count(word => char.IsAsciiLetterOrDigit(word[0])));
        return known == 0 || 2 * known < all ? [] : [.. SentenceEncoder.Delivered.Pieces.Of(words)];
    }
}
