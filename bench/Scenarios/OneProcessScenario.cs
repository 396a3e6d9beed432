using System.Text.Json;
using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;

namespace Community.Bench.Scenarios;

/// <summary>
/// One process with all services beside the fleet of a process for each, both started by this run on data of their own: how long their
/// starts take, the memory of one process, and requests a second of messages and of registrations.
/// </summary>
internal static class OneProcessScenario
{
    private const int Writers = 16;
    private const int Threads = 64;
    private const int MessagesEach = 20;
    private const int People = 2_000;
    private const int Seats = 500;
    private const int PostConnections = 128;
    private const int StormConnections = 256;
    private const double MostOfStart = 0.5;
    private const double LeastOfThroughput = 1;
    private const int MostWait = 30;
    private const double CalmProcessor = 0.4;
    private const string InOne = ", one process";
    private const string Newest = "pages of 20 messages";
    private const string Many = "posts on many threads";
    private const string One = "posts on one thread";
    private const string Storm = "registrations for one event";
    private static readonly string[] Kinds = [Newest, Many, One, Storm];
    private static readonly string[] OfOneProcess = ["--one-process"];
    private static readonly TimeSpan StormLimit = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan UntilIdle = TimeSpan.FromMinutes(1);

    public static async Task<Report> RunAsync(BenchOptions options)
    {
        using var fleetData = FleetOfItsOwn.NewDataFolder();
        using var oneData = FleetOfItsOwn.NewDataFolder();
        var (fleetStarts, oneStarts) = await StartsAsync(options, fleetData, oneData);

        await using var one = await FleetOfItsOwn.StartAsync(oneData, ["--rate-limit", "off", .. OfOneProcess]);
        Progress.Show("a minute without requests");
        await Task.Delay(UntilIdle);
        var memory = MemoryScenario.Together(MemoryScenario.Measure(await one.FindAsync()));

        await using var fleet = await FleetOfItsOwn.StartAsync(fleetData, "--rate-limit", "off");
        using var folder = new TemporaryFolder();
        await using var ofFleet = await Subject.CreateAsync(await fleet.FindAsync(), folder, "");
        await using var ofOne = await Subject.CreateAsync(await one.FindAsync(), folder, InOne);
        var pids = Pids(await fleet.FindAsync()).Concat(Pids(await one.FindAsync())).ToArray();
        var rounds = await Rounds.RunAsync(
            options,
            [
                .. Interleave(ofFleet.Alternatives(options), ofOne.Alternatives(options))
                    .Select(alternative => new Alternative(alternative.Name, duration => CalmAsync(pids, alternative, duration))),
            ]
        );
        var start = oneStarts.Zip(fleetStarts, (ours, theirs) => ours / theirs).Median();
        return new Report(
            [ToTable(fleetStarts, oneStarts), ToTable(rounds)],
            [
                Bar.AtMost("one process, PostgreSQL and RabbitMQ, a minute after the start, MB", memory, MemoryScenario.MostOfOneProcess),
                Bar.AtMost("start of one process, of the fleet's", start, MostOfStart),
                .. Kinds.Select(kind =>
                    Bar.AtLeast($"{kind}: one process, of the fleet", rounds.Ratio(kind + InOne, kind), LeastOfThroughput)
                ),
            ],
            new
            {
                FleetStarts = fleetStarts,
                OneStarts = oneStarts,
                Memory = memory,
                rounds.Samples,
            }
        )
        {
            Notes =
            [
                $"{Writers} members on {Threads} threads with {MessagesEach} messages each; {People:N0} people on a new event of {Seats} seats each time.",
                "Both run at once, each on servers of its own; one has the load while the other is idle.",
            ],
        };
    }

    private static async Task<(List<double> Fleet, List<double> One)> StartsAsync(
        BenchOptions options,
        TemporaryFolder fleetData,
        TemporaryFolder oneData
    )
    {
        Progress.Show("first starts, not counted");
        await FleetOfItsOwn.StartAndStopAsync(fleetData);
        await FleetOfItsOwn.StartAndStopAsync(oneData, OfOneProcess);
        var (fleet, one) = (new List<double>(), new List<double>());
        for (var round = 0; round < options.Rounds; round++)
        {
            Progress.Show($"start {round + 1} of {options.Rounds}");
            fleet.Add((await FleetOfItsOwn.StartAndStopAsync(fleetData)).Total);
            one.Add((await FleetOfItsOwn.StartAndStopAsync(oneData, OfOneProcess)).Total);
        }

        Progress.Clear();
        return (fleet, one);
    }

    private static IEnumerable<int> Pids(RunningFleet fleet) => fleet.Resources.SelectMany(resource => resource.Pids);

