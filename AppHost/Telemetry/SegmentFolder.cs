using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;

namespace Community.AppHost.Telemetry;

/// <summary>The three kinds of telemetry.</summary>
internal enum Signal
{
    Traces,
    Logs,
    Metrics,
}

/// <summary>
/// Keeps received records in files, so that a restart forgets nothing: <c>SIGNAL-YYYY-MM-DD.N.otlp</c>, a new N at each start of AppHost
/// and whenever a file is full. A file is a row of records: 4 bytes length, 8 bytes time (milliseconds since 1970), both little endian,
/// then the request as zlib (whose checksum tells a torn record). A file is only ever appended to; after a crash its last record may be
/// torn, and reading ends there. The oldest files are deleted when they are too old, or all together too large. When the disk is full,
/// telemetry is kept in memory only, and a file is tried again each minute.
/// </summary>
internal sealed class SegmentFolder : IDisposable
{
    private const int HeaderLength = 12;
    private const int LargestRecord = 32 * 1024 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly long _largestFile;
    private readonly long _largestFolder;
    private readonly TimeSpan _kept;
    private readonly Writer?[] _writers = new Writer?[3];
    private readonly Lock _gate = new();

    /// <param name="folder">Created if it does not exist, for the present user only.</param>
    /// <param name="clock">Tells the day.</param>
    /// <param name="largestFile">Bytes after which a new file begins.</param>
    /// <param name="largestFolder">Bytes that all files of a signal together may have.</param>
    /// <param name="kept">How long files are kept.</param>
    public SegmentFolder(string folder, TimeProvider clock, long largestFile, long largestFolder, TimeSpan kept)
    {
        _folder = folder;
        _clock = clock;
        _largestFile = largestFile;
        _largestFolder = largestFolder;
        _kept = kept;
        CreateFolder();
    }

