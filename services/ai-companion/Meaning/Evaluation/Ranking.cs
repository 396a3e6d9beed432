namespace Community.Companion.Meaning.Evaluation;

/// <summary>How good a ranking is, as the field measures it.</summary>
internal static class Ranking
{
    /// <summary>How many of the first are looked at.</summary>
    public const int Depth = 10;

    /// <summary>Normalized discounted cumulative gain of the first ten: 1 for the best order that there could be.</summary>
    public static double Ndcg(IEnumerable<string> found, IReadOnlyDictionary<string, int> grades)
    {
        var best = Gain(grades.Values.OrderDescending());
        return best > 0 ? Gain(found.Select(id => grades.GetValueOrDefault(id))) / best : 0;
    }

    /// <summary>What part of all that is relevant is among the first ten.</summary>
    public static double Recall(IEnumerable<string> found, IReadOnlyDictionary<string, int> grades) =>
        found.Take(Depth).Count(grades.ContainsKey) / (double)Math.Min(Depth, grades.Count);

    private static double Gain(IEnumerable<int> grades) => grades.Take(Depth).Select((grade, place) => (Math.Pow(2, grade) - 1) / Math.Log2(place + 2)).Sum();
}
