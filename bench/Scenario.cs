using Community.Bench.Reports;

namespace Community.Bench;

/// <summary>A measurement of <c>./community bench</c>.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Description">Its description, in a line.</param>
/// <param name="RunAsync">Runs the measurement.</param>
internal sealed record Scenario(string Name, string Description, Func<BenchOptions, Task<Report>> RunAsync)
{
    /// <summary>Whether it runs only when it is named, because it does not measure the running fleet.</summary>
    public bool OnlyByName { get; init; }
}

/// <summary>Thrown if a measurement is impossible; the message gives the cause and the remedy.</summary>
internal sealed class BenchException(string message) : Exception(message);
