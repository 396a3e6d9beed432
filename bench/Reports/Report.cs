namespace Community.Bench.Reports;

/// <summary>What a scenario found.</summary>
/// <param name="Tables">For people.</param>
/// <param name="Bars">What was to be reached, and whether it was.</param>
/// <param name="Data">The raw figures, for the JSON: every round of every alternative.</param>
internal sealed record Report(IReadOnlyList<Table> Tables, IReadOnlyList<Bar> Bars, object Data)
{
    /// <summary>What a reader must know to judge the figures.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A figure that is to be reached. Missing it fails nothing: a benchmark says what is, on this machine, now.</summary>
/// <param name="What">What is measured, with its unit.</param>
/// <param name="Measured">The median.</param>
/// <param name="Limit">The least or the most that is good.</param>
/// <param name="IsLeast">Whether <paramref name="Limit"/> is the least.</param>
internal sealed record Bar(string What, double Measured, double Limit, bool IsLeast)
{
    public bool IsMet => IsLeast ? Measured >= Limit : Measured <= Limit;

    public static Bar AtLeast(string what, double measured, double limit) => new(what, measured, limit, IsLeast: true);

    public static Bar AtMost(string what, double measured, double limit) => new(what, measured, limit, IsLeast: false);
}
