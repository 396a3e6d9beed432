using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Community.Bench.Chat;
using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;
using Community.Sdk;
using Community.Sdk.Models;

namespace Community.Bench.Scenarios;

/// <summary>
/// One of two instances of messaging ends, and its clients move to the other one. It measures how long each client is away, from its
/// goodbye until it has joined its thread again, and the processor's peak meanwhile: with all goodbyes at once, and with goodbyes that are
/// spread as in the manifests.
/// </summary>
internal static class GoodbyeScenario
{
    private const string AtOnce = "all at once";
    private const string Spread = "over 15 s";
    private const int OfOnePerson = 10;
    private const int ConnectedAtOnce = 16;

    /// <summary>Descriptors that a process needs besides its clients' sockets.</summary>
    private const int OtherFiles = 1_000;

    // The manifests' Realtime__Goodbye.
    private static readonly (string Name, string Goodbye)[] Alternatives = [(AtOnce, "00:00:00"), (Spread, "00:00:15")];

    // The SDK's pauses before it connects again: a random part of them, doubled by each failure.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(10);

    public static async Task<Report> RunAsync(BenchOptions options)
    {
        RequireFiles(options.Clients + OtherFiles);
        var fleet = await RunningFleet.FindUnlimitedAsync(options.Dashboard);
        await using var members = new Members(fleet);
        Progress.Show("people join a thread");
        await members.AddRegisteredAsync(1);
        var thread = await OpenThreadAsync(members.All[0].Client);
        await members.AddGuestsAsync((options.Clients + OfOnePerson - 1) / OfOnePerson);
        var samples = new Dictionary<string, List<GoodbyeSample>>(StringComparer.Ordinal);
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var (name, goodbye) in round % 2 == 1 ? Alternatives : Enumerable.Reverse(Alternatives))
            {
                Progress.Show($"round {round} of {options.Rounds}: {name}");
                await members.RefreshAllAsync();
                var sample = await MeasureAsync(fleet, members, options.Clients, thread, goodbye);
                (samples.TryGetValue(name, out var known) ? known : samples[name] = []).Add(sample);
            }
        }

        Progress.Clear();
        return ToReport(samples, options.Clients);
    }

    private static async Task<GoodbyeSample> MeasureAsync(RunningFleet fleet, Members members, int clients, Guid thread, string goodbye)
    {
        var wire = new SignalRWire("JoinThread", thread, "SendMessage");
        // Guests only: the first member is the thread's author.
        string[] tokens = [.. members.Tokens.Skip(1)];
        await using var staying = await Twin.StartAsync(fleet, "messaging");
        var ending = await Twin.StartAsync(fleet, "messaging", ("Realtime__Goodbye", goodbye));
        var connected = new ConcurrentBag<ChatClient>();
        Task? end = null;
        try
        {
            ChatClient[] moving = [];
            foreach (var server in (Twin[])[staying, ending])
            {
                moving = new ChatClient[clients / 2];
                await Parallel.ForAsync(
                    0,
                    moving.Length,
                    new ParallelOptions { MaxDegreeOfParallelism = ConnectedAtOnce },
                    async (i, _) =>
                        connected.Add(moving[i] = await ChatClient.ConnectAsync(new Uri(server.Url), wire, tokens[i % tokens.Length]))
                );
            }

            await using var heart = new Timer(_ => Beat(connected), state: null, BeatEvery, BeatEvery);
            using var isOver = new CancellationTokenSource();
            var peaks = PeaksAsync([staying.Pid], [.. PostgresOf(fleet)], isOver.Token);
            var back = moving.Select((client, i) => ReturnAsync(client, new Uri(staying.Url), wire, tokens[i % tokens.Length], connected));
            var returning = Task.WhenAll(back);
            var begun = Stopwatch.GetTimestamp();
            end = ending.DisposeAsync().AsTask();
            double?[] away = await returning;
            var lasted = Stopwatch.GetElapsedTime(begun);
            await isOver.CancelAsync();
            await end;
            var (instance, postgres) = await peaks;
            double[] times = [.. away.OfType<double>()];
            return new(
                times.Percentile(50),
                times.Percentile(99),
                times.DefaultIfEmpty(double.NaN).Max(),
                away.Length - times.Length,
                lasted.TotalSeconds,
                instance,
                postgres
            );
        }
        finally
        {
            foreach (var client in connected)
            {
                client.Dispose();
            }

            await (end ?? ending.DisposeAsync().AsTask());
        }
    }

    /// <summary>Milliseconds from the goodbye until the client has joined again; null: it did not come back.</summary>
    private static async Task<double?> ReturnAsync(
        ChatClient client,
        Uri to,
        ChatWire wire,
        string token,
        ConcurrentBag<ChatClient> connected
    )
    {
        await client.Ended;
        var begun = Stopwatch.GetTimestamp();
        client.Dispose();
        for (
            var pause = FirstPause;
            Stopwatch.GetElapsedTime(begun) < Patience;
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause
        )
        {
            await Task.Delay(pause * Random.Shared.NextDouble());
            try
            {
                connected.Add(await ChatClient.ConnectAsync(to, wire, token));
                return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            }
            catch (Exception refused) when (refused is BenchException or SocketException or TimeoutException)
            {
                // It tries again, as the SDK does.
            }
        }

        return null;
    }

    private static void Beat(IEnumerable<ChatClient> clients)
    {
        foreach (var client in clients)
        {
            try
            {
                client.Beat();
            }
            catch (ObjectDisposedException)
            {
                // It has moved.
            }
        }
    }

    /// <summary>The most cores that processes used in any second.</summary>
    private static async Task<(double Instance, double Postgres)> PeaksAsync(int[] instance, int[] postgres, CancellationToken end)
    {
        var (peakOfInstance, peakOfPostgres) = (0.0, 0.0);
        var (at, ofInstance, ofPostgres) = (Stopwatch.GetTimestamp(), Processor.Seconds(instance), Processor.Seconds(Tree(postgres)));
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(1_000, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var (seconds, nowOfInstance, nowOfPostgres) = (
                Stopwatch.GetElapsedTime(at).TotalSeconds,
                Processor.Seconds(instance),
                Processor.Seconds(Tree(postgres))
            );
            peakOfInstance = Math.Max(peakOfInstance, (nowOfInstance - ofInstance) / seconds);
            peakOfPostgres = Math.Max(peakOfPostgres, (nowOfPostgres - ofPostgres) / seconds);
            (at, ofInstance, ofPostgres) = (Stopwatch.GetTimestamp(), nowOfInstance, nowOfPostgres);
        }

        return (peakOfInstance, peakOfPostgres);
    }

    // A connection's server process may end in between: its time is then in its parent's.
    private static IEnumerable<int> Tree(int[] roots) => roots.SelectMany(root => Processor.ChildrenOf(root).Prepend(root));

    private static IEnumerable<int> PostgresOf(RunningFleet fleet) =>
        fleet.Resources.Where(resource => resource is { Name: "postgres", Pid: not null }).Select(resource => resource.Pid!.Value);

    private static async Task<Guid> OpenThreadAsync(CommunityClient founder)
    {
        var community = await founder.Communities.CreateAsync(
            new()
            {
                Kind = KindChoice.Community,
                Name = "Goodbye",
                Visibility = VisibilityChoice.Public,
            }
        );
        return (await founder.Threads.CreateAsync(community.Id, new() { Title = "Goodbye" })).Id;
    }

    /// <summary>Each client is a file here. The remaining instance inherits this limit, and has all clients at last.</summary>
    private static void RequireFiles(int files)
    {
        var limit = File.ReadLines("/proc/self/limits")
            .First(line => line.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        if (limit != "unlimited" && int.Parse(limit, CultureInfo.InvariantCulture) < files)
        {
            throw new BenchException(
                $"A process may open {limit} files, and {files} are needed: raise it by ulimit -n {files}, or use --clients."
            );
        }
    }

    private static Report ToReport(Dictionary<string, List<GoodbyeSample>> samples, int clients)
    {
        var table = new Table(
            $"{clients / 2:N0} of {clients:N0} clients move",
            "away: p50 ms",
            "p99 ms",
            "most ms",
            "all back, s",
            "peak cores of the instance",
            "of PostgreSQL",
            "not back"
        );
        foreach (var (name, turns) in samples)
        {
            table.Add(
                name,
                Table.Figure(Median(turns, turn => turn.P50)),
                Table.Figure(Median(turns, turn => turn.P99)),
                Table.Figure(turns.Max(turn => turn.Most)),
                Table.Figure(Median(turns, turn => turn.Seconds)),
                Table.Figure(Median(turns, turn => turn.PeakOfInstance)),
                Table.Figure(Median(turns, turn => turn.PeakOfPostgres)),
                $"{turns.Sum(turn => turn.NotBack)}"
            );
        }

        return new Report(
            [table],
            [
                Bar.AtMost("spread: clients that did not come back", samples[Spread].Sum(turn => turn.NotBack), 0),
                Bar.AtMost(
                    "spread: p99 of being away, of p99 with all at once",
                    Median(samples[Spread], turn => turn.P99) / Median(samples[AtOnce], turn => turn.P99),
                    1
                ),
                Bar.AtMost(
                    "spread: the instance's peak of cores, of the peak with all at once",
                    Median(samples[Spread], turn => turn.PeakOfInstance) / Median(samples[AtOnce], turn => turn.PeakOfInstance),
                    1
                ),
            ],
            new { clients, samples }
        )
        {
            Notes =
            [
                "A client is away from its goodbye until it has joined its thread again, with the SDK's pause of up to 0.5 s before it connects.",
                "Clients connect to the instances themselves. The peaks are of one second.",
            ],
        };
    }

    private static double Median(IEnumerable<GoodbyeSample> turns, Func<GoodbyeSample, double> figure) => turns.Select(figure).Median();

    /// <summary>A turn's figures.</summary>
    /// <param name="P50">How long clients were away, in milliseconds.</param>
    /// <param name="P99">The 99th percentile.</param>
    /// <param name="Most">The longest.</param>
    /// <param name="NotBack">Clients that did not come back.</param>
    /// <param name="Seconds">From the signal to end until the last one was back.</param>
    /// <param name="PeakOfInstance">Cores that the remaining instance used in its busiest second.</param>
    /// <param name="PeakOfPostgres">The same of PostgreSQL.</param>
    private sealed record GoodbyeSample(
        double P50,
        double P99,
        double Most,
        int NotBack,
        double Seconds,
        double PeakOfInstance,
        double PeakOfPostgres
    );
}
