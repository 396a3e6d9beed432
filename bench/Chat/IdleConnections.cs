using System.Globalization;

namespace Community.Bench.Chat;

/// <summary>Measures the memory of an idle connection in the process that holds it.</summary>
internal static class IdleConnections
{
    private const int First = 200;
    private const int Measured = 1_800;
    private const int AtOnce = 16;
    private const long Steady = 1_000_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Kilobytes for each connection. The first connections are not counted, because they include the shared memory.</summary>
    public static async Task<double> MeasureAsync(Uri server, int pid, IReadOnlyList<string> tokens)
    {
        var clients = new List<ChatClient>();
        try
        {
            await ConnectAsync(First);
            var before = await SettledAsync(pid);
            await ConnectAsync(Measured);
            return (await SettledAsync(pid) - before) / 1000.0 / Measured;
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }

        Task ConnectAsync(int count) =>
            Parallel.ForAsync(
                clients.Count,
                clients.Count + count,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
                async (i, _) =>
                {
                    var client = await ChatClient.ConnectAsync(server, new IdleWire(), tokens[i % tokens.Count]);
                    lock (clients)
                    {
                        clients.Add(client);
                    }
                }
            );
    }

    private static async Task<long> SettledAsync(int pid)
    {
        var (last, steady) = (0L, 0);
        while (steady < 5)
        {
            await Task.Delay(Pause);
            var now = Resident(pid);
            (last, steady) = (now, Math.Abs(now - last) < Steady ? steady + 1 : 0);
        }

        return last;
    }

    private static long Resident(int pid) =>
        long.Parse(File.ReadAllText($"/proc/{pid}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;

    private sealed record IdleWire : ChatWire
    {
        public override string Target => "/hubs/community";

        public override IReadOnlyList<string> Greetings => ["{\"protocol\":\"json\",\"version\":1}\u001e"];

        public override string Welcome => "{}\u001e";

        public override string Heartbeat => "{\"type\":6}\u001e";

        public override string Post(string content) => throw new NotSupportedException();
    }
}
