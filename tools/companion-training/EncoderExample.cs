using Community.Companion.Safety;
using Community.Companion.Sentences;
using Community.Companion.Words;

namespace Community.Companion.Training;

/// <summary>A training text of the encoder.</summary>
/// <param name="Pieces">The numbers of its pieces.</param>
/// <param name="Kind">0: no crisis; from 1: the kinds.</param>
/// <param name="Grade">From 0; null if it is no crisis.</param>
/// <param name="IsHeldOut">Whether the encoder does not learn it.</param>
internal sealed record EncoderExample(int[] Pieces, int Kind, int? Grade, bool IsHeldOut)
{
    /// <summary>One of this many writers is held out, and one of this many everyday texts of each source.</summary>
    private const int OneOf = 6;

    /// <summary>The training texts, as the encoder reads them.</summary>
    /// <param name="pieces">The pieces that it knows.</param>
    public static IReadOnlyList<EncoderExample> Read(IEnumerable<string> pieces)
    {
        var known = new WordPieces(pieces);
        var texts = Learning.Read(CrisisDetector.Rules(), WordClassTraining.Learn(WordVectors.ReadDelivered()), TrainingTexts.Read());
        var held = HeldOut(texts);
        return
        [
            .. texts.Select(text => new EncoderExample(
                known.Of(EncoderWords.Of(Enumerable.Range(0, text.Words.Count).Select(at => text.Words[at].Text))),
                text.Phrasing.Expected is { } kind ? (int)kind + 1 : 0,
                (int?)text.Phrasing.Severity - 1,
                held.Contains(text)
            )),
        ];
    }

    /// <summary>
    /// The texts that the encoder does not learn, so that thresholds can be set with them: those of whole writers, and a part of each
    /// source of everyday talk.
    /// </summary>
    public static HashSet<TrainingText> HeldOut(IReadOnlyList<TrainingText> texts)
    {
        var writers = texts
            .Where(text => text.Writer.StartsWith("writer", StringComparison.Ordinal))
            .Select(text => text.Writer)
            .Distinct(StringComparer.Ordinal)
            .Where((_, at) => at % OneOf == OneOf - 1)
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. texts.Where(text => writers.Contains(text.Writer)),
            .. texts
                .GroupBy(text => text.Writer, StringComparer.Ordinal)
                .Where(writer => writer.Key.StartsWith(TrainingTexts.Everyday, StringComparison.Ordinal))
                .SelectMany(source => source.Where((_, at) => at % OneOf == OneOf - 1)),
        ];
    }
}
