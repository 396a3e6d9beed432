using System.Buffers;
using System.Text.Json;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.State;

/// <summary>
/// The file: a line of JSON for each transaction, appended. One writer writes all waiting transactions at once, and completes their tasks.
/// A killed process loses no acknowledged transaction, because the system has the bytes by then. An incomplete line was not acknowledged
/// and is dropped. When the file has grown to several times the size of the state, a new file is written beside it and renamed.
/// </summary>
internal sealed partial class Journal(SandboxOptions options, ILogger<Journal> logger) : IDisposable
{
    private const long SmallestCompaction = 32 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);
    private List<IReadOnlyCollection<StripeObject>> _pending = [];
    private TaskCompletionSource _written = New();
    private Func<Action, IReadOnlyList<StripeObject>>? _snapshot;
    private FileStream? _file;
    private Task _writer = Task.CompletedTask;
    private long _compactAt;

    /// <summary>The content of the file, in order; empty if there is none.</summary>
    public IEnumerable<StripeObject> Read()
    {
        if (options.File is not { Length: > 0 } path || !File.Exists(path))
        {
            yield break;
        }

        using var lines = File.ReadLines(path).GetEnumerator();
        for (var more = lines.MoveNext(); more; )
        {
            var changes = Parse(lines.Current);
            more = lines.MoveNext();
            if (changes is null)
            {
                if (more)
                {
                    throw new InvalidDataException("A line of the state file cannot be read, and it is not the last.");
                }

                Log.CutShort(logger);
                yield break;
            }

            foreach (var change in changes)
            {
                yield return change;
            }
        }
    }

    /// <summary>Rewrites the file, then accepts changes.</summary>
    /// <param name="snapshot">Returns all stored objects, in order, and runs its argument in the same lock.</param>
    public void Start(Func<Action, IReadOnlyList<StripeObject>> snapshot)
    {
        if (options.File is not { Length: > 0 })
        {
            return;
        }

        _snapshot = snapshot;
        Compact();
        _writer = Task.Run(WriteAsync);
    }

    /// <summary>
    /// Appends one transaction; the task completes when the system has the bytes. Called in the order of the transactions.
    /// </summary>
    public Task AppendAsync(IReadOnlyCollection<StripeObject> changes)
    {
        if (_file is null)
        {
            return Task.CompletedTask;
        }

        lock (_gate)
        {
            _pending.Add(changes);
            if (_pending.Count == 1)
            {
                _work.Release();
            }

            return _written.Task;
        }
    }

    /// <summary>Writes the waiting transactions and closes the file.</summary>
    public void Dispose()
    {
        // A test's host disposes its services twice.
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        _stop.Cancel();
        _work.Release();
        _writer.GetAwaiter().GetResult();
        _file?.Dispose();
        _stop.Dispose();
        _work.Dispose();
    }

    private bool _isDisposed;

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static List<StripeObject>? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<List<StripeObject>>(line, StripeJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task WriteAsync()
    {
        while (!_stop.IsCancellationRequested || HasPending())
        {
            await _work.WaitAsync();
            try
            {
                if (_file!.Length > _compactAt)
                {
                    Compact();
                }
                else
                {
                    WriteLines();
                }
            }
            catch (Exception exception)
            {
                // The state in memory is not on the disk, so no answer may use it.
                Log.NotWritten(logger, exception);
                Environment.FailFast("The state file cannot be written", exception);
            }
        }
    }

    private bool HasPending()
    {
        lock (_gate)
        {
            return _pending.Count > 0;
        }
    }

    private (List<IReadOnlyCollection<StripeObject>> Changes, TaskCompletionSource Written) Take()
    {
        lock (_gate)
        {
            var taken = (_pending, _written);
            (_pending, _written) = ([], New());
            return taken;
        }
    }

    private void WriteLines()
    {
        var (changes, written) = Take();
        foreach (var transaction in changes)
        {
            WriteLine(_file!, transaction);
        }

        _file!.Flush();
        written.SetResult();
    }

    private void WriteLine(Stream to, IReadOnlyCollection<StripeObject> changes)
    {
        _buffer.ResetWrittenCount();
        using (
            var writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = StripeJson.Options.Encoder, SkipValidation = true })
        )
        {
            JsonSerializer.Serialize(writer, changes, StripeJson.Options);
        }

        _buffer.Write("\n"u8);
        to.Write(_buffer.WrittenSpan);
    }

    private void Compact()
    {
        var written = New();
        var all = _snapshot!(() => (_, written) = Take()); // The snapshot already has the waiting transactions.
        var path = options.File!;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var next = path + ".new";
        using (var file = new FileStream(next, FileMode.Create, FileAccess.Write, FileShare.None, 256 * 1024))
        {
            foreach (var kept in all)
            {
                WriteLine(file, [kept]);
            }

            file.Flush(flushToDisk: true);
        }

        _file?.Dispose();
        File.Move(next, path, overwrite: true);
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, 256 * 1024);
        _compactAt = Math.Max(SmallestCompaction, 3 * _file.Length);
        written.SetResult();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The last line of the state file was cut short: it was not acknowledged, and is dropped")]
        public static partial void CutShort(ILogger logger);

        [LoggerMessage(2, LogLevel.Critical, "The state file cannot be written")]
        public static partial void NotWritten(ILogger logger, Exception exception);
    }
}
