using System.Diagnostics;
using System.Globalization;
using Community.Bench.Reports;

namespace Community.Bench.Chat;

/// <summary>A turn's figures.</summary>
/// <param name="PerSecond">Messages delivered a second, from the first post to the last delivery.</param>
/// <param name="Missing">Deliveries that did not arrive.</param>
/// <param name="P50">From sending to delivery, in milliseconds.</param>
/// <param name="P99">The 99th percentile.</param>
/// <param name="Most">The longest.</param>
/// <param name="Cores">Processor cores used by the serving processes.</param>
/// <param name="OutOfOrder">Neighbouring deliveries of a sampled client that came to the first of them the other way round.</param>
internal sealed record ChatSample(double PerSecond, long Missing, double P50, double P99, double Most, double Cores, int OutOfOrder);

/// <summary>Clients in one room, spread over a server's instances.</summary>
internal sealed class ChatRoom : IDisposable
{
    public const int Clients = 500;
    private const int ConnectedAtOnce = 16;

    /// <summary>Times are recorded for one client in this many: of each of two instances, which have every other client.</summary>
    private const int Sampled = 11;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BeforeWork = TimeSpan.FromSeconds(1);

    private readonly ChatClient[] _clients;
    private readonly IReadOnlyList<int> _pids;
    private readonly Timer _heart;
    private int _next;

    private ChatRoom(ChatClient[] clients, IReadOnlyList<int> pids)
    {
        (_clients, _pids) = (clients, pids);
        _heart = new Timer(_ => Array.ForEach(_clients, client => client.Beat()), null, BeatEvery, BeatEvery);
    }

    /// <param name="servers">The instances' addresses.</param>
    /// <param name="pids">Their processes.</param>
    /// <param name="tokens">One for each client; empty: the server needs none.</param>
    public static async Task<ChatRoom> OpenAsync(
        IReadOnlyList<Uri> servers,
        IReadOnlyList<int> pids,
        ChatWire wire,
        IReadOnlyList<string> tokens
    )
    {
        var clients = new ChatClient[Clients];
        await Parallel.ForAsync(
            0,
            Clients,
            new ParallelOptions { MaxDegreeOfParallelism = ConnectedAtOnce },
            async (i, _) =>
                clients[i] = await ChatClient.ConnectAsync(servers[i % servers.Count], wire, tokens.Count > 0 ? tokens[i] : null)
        );
        var room = new ChatRoom(clients, pids);
        await room.SettledAsync();
        return room;
    }

    /// <summary>Posts this many messages a second, by all clients in turn.</summary>
    /// <param name="rate">Messages a second.</param>
    /// <param name="duration">How long, after a warm-up.</param>
    /// <param name="meanwhile">Work a second after the warm-up, such as the restart of a server; cores are then not known.</param>
    public async Task<ChatSample> RunAsync(int rate, TimeSpan duration, Func<Task>? meanwhile = null)
    {
        for (var i = 0; i < _clients.Length; i += Sampled)
        {
            _clients[i].Times = new List<(long, long)>((int)(rate * (duration + WarmUp).TotalSeconds * 1.5));
        }

        var (before, begin, cpu) = (Received, Stopwatch.GetTimestamp(), meanwhile is null ? CpuSeconds() : 0);
        var work = meanwhile is null ? Task.CompletedTask : AfterWarmUpAsync(meanwhile);
        var sent = await PostAsync(rate, begin, WarmUp + duration);
        var cores = meanwhile is null ? (CpuSeconds() - cpu) / Stopwatch.GetElapsedTime(begin).TotalSeconds : double.NaN;
        await work;
        var expected = (long)sent * Clients;
        var last = await DrainAsync(before + expected);
        var measuredFrom = begin + (long)(WarmUp.TotalSeconds * Stopwatch.Frequency);
        (long Sent, long Came)[][] sampled =
        [
            .. _clients.Where(client => client.Times is not null).Select(client => client.Times!.ToArray()),
        ];
        var times = sampled
            .SelectMany(client => client)
            .Where(time => time.Sent >= measuredFrom)
            .Select(time => Stopwatch.GetElapsedTime(time.Sent, time.Came).TotalMilliseconds)
            .ToArray();
        Array.ForEach(_clients, client => client.Times = null);
        var delivered = Received - before;
        return new ChatSample(
            delivered / Stopwatch.GetElapsedTime(begin, last).TotalSeconds,
            expected - delivered,
            times.Percentile(50),
            times.Percentile(99),
            times.DefaultIfEmpty(double.NaN).Max(),
            cores,
            OutOfOrder(sampled)
        );
    }

    public void Dispose()
    {
        _heart.Dispose();
        Array.ForEach(_clients, client => client.Dispose());
    }

    private long Received => _clients.Sum(client => client.Received);

    private static async Task AfterWarmUpAsync(Func<Task> work)
    {
        await Task.Delay(WarmUp + BeforeWork);
        await work();
    }

    /// <summary>How often two messages that came to a client one after the other came to the first client the other way round.</summary>
    private static int OutOfOrder((long Sent, long Came)[][] clients)
    {
        var places = new Dictionary<long, int>();
        foreach (var (sent, _) in clients[0])
        {
            places.TryAdd(sent, places.Count);
        }

        return clients.Sum(client =>
        {
            int[] order = [.. client.Where(time => places.ContainsKey(time.Sent)).Select(time => places[time.Sent])];
            return order.Zip(order.Skip(1), (one, next) => next < one ? 1 : 0).Sum();
        });
    }

    private async Task<int> PostAsync(int rate, long begin, TimeSpan duration)
    {
        var sent = 0;
        for (TimeSpan elapsed; (elapsed = Stopwatch.GetElapsedTime(begin)) < duration; await Task.Delay(1))
        {
            for (var due = (int)(elapsed.TotalSeconds * rate); sent < due; sent++)
            {
                _clients[_next++ % _clients.Length].Post();
            }
        }

        return sent;
    }

    /// <summary>Returns when the last delivery arrived.</summary>
    private async Task<long> DrainAsync(long expected)
    {
        var (begin, last, received) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp(), 0L);
        while (Received < expected && Stopwatch.GetElapsedTime(begin) < Drain)
        {
            await Task.Delay(5);
            (last, received) = Received > received ? (Stopwatch.GetTimestamp(), Received) : (last, received);
        }

        return last;
    }

    /// <summary>Waits until the notifications of all joins are delivered and the servers are idle.</summary>
    private async Task SettledAsync()
    {
        for (var (quietSince, cpu) = (Stopwatch.GetTimestamp(), CpuSeconds()); Stopwatch.GetElapsedTime(quietSince) < Quiet; )
        {
            await Task.Delay(500);
            var now = CpuSeconds();
            quietSince = now - cpu > 0.1 ? Stopwatch.GetTimestamp() : quietSince;
            cpu = now;
        }
    }

    private double CpuSeconds() =>
        _pids.Sum(pid =>
        {
            // utime and stime; the name before them may have spaces.
            var fields = File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].Split(' ');
            return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / 100.0;
        });
}
