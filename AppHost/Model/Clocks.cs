using System.Collections.Concurrent;
using System.Globalization;

namespace Community.AppHost.Model;

/// <summary>
/// The clocks of a local run (<c>up --clocks</c>): each program reads the time through Debian's libfaketime, so that the clock of one
/// program can jump while it runs. Timers and time limits go on as before. The private servers keep the machine's clock.
/// </summary>
/// <param name="folder">Has a file for each program, with the seconds by which its clock is wrong.</param>
/// <param name="library">The path of libfaketime.</param>
internal sealed class Clocks(string folder, string library)
{
    /// <summary>By how much a clock is wrong at most, in either direction.</summary>
    public static readonly TimeSpan Furthest = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, TimeSpan> _ahead = new(StringComparer.Ordinal);

    /// <summary>The library of Debian's package libfaketime, for programs with threads; null if it is not installed.</summary>
    public static string? FindLibrary() =>
        Directory
            .EnumerateFiles(
                "/usr/lib",
                "libfaketimeMT.so.1",
                new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 }
            )
            .FirstOrDefault();

    /// <summary>
    /// The environment variables with which a program reads the time through its own clock. The clock is right at first; a program that
    /// starts again during a jump keeps it.
    /// </summary>
    public IEnumerable<KeyValuePair<string, string>> Variables(string resource)
    {
        Set(resource, _ahead.GetValueOrDefault(resource));
        return
        [
            KeyValuePair.Create("LD_PRELOAD", library),
            KeyValuePair.Create("FAKETIME_TIMESTAMP_FILE", FileOf(resource)),
            KeyValuePair.Create("FAKETIME_CACHE_DURATION", "1"),
            KeyValuePair.Create("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
            // With its correction for older C libraries, .NET's timed waits would end at once and burn the processor.
            KeyValuePair.Create("FAKETIME_FORCE_MONOTONIC_FIX", "0"),
        ];
    }

    /// <summary>Lets a clock jump, within a second.</summary>
    /// <param name="resource">The program.</param>
    /// <param name="ahead">By how much it is ahead of the machine's clock; negative: behind.</param>
    public void Set(string resource, TimeSpan ahead)
    {
        _ahead[resource] = ahead;
        Directory.CreateDirectory(folder);
        // The program may read the file at any moment.
        var next = FileOf(resource) + ".next";
        File.WriteAllText(next, ((long)ahead.TotalSeconds).ToString("+0;-0;+0", CultureInfo.InvariantCulture) + "\n");
        File.Move(next, FileOf(resource), overwrite: true);
    }

    private string FileOf(string resource) => Path.Combine(folder, resource);
}
