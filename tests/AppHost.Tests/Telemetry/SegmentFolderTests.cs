using Community.AppHost.Telemetry;

namespace Community.AppHost.Tests.Telemetry;

/// <summary>The files of telemetry when the disk fails.</summary>
public sealed class SegmentFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("community-segments-").FullName;
    private readonly Clock _clock = new();

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public void AfterAFailureOfTheDiskAFileIsTriedAgainEachMinute()
    {
        using var segments = new SegmentFolder(_folder, _clock, 1_000_000, 10_000_000, TimeSpan.FromDays(7));
        segments.Append(Signal.Logs, "first"u8);
        // A file in the folder's place refuses all that is written below it.
        segments.Dispose();
        Directory.Delete(_folder, recursive: true);
        File.WriteAllText(_folder, "");
        segments.Append(Signal.Logs, "lost"u8);
        File.Delete(_folder);
        segments.Append(Signal.Logs, "lost, too"u8);
        _clock.Pass(TimeSpan.FromMinutes(1));
        segments.Append(Signal.Logs, "kept"u8);
        segments.Append(Signal.Logs, "kept, too"u8);

        var read = new List<string>();
        segments.ReadBack(
            Signal.Logs,
            DateTimeOffset.UnixEpoch,
            1_000_000,
            request => read.Add(System.Text.Encoding.UTF8.GetString(request))
        );
        read.ShouldBe(["kept", "kept, too"]);
    }

    private sealed class Clock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        public void Pass(TimeSpan time) => _now += time;
    }
}
