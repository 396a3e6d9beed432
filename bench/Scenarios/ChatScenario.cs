using Community.Bench.Chat;
using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;
using Community.Sdk.Models;

namespace Community.Bench.Scenarios;

/// <summary>
/// Fan-out: 500 clients in one room post in turn; the time of each message to each client is measured. It compares our hub (which stores
/// every message first) with one instance, with two over RabbitMQ and with two over Redis; Socket.IO with its Redis adapter, one process
/// and two; and a bare SignalR hub, alone and two with SignalR's Redis backplane. Only ours stores messages. It also measures the cost of
/// an idle connection.
/// </summary>
internal static class ChatScenario
{
    private const string One = "Community, one instance";
    private const string Two = "Community, two instances";
    private const string TwoOverRedis = "Community, two over Redis";
    private const string SocketIo = "Socket.IO, one process";
    private const string TwoSocketIos = "Socket.IO, two processes";
    private const string Bare = "SignalR, bare";
    private const string BareOverRedis = "SignalR, two with its Redis backplane";
    private const int JoinedAtOnce = 8;
    private const double LongestOfFull = 150;
    private const double MostKilobytes = 45;

    /// <summary>Messages a second: 80,000 and 100,000 deliveries.</summary>
    private static readonly int[] Rates = [160, 200];

    /// <summary>Messages a second while a server restarts: few enough that losses show and no queue is measured.</summary>
    private const int RestartRate = 40;
    private static readonly TimeSpan RestartLasts = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan TokensLast = TimeSpan.FromMinutes(8);

    public static async Task<Report> RunAsync(BenchOptions options)
    {
        var fleet = await RunningFleet.FindUnlimitedAsync(options.Dashboard);
        using var folder = new TemporaryFolder();
        await using var members = new Members(fleet);
        Progress.Show($"{ChatRoom.Clients} people join a community");
        await members.AddRegisteredAsync(ChatRoom.Clients);
        var thread = await OpenThreadAsync(members);
        await using var socketIo = await ChatServer.SocketIoAsync(1, folder);
        await using var socketIos = await ChatServer.SocketIoAsync(2, folder);
        await using var bare = await ChatServer.BareAsync();
        await using var bares = await ChatServer.BareWithRedisAsync(2, folder);
        await using var overRedis = await ChatServer.OursOverRedisAsync(2, fleet, folder);
        FleetResource[] instances = [.. fleet.Resources.Where(resource => resource.Name.Split('-')[0] == "messaging")];
        var tokens = new Tokens(members);
        int[] broker = [.. fleet.Resources.Where(resource => resource.Name == "rabbitmq").Select(resource => resource.Pid!.Value)];
        Task<ChatRoom> OursAsync(int count) =>
            tokens.RoomAsync(
                [.. instances.Take(count).Select(instance => new Uri(instance.Urls[0]))],
                [.. instances.Take(count).Select(instance => instance.Pid!.Value), .. count > 1 ? broker : []],
                thread
            );
        var alternatives = new List<(string Name, Func<Task<ChatRoom>> OpenAsync)>
        {
            (One, () => OursAsync(1)),
            (SocketIo, () => ChatRoom.OpenAsync(socketIo.Addresses, socketIo.Pids, new SocketIoWire(), [])),
            (TwoSocketIos, () => ChatRoom.OpenAsync(socketIos.Addresses, socketIos.Pids, new SocketIoWire(), [])),
            (Bare, () => ChatRoom.OpenAsync(bare.Addresses, bare.Pids, new SignalRWire("Join", null, "Post"), [])),
            (BareOverRedis, () => ChatRoom.OpenAsync(bares.Addresses, bares.Pids, new SignalRWire("Join", null, "Post"), [])),
            (TwoOverRedis, () => tokens.RoomAsync(overRedis.Addresses, overRedis.Pids, thread)),
        };
        if (instances.Length > 1)
        {
            alternatives.Insert(1, (Two, () => OursAsync(2)));
        }

        var samples = await MeasureAsync(options, alternatives);
        var restarts = new List<(string Name, Func<Task<ChatRoom>> OpenAsync, Func<Task> RestartAsync)>
        {
            (TwoOverRedis, () => tokens.RoomAsync(overRedis.Addresses, overRedis.Pids, thread), overRedis.RestartRedisAsync),
            (BareOverRedis, alternatives.Single(one => one.Name == BareOverRedis).OpenAsync, bares.RestartRedisAsync),
            (TwoSocketIos, alternatives.Single(one => one.Name == TwoSocketIos).OpenAsync, socketIos.RestartRedisAsync),
        };
        if (instances.Length > 1)
        {
            restarts.Add((Two, () => OursAsync(2), () => fleet.RestartAsync("rabbitmq")));
        }

        var restarted = await RestartAsync(restarts);
        Progress.Show("idle connections");
        await using var idle = await Twin.StartAsync(fleet, "messaging");
        var kilobytes = await IdleConnections.MeasureAsync(new Uri(idle.Url), idle.Pid, await tokens.FreshAsync());
        Progress.Clear();
        return ToReport(samples, restarted, kilobytes, instances.Length);
    }

