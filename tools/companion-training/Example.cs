using Community.Companion.Safety;
using Community.Companion.Safety.Learned;

namespace Community.Companion.Training;

/// <summary>A labelled text to learn from.</summary>
/// <param name="Features">Its features.</param>
/// <param name="Kind">The crisis, or null.</param>
/// <param name="Severity">Its grade, or null.</param>
internal sealed record Example(TextFeatures Features, CrisisKind? Kind, Severity? Severity);