    /// <summary>Appends a request. Failures of the disk are not the caller's concern: the request is then in memory only.</summary>
    public void Append(Signal signal, ReadOnlySpan<byte> request)
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            try
            {
                var writer = WriterFor(signal, now);
                if (writer.File is null)
                {
                    return;
                }

                using var record = new MemoryStream(HeaderLength + (request.Length / 4));
                record.Write(stackalloc byte[HeaderLength]);
                using (var zlib = new ZLibStream(record, CompressionLevel.Fastest, leaveOpen: true))
                {
                    zlib.Write(request);
                }

                var bytes = record.GetBuffer().AsSpan(0, (int)record.Length);
                BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length - HeaderLength);
                BinaryPrimitives.WriteInt64LittleEndian(bytes[4..], now.ToUnixTimeMilliseconds());
                writer.File.Write(bytes);
                writer.Length += bytes.Length;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // The disk is full, or the folder is gone. The torn record ends the file.
                _writers[(int)signal]?.File?.Dispose();
                _writers[(int)signal] = new Writer { Day = DateOnly.FromDateTime(now.UtcDateTime), TriedAgainAt = now + Pause };
            }
        }
    }

    /// <summary>
    /// Reads back the newest records of a signal, oldest first.
    /// </summary>
    /// <param name="signal">The signal.</param>
    /// <param name="since">Older records are left out.</param>
    /// <param name="mostBytes">How many bytes of files are read at most; the oldest are left out.</param>
    /// <param name="read">Is given each request. It may throw <see cref="InvalidDataException"/>, which skips the request.</param>
    public void ReadBack(Signal signal, DateTimeOffset since, long mostBytes, Action<ReadOnlySpan<byte>> read)
    {
        var chosen = new Stack<(string Path, long Skipped)>();
        foreach (var (path, length) in Files(signal).Reverse())
        {
            if (mostBytes <= 0)
            {
                break;
            }

            chosen.Push((path, Math.Max(0, length - mostBytes)));
            mostBytes -= length;
        }

        foreach (var (path, skipped) in chosen)
        {
            try
            {
                ReadFile(path, skipped, since.ToUnixTimeMilliseconds(), read);
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException)
            {
                // The file ends in a torn record, or the disk is damaged: the records before it have been read.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var writer in _writers)
            {
                writer?.File?.Dispose();
            }

            Array.Clear(_writers);
        }
    }

    private static void ReadFile(string path, long skipped, long since, Action<ReadOnlySpan<byte>> read)
    {
        using var file = File.OpenRead(path);
        var header = new byte[HeaderLength];
        var compressed = Array.Empty<byte>();
        using var request = new MemoryStream();
        while (file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) == HeaderLength)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(header);
            if (length is <= 0 or > LargestRecord || file.Position + length > file.Length)
            {
                return;
            }

            if (file.Position < skipped || BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(4)) < since)
            {
                file.Seek(length, SeekOrigin.Current);
                continue;
            }

            compressed = compressed.Length < length ? new byte[length] : compressed;
            file.ReadExactly(compressed, 0, length);
            request.SetLength(0);
            using (var zlib = new ZLibStream(new MemoryStream(compressed, 0, length), CompressionMode.Decompress))
            {
                Inflate(zlib, request);
            }

            try
            {
                read(request.GetBuffer().AsSpan(0, (int)request.Length));
            }
            catch (InvalidDataException)
            {
                // Written by a version that understood it otherwise; the next record may be readable.
            }
        }
    }

    private static void Inflate(ZLibStream from, MemoryStream to)
    {
        var buffer = new byte[64 * 1024];
        for (int count; (count = from.Read(buffer)) > 0; )
        {
            if (to.Length + count > LargestRecord)
            {
                throw new InvalidDataException("The record is too large.");
            }

            to.Write(buffer, 0, count);
        }
    }

    private void CreateFolder() =>
        Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private Writer WriterFor(Signal signal, DateTimeOffset now)
    {
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        if (_writers[(int)signal] is { } writer)
        {
            if (writer.File is null ? now < writer.TriedAgainAt : writer.Day == day && writer.Length < _largestFile)
            {
                return writer;
            }

            writer.File?.Dispose();
        }

        CreateFolder();
        var name = $"{NameOf(signal)}-{day:yyyy-MM-dd}.";
        var last = Files(signal)
            .Select(file => Path.GetFileName(file.Path))
            .Where(file => file.StartsWith(name, StringComparison.Ordinal))
            .Select(file => NumberOf(file))
            .DefaultIfEmpty(0)
            .Max();
        var opened = new Writer { Day = day };
        _writers[(int)signal] = opened;
        DeleteOld(signal, now);
        opened.File = new FileStream(
            Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{name}{last + 1}.otlp")),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.Read,
                BufferSize = 0,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }
        );
        return opened;
    }

    private void DeleteOld(Signal signal, DateTimeOffset now)
    {
        var files = Files(signal);
        var total = files.Sum(file => file.Length);
        foreach (var (path, length) in files)
        {
            if (File.GetLastWriteTimeUtc(path) >= (now - _kept).UtcDateTime && total + _largestFile <= _largestFolder)
            {
                break;
            }

            File.Delete(path);
            total -= length;
        }
    }

    // Oldest first.
    private IReadOnlyList<(string Path, long Length)> Files(Signal signal) =>
        [
            .. new DirectoryInfo(_folder)
                .EnumerateFiles($"{NameOf(signal)}-*.otlp")
                .OrderBy(file => file.Name[..file.Name.IndexOf('.', StringComparison.Ordinal)], StringComparer.Ordinal)
                .ThenBy(file => NumberOf(file.Name))
                .Select(file => (file.FullName, file.Length)),
        ];

    private static int NumberOf(string file) =>
        file.Split('.') is [_, var number, _] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
            ? parsed
            : 0;

    private static string NameOf(Signal signal) =>
        signal switch
        {
            Signal.Traces => "traces",
            Signal.Logs => "logs",
            _ => "metrics",
        };

    private sealed class Writer
    {
        public required DateOnly Day { get; init; }
        public FileStream? File { get; set; }
        public long Length { get; set; }

        /// <summary>Without a file: when one is opened again.</summary>
        public DateTimeOffset TriedAgainAt { get; init; }
    }
}
