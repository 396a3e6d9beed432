using System.Numerics.Tensors;

namespace Community.Companion.Safety.Learned;

/// <summary>The learned layer's reading of a text.</summary>
/// <param name="Score">How much it reads like a crisis; the thresholds are stored with the weights.</param>
/// <param name="Kind">The crisis, if it is one.</param>
/// <param name="Severity">The grade, if it is a crisis.</param>
internal sealed record LearnedReading(float Score, CrisisKind Kind, Severity Severity)
{
    /// <summary>The probabilities of the kinds and of the grades, if it is a crisis.</summary>
    private float[] Answers { get; init; } = [];

    /// <summary>A reading by its answers.</summary>
    /// <param name="score">Its score.</param>
    /// <param name="answers">The probability of no crisis and of each kind, and then of each grade.</param>
    public static LearnedReading Of(float score, ReadOnlySpan<float> answers)
    {
        var ifCrisis = answers[1..].ToArray();
        var kinds = ifCrisis.AsSpan(..(HiddenLayer.Kinds - 1));
        var grades = ifCrisis.AsSpan(kinds.Length..);
        TensorPrimitives.Divide(kinds, TensorPrimitives.Sum<float>(kinds), kinds);
        return new(score, (CrisisKind)TensorPrimitives.IndexOfMax<float>(kinds), (Severity)(TensorPrimitives.IndexOfMax<float>(grades) + 1))
        {
            Answers = ifCrisis,
        };
    }

    /// <summary>This reading and another one of the same text, together.</summary>
    /// <param name="other">The other reading.</param>
    /// <param name="share">The share of the other one in the score, 0 to 1; kind and grade are those of the mean of both.</param>
    public LearnedReading With(LearnedReading other, float share)
    {
        var answers = new float[1 + Answers.Length];
        TensorPrimitives.Add(Answers, other.Answers, answers.AsSpan(1));
        return Of(((1 - share) * Score) + (share * other.Score), answers);
    }
}

/// <summary>The scores from which decisions are made.</summary>
/// <param name="Crisis">From this score on a text is a crisis, whatever the rules find.</param>
/// <param name="Overruling">Below this score it is no crisis, if only rules that are not <c>direct</c> found one.</param>
internal sealed record Thresholds(float Crisis, float Overruling)
{
    /// <summary>The learned layer finds nothing and overrules nothing.</summary>
    public static readonly Thresholds None = new(float.MaxValue, float.MinValue);
}

/// <summary>
/// Maps scores to probabilities (Platt: Probabilistic outputs for support vector machines, 1999), fitted on texts of writers who are not in
/// the training texts.
/// </summary>
/// <param name="Slope">How much a score counts.</param>
/// <param name="Offset">The logarithm of the odds at a score of 0.</param>
internal sealed record Calibration(float Slope, float Offset)
{
    public static readonly Calibration None = new(1, 0);

    /// <summary>
    /// The probability that a text with this score is a crisis, among texts like the training texts: about one of five is.
    /// </summary>
    public float Probability(float score) => 1 / (1 + MathF.Exp(-((Slope * score) + Offset)));
}
