using System.Diagnostics;

namespace Community.Messaging.Realtime;

/// <summary>
/// Writes to the connections what is to be sent to them. A write costs the same for one message as for ten, and in a busy room it costs more than all else;
/// so after a round of writes to many there is a pause as long as the round, and what comes meanwhile goes together. Who is the only one to be written
/// to waits for nobody.
/// </summary>
internal sealed partial class WritePump : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(10);

    // Sleeping shorter than this costs more than it gives.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(2);
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _isDue = new(initialState: false);
    private readonly JoinedFrame _joined = new();
    private List<Listener> _due = [];
    private readonly ILogger _logger;
    private volatile bool _isOver;

    // A thread of its own: to write is to send (HubSocket), and what the pool does does not stand in line behind it.
    public WritePump(ILogger logger)
    {
        _logger = logger;
        new Thread(Run) { IsBackground = true, Name = "hub writes" }.Start();
    }

    /// <summary>It has something to be written.</summary>
    public void Add(Listener listener)
    {
        bool isFirst;
        lock (_gate)
        {
            isFirst = _due.Count == 0;
            _due.Add(listener);
        }

        if (isFirst)
        {
            _isDue.Set();
        }
    }

    public void Dispose()
    {
        _isOver = true;
        _isDue.Set();
    }

    private void Run()
    {
        for (List<Listener> now = []; !_isOver; now.Clear())
        {
            _isDue.WaitOne();
            lock (_gate)
            {
                (now, _due) = (_due, now);
            }

            // Measured, and not assumed: a machine that is busy makes the rounds longer, and so fewer.
            var began = Stopwatch.GetTimestamp();
            foreach (var listener in now)
            {
                TryWrite(listener);
            }

            _joined.Forget();
            var pause = Stopwatch.GetElapsedTime(began);
            if (pause >= Shortest)
            {
                Thread.Sleep(pause < Longest ? pause : Longest);
            }
        }
    }

    /// <summary>One connection that cannot be written to costs that connection alone: an exception that left this thread would end the process.</summary>
    private void TryWrite(Listener listener)
    {
        try
        {
            listener.Write(_joined);
        }
        catch (Exception failure)
        {
            LogFailed(_logger, failure);
            try
            {
                listener.CutOff();
            }
            catch (Exception)
            {
                // It is given up all the same; the transport's heartbeat ends it.
            }
        }
    }

    [LoggerMessage(1, LogLevel.Error, "A connection of the hub could not be written to, and was cut off")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}

/// <summary>One pump for every two processors: sending leaves the other to all else. A connection stays with its pump, and its order is kept.</summary>
internal sealed class WritePumps(ILogger<WritePump> logger) : IDisposable
{
    private readonly WritePump[] _pumps = [.. Enumerable.Range(0, Math.Max(1, Environment.ProcessorCount / 2)).Select(_ => new WritePump(logger))];
    private uint _last;

    /// <summary>The one for a new connection.</summary>
    public WritePump Next() => _pumps[Interlocked.Increment(ref _last) % _pumps.Length];

    public void Dispose() => Array.ForEach(_pumps, pump => pump.Dispose());
}

/// <summary>Joins the frames that go together. Those in one room get the same ones, for whom it is done once.</summary>
internal sealed class JoinedFrame
{
    private List<Frame> _frames = [];
    private Frame? _joined;

    public Frame Of(List<Frame> frames)
    {
        if (frames.Count == 1)
        {
            return frames[0];
        }

        if (_joined is null || !frames.SequenceEqual(_frames))
        {
            (_frames, _joined) = (frames, Frame.Joining(frames));
        }

        return _joined;
    }

    public void Forget() => (_frames, _joined) = ([], null);
}
