using System.Globalization;
using Community.Fuzz.Tests.Running;

namespace Community.Fuzz.Tests;

/// <summary>The test runner, a guided run, or the starter of guided runs.</summary>
internal static class FuzzProgram
{
    private const string Usage = "Usage: ./community fuzz [TARGET] [--seconds N] [--keep]";

    private static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["fuzz", .. var options]:
                return await FuzzAsync(options);
            case ["guided", var name, var seconds, var keep]:
                // The map must exist before any instrumented code runs.
                return Guided(new CoverageMap(), name, int.Parse(seconds, CultureInfo.InvariantCulture), keep == "keep");
            default:
                return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
        }
    }

    private static int Guided(CoverageMap map, string name, int seconds, bool keep)
    {
        try
        {
            Console.WriteLine(new GuidedRun(AllTargets.Named(name)!, map).Run(TimeSpan.FromSeconds(seconds), Environment.TickCount, keep));
            return 0;
        }
        catch (Exception failure) when (failure is FuzzException or InvalidOperationException)
        {
            Console.Error.WriteLine(failure);
            return 1;
        }
    }

    private static async Task<int> FuzzAsync(string[] options)
    {
        var (targets, seconds, keep) = (AllTargets.List, 30, false);
        for (var at = 0; at < options.Length; at++)
        {
            if (options[at] == "--keep")
            {
                keep = true;
            }
            else if (
                options[at] == "--seconds"
                && at + 1 < options.Length
                && int.TryParse(options[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out seconds)
            )
            {
                at++;
            }
            else if (AllTargets.Named(options[at]) is { } target)
            {
                targets = [target];
            }
            else
            {
                Console.Error.WriteLine(
                    $"{options[at]} is no option and no target. {Usage}\nTargets: {string.Join(", ", AllTargets.List.Select(known => known.Name))}"
                );
                return 2;
            }
        }

        var failures = 0;
        foreach (var target in targets)
        {
            var (exitCode, output) = await Instrumentation.RunAsync(target, seconds, keep, CancellationToken.None);
            Console.Write(output);
            failures += exitCode == 0 ? 0 : 1;
        }

        Console.WriteLine(
            failures == 0
                ? "No target failed."
                : $"{failures} of {targets.Count} targets failed: their inputs are in artifacts/fuzz/failures."
        );
        return failures == 0 ? 0 : 1;
    }
}
