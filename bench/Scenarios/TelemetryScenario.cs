using System.Text.Json;
using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;

namespace Community.Bench.Scenarios;

/// <summary>
/// The cost of telemetry: the same requests through two gateways, each with an identity and a messaging of its own on the same databases.
/// One half sends traces, metrics and logs to the dashboard of this machine, the other sends none. They take turns. Meanwhile the memory of
/// the dashboard is read, which is that of AppHost, and the processor time of both halves, which hardly depends on other load.
/// </summary>
internal static class TelemetryScenario
{
    private const int Writers = 32;
    private const int PostConnections = 128;
    private const double LeastOfSilent = 0.92;
    private const double MostOfDashboard = 60;

    // The exporters send each second: the spans of one turn are sent before the next begins.
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(3);

    public static async Task<Report> RunAsync(BenchOptions options)
    {
        var fleet = await RunningFleet.FindUnlimitedAsync(options.Dashboard);
        if (fleet.EnvironmentOf("gateway").All(variable => variable.Name != "OTEL_EXPORTER_OTLP_ENDPOINT"))
        {
            throw new BenchException("The fleet sends no telemetry: start it without --telemetry off.");
        }

        using var folder = new TemporaryFolder();
        await using var members = new Members(fleet);
        await members.AddRegisteredAsync(Writers);
        await using var messages = await SeededMessages.CreateAsync(fleet.ConnectionString("messaging"));
        await messages.JoinAsync([.. members.All.Select(member => member.Id)]);
        await members.RefreshAllAsync();
        await using var loud = await Half.StartAsync(fleet);
        await using var silent = await Half.StartAsync(fleet, ("OTEL_EXPORTER_OTLP_ENDPOINT", ""));
        var dashboard = Processor.ParentOf(fleet["gateway"].Pid ?? 0) ?? throw new BenchException("The gateway has no process.");
        var memory = new List<double>();
        var costs = new Dictionary<string, List<double>>(StringComparer.Ordinal);

        var tables = new List<Table>();
        var bars = new List<Bar>();
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        await CompareAsync("key set", (name, half) => Get(name, half, "/.well-known/jwks.json", []));
        await CompareAsync("GET /auth/me", (name, half) => Get(name, half, "/api/v1/auth/me", members.Tokens));
        await members.RefreshAllAsync();
        await CompareAsync("history", (name, half) => Get(name, half, History, [members.Tokens[0]]));
        await CompareAsync("posts on many channels", Post);
        bars.Add(Bar.AtMost("the dashboard's memory under this load, MB", memory.Max(), MostOfDashboard));
        data["dashboard_megabytes"] = memory;
        data["processor_seconds_a_request"] = costs;
        return new Report(tables, bars, data)
        {
            Notes =
            [
                $"Two gateways, identities and messagings in turn, {Apart.TotalSeconds:0} s apart. 20 traces a second are recorded, as by default; the dashboard runs on the same processors.",
                $"Posts: {Writers} members over {Math.Max(options.Connections, PostConnections)} connections, in {SeededMessages.Channels:N0} threads.",
            ],
        };

        async Task CompareAsync(string what, Func<string, Half, Alternative> of)
        {
            var (on, off) = ($"{what}, telemetry on", $"{what}, off");
            var rounds = await Rounds.RunAsync(options, Calmly(of(on, loud), loud), Calmly(of(off, silent), silent));
            tables.Add(rounds.ToTable(off));
            tables.Add(Costs(what, on, off));
            bars.Add(Bar.AtLeast($"{what}: requests a second with telemetry, of those without", rounds.Ratio(on, off), LeastOfSilent));
            data[what] = rounds.Samples;
        }

        // The first turn of each is the warm-up.
        Table Costs(string what, string on, string off)
        {
            var (with, without) = (costs[on].Skip(1).Median() * 1e6, costs[off].Skip(1).Median() * 1e6);
            var table = new Table($"{what}: microseconds of processor a request, in gateway and services", "median", "of that without");
            table.Add("telemetry on", Table.Figure(with), Table.Figure(with / without));
            table.Add("off", Table.Figure(without), "1");
            return table;
        }

        Alternative Calmly(Alternative alternative, Half half) =>
            new(
                alternative.Name,
                async duration =>
                {
                    await Task.Delay(Apart);
                    var before = Processor.Seconds(half.Pids);
                    var sample = await alternative.RunAsync(duration);
                    var used = Processor.Seconds(half.Pids) - before;
                    if (!costs.TryGetValue(alternative.Name, out var turns))
                    {
                        costs.Add(alternative.Name, turns = []);
                    }

                    turns.Add(used / (sample.PerSecond * duration.TotalSeconds));
                    memory.Add(ResidentMemory.Megabytes(dashboard));
                    return sample;
                }
            );

        Alternative Get(string name, Half half, string path, IReadOnlyList<string> tokens) =>
            Wrk.Get(name, half.Gateway.Url + path, folder, options.Connections, tokens);

        Alternative Post(string name, Half half) =>
            Wrk.Requests(
                name,
                half.Gateway.Url,
                folder,
                Math.Max(options.Connections, PostConnections),
                Enumerable
                    .Range(0, SeededMessages.Channels)
                    .Select(i => new WrkRequest(
                        $"/api/v1/threads/{SeededMessages.Channel(1 + i)}/messages",
                        members.All[i % Writers].AccessToken,
                        JsonSerializer.Serialize(new { content = $"See you at **seven**, {SeededMessages.Word(i)}." })
                    ))
            );
    }

    private static string History => $"/api/v1/threads/{SeededMessages.Channel(1)}/messages?limit=20";

    /// <summary>A gateway with an identity and a messaging behind it.</summary>
    private sealed class Half(Twin gateway, Twin identity, Twin messaging) : IAsyncDisposable
    {
        public Twin Gateway => gateway;

        public IEnumerable<int> Pids => [gateway.Pid, identity.Pid, messaging.Pid];

        public static async Task<Half> StartAsync(RunningFleet fleet, params (string Name, string Value)[] changes)
        {
            var identity = await Twin.StartAsync(fleet, "identity", changes);
            var messaging = await Twin.StartAsync(fleet, "messaging", changes);
            var gateway = await Twin.StartAsync(
                fleet,
                "gateway",
                [
                    ("services__identity__http__0", identity.Url),
                    ("services__identity__h2c__0", identity.Http2Url),
                    ("services__messaging__http__0", messaging.Url),
                    ("services__messaging__h2c__0", messaging.Http2Url),
                    .. changes,
                ]
            );
            return new Half(gateway, identity, messaging);
        }

        public async ValueTask DisposeAsync()
        {
            await gateway.DisposeAsync();
            await messaging.DisposeAsync();
            await identity.DisposeAsync();
        }
    }
}
