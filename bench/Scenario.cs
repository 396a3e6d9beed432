using Community.Bench.Reports;

namespace Community.Bench;

/// <summary>Something that <c>./community bench</c> measures.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Description">What it measures, in a line.</param>
/// <param name="RunAsync">Measures.</param>
internal sealed record Scenario(string Name, string Description, Func<BenchOptions, Task<Report>> RunAsync)
{
    /// <summary>Left out when no scenario is named: it does not measure the fleet that runs.</summary>
    public bool OnlyByName { get; init; }
}

/// <summary>Thrown where a measurement cannot be made; the message says why, and what to do.</summary>
internal sealed class BenchException(string message) : Exception(message);
