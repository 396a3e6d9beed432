using System.Text.RegularExpressions;

namespace Community.AppHost.Model;

/// <summary>A line that a resource printed.</summary>
/// <param name="Seq">1, 2, 3, … since AppHost started.</param>
/// <param name="At">When it arrived.</param>
/// <param name="Text">Without line end and colour codes.</param>
internal sealed record LogLine(long Seq, DateTimeOffset At, string Text);

/// <summary>The last lines of a resource in memory, and all of them in a file that is rotated by size.</summary>
internal sealed partial class LogBuffer : IDisposable
{
    private const int Kept = 5_000;
    private const int LongestLine = 8_192;
    private const long LargestFile = 10 * 1024 * 1024;
    private const int OldFiles = 2;

    private readonly Queue<LogLine> _lines = new();
    private readonly Lock _gate = new();
    private string? _path;
    private StreamWriter? _file;
    private long _written;
    private long _seq;

    /// <summary>From now on each line also goes to the file at <paramref name="path"/> (.1 and .2 hold the older ones).</summary>
    public void WriteTo(string path)
    {
        lock (_gate)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            _path = path;
            Open();
        }
    }

    /// <summary>Adds a line.</summary>
    public void Add(string text)
    {
        text = ColourCodes().Replace(text, "");
        text = text.Length > LongestLine ? text[..LongestLine] + " …" : text;
        lock (_gate)
        {
            var line = new LogLine(++_seq, TimeProvider.System.GetUtcNow(), text);
            _lines.Enqueue(line);
            if (_lines.Count > Kept)
            {
                _lines.Dequeue();
            }

            WriteToFile(line);
        }
    }

    /// <summary>The newest lines after number <paramref name="after"/>, oldest first, at most <paramref name="limit"/>.</summary>
    public IReadOnlyList<LogLine> After(long after, int limit = Kept)
    {
        lock (_gate)
        {
            return [.. _lines.Where(line => line.Seq > after).TakeLast(limit)];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private void WriteToFile(LogLine line)
    {
        if (_file is null)
        {
            return;
        }

        try
        {
            if (_written > LargestFile)
            {
                Rotate();
            }

            var text = $"{line.At:yyyy-MM-ddTHH:mm:ss.fffZ} {line.Text}";
            _file.WriteLine(text);
            _written += text.Length + 1;
        }
        catch (IOException)
        {
            _file = null; // The disk is full: the fleet runs on without its log.
        }
    }

    private void Rotate()
    {
        _file!.Dispose();
        for (var number = OldFiles; number > 0; number--)
        {
            var newer = number == 1 ? _path! : $"{_path}.{number - 1}";
            if (File.Exists(newer))
            {
                File.Move(newer, $"{_path}.{number}", overwrite: true);
            }
        }

        Open();
    }

    private void Open()
    {
        var stream = new FileStream(
            _path!,
            new FileStreamOptions
            {
                Mode = FileMode.Append,
                Access = FileAccess.Write,
                Share = FileShare.ReadWrite | FileShare.Delete,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }
        );
        _written = stream.Length;
        _file = new StreamWriter(stream) { AutoFlush = true };
    }

    [GeneratedRegex("\u001b\\[[0-9;]*[A-Za-z]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ColourCodes();
}
