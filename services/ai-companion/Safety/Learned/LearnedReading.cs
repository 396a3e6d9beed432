namespace Community.Companion.Safety.Learned;

/// <summary>How the learned layer reads a text.</summary>
/// <param name="Score">How much it reads like a crisis; what is enough stands with the weights.</param>
/// <param name="Kind">The crisis that it would be.</param>
/// <param name="Severity">The grade that it would have.</param>
internal sealed record LearnedReading(float Score, CrisisKind Kind, Severity Severity);

/// <summary>From which scores on something is decided.</summary>
/// <param name="Crisis">From this score on a text is a crisis, whatever the rules say.</param>
/// <param name="Overruling">Below this score it is none, where only rules found it that are not <c>direct</c>.</param>
internal sealed record Thresholds(float Crisis, float Overruling);
