namespace Community.Companion.Training.Search;

/// <summary>The quality of a ranking, by the usual measures.</summary>
internal static class Ranking
{
    /// <summary>How many of the first results count.</summary>
    public const int Depth = 10;

    /// <summary>Normalized discounted cumulative gain of the first ten: 1 for the best possible order.</summary>
    public static double Ndcg(IEnumerable<string> found, IReadOnlyDictionary<string, int> grades)
    {
        var best = Gain(grades.Values.OrderDescending());
        return best > 0 ? Gain(found.Select(id => grades.GetValueOrDefault(id))) / best : 0;
    }

    /// <summary>The part of all relevant documents that is among the first ten.</summary>
    public static double Recall(IEnumerable<string> found, IReadOnlyDictionary<string, int> grades) =>
        found.Take(Depth).Count(grades.ContainsKey) / (double)Math.Min(Depth, grades.Count);

    private static double Gain(IEnumerable<int> grades) =>
        grades.Take(Depth).Select((grade, place) => (Math.Pow(2, grade) - 1) / Math.Log2(place + 2)).Sum();
}
