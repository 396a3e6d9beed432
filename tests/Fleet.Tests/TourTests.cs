using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Community.Fleet.Tests;

/// <summary>docs/tour.md works as written: a shell runs all of it, and each call answers as the page says.</summary>
public sealed partial class TourTests(SharedFleet fleet)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task EveryCallOfTheTourAnswersAsThePageSays()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot(), "docs", "tour.md"));
        var commands = string.Concat(Shell().Matches(page).Select(block => block.Groups["commands"].Value));
        var expected = Refusal()
            .Matches(commands)
            .Select(match => int.Parse(match.Groups["status"].Value, CultureInfo.InvariantCulture))
            .ToList();
        expected.Count.ShouldBeGreaterThan(4);

        var folder = Directory.CreateTempSubdirectory("community-tour-");
        try
        {
            var calls = await RunAsync(folder.FullName, Local(commands));
            calls.Count.ShouldBeGreaterThan(60);
            calls.Where(call => call.Status >= 500 || call.Status < 100).ShouldBeEmpty();
            calls.Where(call => call.Status >= 400).Select(call => call.Status).ShouldBe(expected, string.Join('\n', calls));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The same commands for this fleet, with names that are new in each run.</summary>
    private string Local(string commands)
    {
        var names = fleet.NewName();
        return commands
            .Replace("/tmp/", "./", StringComparison.Ordinal)
            .Replace("http://127.0.0.1:8080", fleet.Running.Gateway.BaseAddress!.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace(".data/", fleet.Running.Data.TrimEnd('/') + "/", StringComparison.Ordinal)
            .Replace("amal", $"a{names[..18]}", StringComparison.Ordinal)
            .Replace("maya", $"m{names[..18]}", StringComparison.Ordinal)
            .Replace("noor@", $"n{names[..18]}@", StringComparison.Ordinal);
    }

    /// <summary>
    /// Every call of the commands, in order. A call that is repeated until it answers as expected counts once, with its last answer.
    /// </summary>
    private static async Task<IReadOnlyList<Call>> RunAsync(string folder, string commands)
    {
        var script = Path.Combine(folder, "tour.sh");
        await File.WriteAllTextAsync(
            script,
            $$"""
            set -eu
            curl() { command curl --noproxy '*' -D headers "$@" && printf '%s\t%s\n' "$(sed -n '1s/HTTP[^ ]* \([0-9]*\).*/\1/p' headers)" "$(printf '%s ' "$@" | tr '\n\t' '  ')" >> calls; }
            {{commands}}
            """.Replace("\r", "", StringComparison.Ordinal)
        );
        using var shell = new Process
        {
            StartInfo = new("bash", [script])
            {
                WorkingDirectory = folder,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        shell.Start();
        var (output, errors) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await shell.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            shell.Kill(entireProcessTree: true);
        }

        var log = Path.Combine(folder, "calls");
        var calls = File.Exists(log) ? await File.ReadAllLinesAsync(log) : [];
        shell.ExitCode.ShouldBe(0, $"{await errors}\n{await output}\n{string.Join('\n', calls)}");
        return
        [
            .. calls
                .Select(line => line.Split('\t'))
                .Select(parts => new Call(int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]))
                .Aggregate(
                    new List<Call>(),
                    (all, call) =>
                    {
                        if (all.Count > 0 && all[^1].Arguments == call.Arguments)
                        {
                            all.RemoveAt(all.Count - 1);
                        }

                        all.Add(call);
                        return all;
                    }
                ),
        ];
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Community.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }

    [GeneratedRegex("^```sh\n(?<commands>.*?)^```", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Shell();

    [GeneratedRegex(@"# .*?\b(?<status>4\d\d)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Refusal();

    /// <summary>A call and its answer.</summary>
    private sealed record Call(int Status, string Arguments);
}
