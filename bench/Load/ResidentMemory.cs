using System.Globalization;

namespace Community.Bench.Load;

/// <summary>
/// The memory of processes: proportional set size, which is private memory and a share of each page that processes have in common.
/// </summary>
internal static class ResidentMemory
{
    /// <summary>Proportional set size in megabytes; 0 for a process that has ended meanwhile.</summary>
    /// <exception cref="BenchException">The process belongs to another user.</exception>
    public static double Megabytes(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/smaps_rollup").First(line => line.StartsWith("Pss:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            return 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BenchException(
                $"The memory of process {pid} cannot be read ({exception.Message}): run it as root, or as the user that runs the fleet."
            );
        }
    }

    /// <summary>Whether the process runs on .NET.</summary>
    public static bool IsDotnet(int pid)
    {
        try
        {
            return File.ReadLines($"/proc/{pid}/maps").Any(line => line.EndsWith("libcoreclr.so", StringComparison.Ordinal));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // The kernel answers ESRCH to a read of a process that ended after its file was opened.
    private static bool IsEnd(Exception exception) =>
        exception is FileNotFoundException or DirectoryNotFoundException or InvalidOperationException
        || (exception is IOException { HResult: 3 });
}
