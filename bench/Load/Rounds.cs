using Community.Bench.Reports;

namespace Community.Bench.Load;

/// <summary>
/// Alternatives measured in turns, several times. A temporary slowdown of the machine affects all of them, so a ratio within one round says
/// more than two figures of different minutes.
/// </summary>
internal sealed class Rounds
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, List<Sample>> _samples = [];

    /// <summary>Every sample, by alternative and round.</summary>
    public IReadOnlyDictionary<string, List<Sample>> Samples => _samples;

    /// <summary>
    /// Runs one warm-up turn of each, then <see cref="BenchOptions.Rounds"/> rounds, each in the opposite order of the last.
    /// </summary>
    public static async Task<Rounds> RunAsync(BenchOptions options, params IReadOnlyList<Alternative> alternatives)
    {
        var rounds = new Rounds();
        foreach (var alternative in alternatives)
        {
            await alternative.RunAsync(WarmUp);
            rounds._samples[alternative.Name] = [];
        }

        for (var round = 0; round < options.Rounds; round++)
        {
            Progress.Show($"round {round + 1} of {options.Rounds}");
            foreach (var alternative in round % 2 == 0 ? alternatives : alternatives.Reverse())
            {
                rounds._samples[alternative.Name].Add(await alternative.RunAsync(TimeSpan.FromSeconds(options.Seconds)));
            }
        }

        Progress.Clear();
        return rounds;
    }

    public double Median(string name, Func<Sample, double> figure) => _samples[name].Select(figure).Median();

    /// <summary>The median over the rounds of one alternative's rate divided by another's.</summary>
    public double Ratio(string name, string reference) =>
        _samples[name].Zip(_samples[reference], (one, other) => one.PerSecond / other.PerSecond).Median();

    /// <summary>The median over the rounds of how much longer one's p99 is than another's, in milliseconds.</summary>
    public double ExtraP99(string name, string reference) =>
        _samples[name].Zip(_samples[reference], (one, other) => one.P99 - other.P99).Median();

    /// <summary>A table of all alternatives with the reference.</summary>
    public Table ToTable(string reference)
    {
        var table = new Table("medians of rounds", "a second", "of " + reference, "p50 ms", "p99 ms", "lowest", "highest", "errors");
        foreach (var (name, samples) in _samples)
        {
            table.Add(
                name,
                Table.Figure(Median(name, sample => sample.PerSecond)),
                Table.Figure(Ratio(name, reference)),
                Table.Figure(Median(name, sample => sample.P50)),
                Table.Figure(Median(name, sample => sample.P99)),
                Table.Figure(samples.Min(sample => sample.PerSecond)),
                Table.Figure(samples.Max(sample => sample.PerSecond)),
                samples.Sum(sample => sample.Errors).ToString(System.Globalization.CultureInfo.InvariantCulture)
            );
        }

        return table;
    }
}