    private static async Task<Guid> OpenThreadAsync(Members members)
    {
        var owner = members.All[0].Client;
        var community = await owner.Communities.CreateAsync(
            new()
            {
                Kind = KindChoice.Community,
                Name = "Bench",
                Visibility = VisibilityChoice.Private,
            }
        );
        var link = await owner.Communities.CreateLinkAsync(community.Id, new() { Mode = "join" });
        await Parallel.ForEachAsync(
            members.All.Skip(1),
            new ParallelOptions { MaxDegreeOfParallelism = JoinedAtOnce },
            async (member, _) => await member.Client.Communities.JoinByLinkAsync(link.Code)
        );
        return (await owner.Threads.CreateAsync(community.Id, new() { Title = "Bench" })).Id;
    }

    /// <summary>Runs one warm-up turn of each, then the rounds, each in the opposite order of the last.</summary>
    private static async Task<Dictionary<string, List<ChatSample>>> MeasureAsync(
        BenchOptions options,
        List<(string Name, Func<Task<ChatRoom>> OpenAsync)> alternatives
    )
    {
        var samples = new Dictionary<string, List<ChatSample>>(StringComparer.Ordinal);
        for (var round = 0; round <= options.Rounds; round++)
        {
            foreach (var (name, openAsync) in round % 2 == 0 ? alternatives : Enumerable.Reverse(alternatives))
            {
                Progress.Show(round == 0 ? $"warming up {name}" : $"round {round} of {options.Rounds}: {name}");
                using var room = await openAsync();
                foreach (var rate in Rates)
                {
                    var sample = await room.RunAsync(rate, TimeSpan.FromSeconds(options.Seconds));
                    if (round > 0)
                    {
                        (samples.TryGetValue(Key(name, rate), out var known) ? known : samples[Key(name, rate)] = []).Add(sample);
                    }
                }
            }
        }

        return samples;
    }

    /// <summary>The cost of a restart of the server between two instances, once each.</summary>
    private static async Task<Dictionary<string, ChatSample>> RestartAsync(
        List<(string Name, Func<Task<ChatRoom>> OpenAsync, Func<Task> RestartAsync)> alternatives
    )
    {
        var samples = new Dictionary<string, ChatSample>(StringComparer.Ordinal);
        foreach (var (name, openAsync, restartAsync) in alternatives)
        {
            Progress.Show($"restart: {name}");
            using var room = await openAsync();
            samples[name] = await room.RunAsync(RestartRate, RestartLasts, restartAsync);
        }

        return samples;
    }

    private static string Key(string name, int rate) => $"{name}, {rate * ChatRoom.Clients:N0}";

