using System.Diagnostics;
using SharpFuzz;

namespace Community.Fuzz.Tests.Running;

/// <summary>Copies this program, makes our assemblies and the Markdown parser in it count their edges, and runs it.</summary>
internal static class Instrumentation
{
    private static readonly string[] NotCounted = ["Community.Fuzz.Tests.dll", "Community.Contracts.dll"];
    private static readonly Lazy<string> Program = new(Make);

    /// <summary>Runs a target in a separate process.</summary>
    /// <returns>The exit code, and the output of the process.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        Target target,
        int seconds,
        bool keep,
        CancellationToken cancellationToken
    )
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[Program.Value, "guided", target.Name, $"{seconds}", keep ? "keep" : "look"])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static string Make()
    {
        var folder = Path.Combine(Corpus.Artifacts, "program");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory))
        {
            var copy = Path.Combine(folder, Path.GetFileName(file));
            File.Copy(file, copy);
            if (IsCounted(Path.GetFileName(file)))
            {
                Fuzzer.Instrument(copy, _ => true, Options.Value);
            }
        }

        return Path.Combine(folder, "Community.Fuzz.Tests.dll");
    }

    private static bool IsCounted(string file) =>
        file == "Markdig.dll"
        || (
            file.StartsWith("Community.", StringComparison.Ordinal)
            && file.EndsWith(".dll", StringComparison.Ordinal)
            && !NotCounted.Contains(file)
        );
}
