using System.Globalization;
using Community.Companion.Safety.Rules;

namespace Community.Companion.Safety;

/// <summary>
/// The second layer, behind the rules: cues that say little alone ("the left arm", "grey", "should I let her sleep"), each with
/// a weight for a kind of crisis. Where different ones stand close together and weigh enough, the text is read as a crisis.
/// Cues of the kind <c>any</c> weigh on every kind, wherever they stand; what speaks for something harmless weighs less than nothing.
/// </summary>
internal static class Cues
{
    /// <summary>How many words are close together: about what a person says in two sentences.</summary>
    private const int Close = 40;

    /// <summary>The sums that the cues of a text reach, the gravest of each kind.</summary>
    public static IEnumerable<Rule> Reached(IReadOnlyList<Rule> sums, IReadOnlyList<Hit> hits)
    {
        var cues = hits.Where(hit => hit.Rule.Role == "cue").ToList();
        var anywhere = cues.Where(hit => hit.Rule.Arguments[0] == "any").Select(hit => hit.Rule).Distinct().Sum(Weight);
        foreach (var ofKind in sums.GroupBy(sum => sum.Arguments[0], StringComparer.Ordinal))
        {
            var most = anywhere + Most([.. cues.Where(hit => hit.Rule.Arguments[0] == ofKind.Key)]);
            if (ofKind.Where(sum => most >= Number(sum.Arguments[2])).MaxBy(sum => Number(sum.Arguments[2])) is { } reached)
            {
                yield return reached;
            }
        }
    }

    /// <summary>The most that different cues weigh which stand close together; one alone weighs nothing.</summary>
    private static int Most(List<Hit> cues)
    {
        var most = 0;
        var weights = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var first = 0; first < cues.Count; first++)
        {
            weights.Clear();
            for (var next = first; next < cues.Count && cues[next].Start < cues[first].Start + Close; next++)
            {
                weights[cues[next].Rule.Name] = Weight(cues[next].Rule);
            }

            most = weights.Count > 1 ? Math.Max(most, weights.Values.Sum()) : most;
        }

        return most;
    }

    private static int Weight(Rule cue) => Number(cue.Arguments[1]);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
