using System.Numerics.Tensors;
using Community.Companion.Safety.Rules;
using Community.Companion.Sentences;

namespace Community.Companion.Safety.Learned;

/// <summary>Reads crises by the encoder.</summary>
internal static class CrisisEncoder
{
    /// <summary>
    /// The reading of a part of a text: the score is the logarithm of the odds of a crisis.
    /// </summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="words">The folded words of the text.</param>
    /// <param name="from">The first word of the part.</param>
    /// <param name="to">After the last word of the part.</param>
    public static LearnedReading Read(SentenceEncoder encoder, ReadText words, int from, int to)
    {
        var said = Enumerable.Range(from, to - from).Select(at => words[at].Text);
        var answers = encoder.Answers(encoder.Pieces.Of(EncoderWords.Of(said)));
        var kinds = answers.AsSpan(..HiddenLayer.Kinds);
        var grades = answers.AsSpan(HiddenLayer.Kinds..);
        TensorPrimitives.SoftMax<float>(kinds, kinds);
        TensorPrimitives.SoftMax<float>(grades, grades);
        return LearnedReading.Of(LearnedModel.LogOdds(kinds[0]), answers);
    }
}
