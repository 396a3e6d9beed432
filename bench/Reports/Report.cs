namespace Community.Bench.Reports;

/// <summary>The results of a scenario.</summary>
/// <param name="Tables">For people.</param>
/// <param name="Bars">The targets, and whether they were reached.</param>
/// <param name="Data">The raw figures, for the JSON: every round of every alternative.</param>
internal sealed record Report(IReadOnlyList<Table> Tables, IReadOnlyList<Bar> Bars, object Data)
{
    /// <summary>Notes that a reader needs to judge the figures.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A target. Missing it does not fail the run: a benchmark reports the state of this machine at this time.</summary>
/// <param name="What">The measured value, with its unit.</param>
/// <param name="Measured">The median.</param>
/// <param name="Limit">The limit of good values.</param>
/// <param name="IsLeast">Whether <paramref name="Limit"/> is a minimum, not a maximum.</param>
internal sealed record Bar(string What, double Measured, double Limit, bool IsLeast)
{
    public bool IsMet => IsLeast ? Measured >= Limit : Measured <= Limit;

    public static Bar AtLeast(string what, double measured, double limit) => new(what, measured, limit, IsLeast: true);

    public static Bar AtMost(string what, double measured, double limit) => new(what, measured, limit, IsLeast: false);
}
