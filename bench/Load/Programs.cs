using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Community.Bench.Load;

/// <summary>Other programs that measurements need.</summary>
internal static class Programs
{
    private static readonly ConcurrentBag<Process> Started = [];

    // A measurement that a signal ends must leave no server behind.
    static Programs() =>
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            foreach (var process in Started)
            {
                Terminate(process);
            }
        };

    /// <summary>The folder of pgbench and postgres of Debian's packages, of the newest version.</summary>
    public static string PostgresBinaries { get; } =
        Directory.Exists("/usr/lib/postgresql")
            ? $"{Directory.EnumerateDirectories("/usr/lib/postgresql").Max(StringComparer.Ordinal)}/bin"
            : "/usr/bin";

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="BenchException">It is not installed.</exception>
    public static async Task<(string Output, string Errors, int ExitCode)> RunAsync(string program, params IEnumerable<string> arguments)
    {
        using var process = Start(new ProcessStartInfo(program, arguments));
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (await output, await errors, process.ExitCode);
    }

    /// <summary>Asks a program to end and waits until it has ended, so that servers stop in order and end their workers.</summary>
    public static async Task StopAsync(Process process)
    {
        Terminate(process);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>Starts a program; the caller must read its output.</summary>
    public static Process Start(ProcessStartInfo info)
    {
        info.UseShellExecute = false;
        info.RedirectStandardOutput = info.RedirectStandardError = true;
        try
        {
            var process = Process.Start(info)!;
            Started.Add(process);
            return process;
        }
        catch (Win32Exception exception)
        {
            throw new BenchException($"{info.FileName} cannot be started: {exception.Message}");
        }
    }

    private static void Terminate(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
                kill.WaitForExit();
            }
        }
        catch (InvalidOperationException)
        {
            // The process was disposed, so it has ended.
        }
    }
}
