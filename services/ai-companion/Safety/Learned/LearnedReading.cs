namespace Community.Companion.Safety.Learned;

/// <summary>How the learned layer reads a text.</summary>
/// <param name="Score">How much it reads like a crisis; what is enough stands with the weights.</param>
/// <param name="Kind">The crisis that it would be.</param>
/// <param name="Severity">The grade that it would have.</param>
internal sealed record LearnedReading(float Score, CrisisKind Kind, Severity Severity);

/// <summary>From which scores on something is decided.</summary>
/// <param name="Crisis">From this score on a text is a crisis, whatever the rules say, if it has words that crises are told with.</param>
/// <param name="Alone">From this score on, at least <paramref name="Crisis"/>, it is a concern without such words too.</param>
/// <param name="Overruling">Below this score it is none, where only rules found it that are not <c>direct</c>.</param>
internal sealed record Thresholds(float Crisis, float Alone, float Overruling)
{
    /// <summary>The learned layer finds nothing and overrules nothing.</summary>
    public static readonly Thresholds None = new(float.MaxValue, float.MaxValue, float.MinValue);
}

/// <summary>From scores to probabilities (Platt: Probabilistic outputs for support vector machines, 1999), by texts of writers whom nothing was learned from.</summary>
/// <param name="Slope">How much a score counts.</param>
/// <param name="Offset">The logarithm of the odds at a score of 0.</param>
internal sealed record Calibration(float Slope, float Offset)
{
    public static readonly Calibration None = new(1, 0);

    /// <summary>The probability that a text with this score is a crisis, among texts as they are trained with: about one of five is.</summary>
    public float Probability(float score) => 1 / (1 + MathF.Exp(-((Slope * score) + Offset)));
}
