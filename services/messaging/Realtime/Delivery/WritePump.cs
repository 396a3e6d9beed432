using System.Diagnostics;

namespace Community.Messaging.Realtime;

/// <summary>
/// Writes queued frames to the connections. A write costs the same for one message as for ten, and in a busy topic writes are the largest
/// cost. So after a round of writes to many connections there is a pause as long as the round, and frames that come meanwhile are written
/// together. A connection that is the only one to be written to does not wait.
/// </summary>
internal sealed partial class WritePump : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(10);

    // A shorter sleep costs more than it saves.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(2);
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _isDue = new(initialState: false);
    private readonly JoinedFrame _joined = new();
    private List<ClientConnection> _due = [];
    private readonly ILogger _logger;
    private volatile bool _isOver;

    // A thread of its own: a write is also a send (HubSocket), and the pool's work must not wait behind it.
    public WritePump(ILogger logger)
    {
        _logger = logger;
        new Thread(Run) { IsBackground = true, Name = "hub writes" }.Start();
    }

    /// <summary>The connection has frames to be written.</summary>
    public void Add(ClientConnection client)
    {
        bool isFirst;
        lock (_gate)
        {
            isFirst = _due.Count == 0;
            _due.Add(client);
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
        for (List<ClientConnection> now = []; !_isOver; now.Clear())
        {
            _isDue.WaitOne();
            lock (_gate)
            {
                (now, _due) = (_due, now);
            }

            // Measured, not assumed: a busy machine makes the rounds longer, and so fewer.
            var began = Stopwatch.GetTimestamp();
            foreach (var client in now)
            {
                TryWrite(client);
            }

            _joined.Forget();
            var pause = Stopwatch.GetElapsedTime(began);
            if (pause >= Shortest)
            {
                Thread.Sleep(pause < Longest ? pause : Longest);
            }
        }
    }

    /// <summary>
    /// A connection that cannot be written to costs that connection alone: an exception that left this thread would end the process.
    /// </summary>
    private void TryWrite(ClientConnection client)
    {
        try
        {
            client.Write(_joined);
        }
        catch (Exception failure)
        {
            GiveUp(client, failure);
        }
    }

    /// <summary>Closes a connection that cannot be written to, and logs why. Never throws.</summary>
    public void GiveUp(ClientConnection client, Exception failure)
    {
        Log.Failed(_logger, failure);
        try
        {
            client.CutOff();
        }
        catch (Exception closed) when (closed is ObjectDisposedException or InvalidOperationException)
        {
            // The connection ended meanwhile.
        }
        catch (Exception unexpected)
        {
            // It is closed all the same: the transport's heartbeat ends it.
            Log.Failed(_logger, unexpected);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A write to a hub connection failed; the connection was closed")]
        public static partial void Failed(ILogger logger, Exception failure);
    }
}

/// <summary>
/// One pump for every two processors, so that sending leaves the other processors free. A connection stays with its pump, which keeps its
/// order.
/// </summary>
internal sealed class WritePumps(ILogger<WritePump> logger) : IDisposable
{
    private readonly WritePump[] _pumps =
    [
        .. Enumerable.Range(0, Math.Max(1, Environment.ProcessorCount / 2)).Select(_ => new WritePump(logger)),
    ];
    private uint _last;

    /// <summary>The pump for a new connection.</summary>
    public WritePump Next() => _pumps[Interlocked.Increment(ref _last) % _pumps.Length];

    public void Dispose() => Array.ForEach(_pumps, pump => pump.Dispose());
}

/// <summary>
/// Joins frames that are written together. Connections in one topic get the same frames, so that the joining is done once.
/// </summary>
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