    /// <summary>A turn that begins when the work that the last one left (notifications, counts, logs) is done.</summary>
    private static async Task<Sample> CalmAsync(int[] pids, Alternative alternative, TimeSpan duration)
    {
        for (var (second, before) = (0, Processor.Seconds(pids)); second < MostWait; second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            var now = Processor.Seconds(pids);
            if (now - before < CalmProcessor)
            {
                break;
            }

            before = now;
        }

        return await alternative.RunAsync(duration);
    }

    private static IEnumerable<Alternative> Interleave(IReadOnlyList<Alternative> some, IReadOnlyList<Alternative> others) =>
        some.Zip(others, (one, other) => new[] { one, other }).SelectMany(pair => pair);

    private static Table ToTable(List<double> fleet, List<double> one)
    {
        var table = new Table("command to all healthy, warm", "median s", "shortest", "longest");
        table.Add("fleet", Table.Figure(fleet.Median()), Table.Figure(fleet.Min()), Table.Figure(fleet.Max()));
        table.Add("one process", Table.Figure(one.Median()), Table.Figure(one.Min()), Table.Figure(one.Max()));
        return table;
    }

    private static Table ToTable(Rounds rounds)
    {
        var table = new Table("a second, medians", "fleet", "one process", "of the fleet's", "p99 ms", "p99 ms, one process", "errors");
        foreach (var kind in Kinds)
        {
            table.Add(
                kind,
                Table.Figure(rounds.Median(kind, sample => sample.PerSecond)),
                Table.Figure(rounds.Median(kind + InOne, sample => sample.PerSecond)),
                Table.Figure(rounds.Ratio(kind + InOne, kind)),
                Table.Figure(rounds.Median(kind, sample => sample.P99)),
                Table.Figure(rounds.Median(kind + InOne, sample => sample.P99)),
                Table.Figure(rounds.Samples[kind].Concat(rounds.Samples[kind + InOne]).Sum(sample => sample.Errors))
            );
        }

        return table;
    }

    /// <summary>One of the two, with its people, threads and events.</summary>
    private sealed class Subject : IAsyncDisposable
    {
        private readonly RunningFleet _fleet;
        private readonly Members _members;
        private readonly TemporaryFolder _folder;
        private readonly string _suffix;
        private readonly Organizer _organizer;
        private readonly Member[] _writers;
        private readonly IReadOnlyList<Guid> _threads;

        private Subject(
            RunningFleet fleet,
            Members members,
            TemporaryFolder folder,
            string suffix,
            Organizer organizer,
            IReadOnlyList<Guid> threads
        )
        {
            (_fleet, _members, _folder, _suffix, _organizer, _threads) = (fleet, members, folder, suffix, organizer, threads);
            _writers = [.. members.All.Take(Writers)];
        }

        public static async Task<Subject> CreateAsync(RunningFleet fleet, TemporaryFolder folder, string suffix)
        {
            Progress.Show("people and threads");
            var members = new Members(fleet);
            await members.AddRegisteredAsync(Writers);
            var organizer = await Organizer.OfAsync(members, fleet);
            Member[] writers = [.. members.All];
            var threads = await OpenCommunity.CreateAsync(writers, Threads);
            for (var number = 0; number < Threads * MessagesEach; number++)
            {
                var (writer, thread) = (writers[number % Writers], threads[number % Threads]);
                await writer.Client.Threads.PostAsync(thread, new() { Content = $"Message {number}: see you at **seven**." });
            }

            await members.AddGuestsAsync(People);
            await members.RefreshAllAsync();
            return new(fleet, members, folder, suffix, organizer, threads);
        }

        public IReadOnlyList<Alternative> Alternatives(BenchOptions options)
        {
            string[] tokens = [.. _members.Tokens.Skip(Writers)];
            var pages = Enumerable
                .Range(0, Threads)
                .Select(i => new WrkRequest($"/api/v1/threads/{_threads[i]}/messages?limit=20", _writers[i % Writers].AccessToken));
            return
            [
                Wrk.Requests(Newest + _suffix, _fleet.GatewayUrl, _folder, options.Connections, pages),
                Posts(Many, Threads),
                Posts(One, 1),
                new(
                    Storm + _suffix,
                    async _ =>
                        await WrkStorm.PostAsync(
                            $"{_fleet.GatewayUrl}/api/v1/events/{await _organizer.PublishAsync(Seats)}/register",
                            tokens,
                            _folder,
                            StormConnections,
                            StormLimit
                        )
                ),
            ];
        }

        public ValueTask DisposeAsync() => _members.DisposeAsync();

        private Alternative Posts(string name, int threads) =>
            Wrk.Requests(
                name + _suffix,
                _fleet.GatewayUrl,
                _folder,
                PostConnections,
                Enumerable
                    .Range(0, Threads)
                    .Select(i => new WrkRequest(
                        $"/api/v1/threads/{_threads[i % threads]}/messages",
                        _writers[i % Writers].AccessToken,
                        JsonSerializer.Serialize(new { content = $"See you at **seven**, the {i}th." })
                    ))
            );
    }
}