    private static Report ToReport(
        Dictionary<string, List<ChatSample>> samples,
        Dictionary<string, ChatSample> restarted,
        double kilobytes,
        int instances
    )
    {
        var table = new Table(
            "deliveries a second: wanted",
            "delivered",
            "p50 ms",
            "p99 ms",
            "best p99",
            "worst p99",
            "cores",
            "missing",
            "out of order"
        );
        foreach (
            var (name, turns) in samples.OrderBy(pair => pair.Key.Split(", ")[^1].Length).ThenBy(pair => pair.Key, StringComparer.Ordinal)
        )
        {
            table.Add(
                name,
                Table.Figure(turns.Median(turn => turn.PerSecond)),
                Table.Figure(turns.Median(turn => turn.P50)),
                Table.Figure(turns.Median(turn => turn.P99)),
                Table.Figure(turns.Min(turn => turn.P99)),
                Table.Figure(turns.Max(turn => turn.P99)),
                Table.Figure(turns.Median(turn => turn.Cores)),
                $"{turns.Sum(turn => turn.Missing)}",
                $"{turns.Sum(turn => turn.OutOfOrder)}"
            );
        }

        var costs = new Table(
            $"a restart of the server between, {RestartRate * ChatRoom.Clients:N0} a second",
            "missing",
            "longest ms",
            "out of order"
        );
        foreach (var (name, sample) in restarted)
        {
            costs.Add(name, $"{sample.Missing}", Table.Figure(sample.Most), $"{sample.OutOfOrder}");
        }

        var (most, least) = (Key(One, Rates[^1]), Key(One, Rates[0]));
        var ofSocketIo = samples[least].Zip(samples[Key(SocketIo, Rates[0])], (ours, theirs) => ours.P99 / theirs.P99).Median();
        return new Report(
            [table, costs],
            [
                Bar.AtMost("80,000 deliveries a second: p99 of Socket.IO's in the same round, one process each", ofSocketIo, 1),
                Bar.AtMost("100,000 deliveries a second: p99, ms", samples[most].Median(turn => turn.P99), LongestOfFull),
                Bar.AtMost("100,000 deliveries a second: deliveries that did not come", samples[most].Sum(turn => turn.Missing), 0),
                Bar.AtMost(
                    "our deliveries that did not come, or in another order, also through restarts",
                    samples.Where(pair => IsOurs(pair.Key)).SelectMany(pair => pair.Value).Sum(turn => turn.Missing + turn.OutOfOrder)
                        + restarted.Where(pair => IsOurs(pair.Key)).Sum(pair => pair.Value.Missing + pair.Value.OutOfOrder),
                    0
                ),
                Bar.AtMost("an idle connection, kB", kilobytes, MostKilobytes),
            ],
            new
            {
                samples,
                restarted,
                idle_connection_kilobytes = kilobytes,
            }
        )
        {
            Notes =
            [
                $"{ChatRoom.Clients} clients in one room, which all post in turn; times are of every eleventh client, from the post to the message's arrival.",
                "Out of order: neighbouring deliveries that the first sampled client had the other way round, of 46 clients.",
                "Community keeps each message before it is delivered, and numbers it; the others only pass it on. Clients connect to the instances themselves.",
                "Cores include the server between two instances: RabbitMQ, which carries the fleet's events meanwhile, too, or Redis.",
                .. instances > 1
                    ? (string[])[]
                    : ["Two instances are measured too with ./community up --rate-limit off --instances messaging=2."],
            ],
        };
    }

    private static bool IsOurs(string key) => key.StartsWith("Community", StringComparison.Ordinal);

    private static double Median(this IEnumerable<ChatSample> turns, Func<ChatSample, double> figure) => turns.Select(figure).Median();

    /// <summary>Access tokens that are valid for a whole turn, although the measurement takes longer than a token's lifetime.</summary>
    private sealed class Tokens(Members members)
    {
        private long _at = TimeProvider.System.GetTimestamp();

        public async Task<ChatRoom> RoomAsync(IReadOnlyList<Uri> servers, IReadOnlyList<int> pids, Guid thread) =>
            await ChatRoom.OpenAsync(servers, pids, new SignalRWire("JoinThread", thread, "SendMessage"), await FreshAsync());

        public async Task<IReadOnlyList<string>> FreshAsync()
        {
            if (TimeProvider.System.GetElapsedTime(_at) > TokensLast)
            {
                await members.RefreshAllAsync();
                _at = TimeProvider.System.GetTimestamp();
            }

            return members.Tokens;
        }
    }
}
