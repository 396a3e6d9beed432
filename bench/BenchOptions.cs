using System.Globalization;

namespace Community.Bench;

/// <summary>The options of <c>./community bench</c>.</summary>
internal sealed record BenchOptions
{
    /// <summary>Null: all except those that run only by name.</summary>
    public string? Scenario { get; init; }

    /// <summary>The dashboard of the fleet to measure; it may have the token, as <c>up</c> prints it.</summary>
    public Uri Dashboard { get; init; } = new("http://127.0.0.1:8081");

    /// <summary>The data folder of that fleet, for the token.</summary>
    public string Data { get; init; } = ".data";

    /// <summary>The number of rounds; in each, every alternative has one turn.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>The length of a turn.</summary>
    public int Seconds { get; init; } = 4;

    /// <summary>Connections of the load generator, kept open.</summary>
    public int Connections { get; init; } = 32;

    /// <summary>How many clients <c>goodbye</c> connects to two instances.</summary>
    public int Clients { get; init; } = 5_000;

    /// <summary>How long <c>memory</c> uses the fleet; 0: not at all.</summary>
    public int Minutes { get; init; }

    /// <summary>How many people <c>scaling</c> plans for; 0: for 10 thousand, 1 million and 100 million.</summary>
    public int People { get; init; }

    /// <summary>The file with the inputs of <c>scaling</c>, relative to the repository; null: bench/Scaling/scaling.json.</summary>
    public string? Inputs { get; init; }

    /// <summary>The folder of the results, relative to the repository.</summary>
    public string Output { get; init; } = "bench-results";

    public static BenchOptions Parse(IReadOnlyList<string> arguments, IReadOnlyCollection<Scenario> scenarios)
    {
        var options = new BenchOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            // Both --rounds 5 and --rounds=5.
            var (name, given) = arguments[i].Split('=', 2) is [{ } before, { } after] ? (before, after) : (arguments[i], null);
            string Value() => given ?? (++i < arguments.Count ? arguments[i] : throw new BenchException($"{name} needs a value."));
            options = name switch
            {
                "--dashboard" => options with { Dashboard = Address(Value()) },
                "--data" => options with { Data = Value() },
                "--rounds" => options with { Rounds = Number(name, Value(), 100) },
                "--seconds" => options with { Seconds = Number(name, Value(), 600) },
                "--connections" => options with { Connections = Number(name, Value(), 1000) },
                "--clients" => options with { Clients = Number(name, Value(), 50_000) },
                "--minutes" => options with { Minutes = Number(name, Value(), 1440) },
                "--people" => options with { People = Number(name, Value(), 2_000_000_000) },
                "--inputs" => options with { Inputs = Value() },
                "--output" => options with { Output = Value() },
                _ when scenarios.Any(scenario => scenario.Name == name) && options.Scenario is null => options with { Scenario = name },
                _ => throw new BenchException($"Unknown: {arguments[i]}\n\n{Help(scenarios)}"),
            };
        }

        return options with
        {
            Dashboard = WithToken(options.Dashboard, options.Data),
        };
    }

    public static string Help(IEnumerable<Scenario> scenarios) =>
        $"""
            Usage: ./community bench [SCENARIO] [OPTION]...

            {string.Join('\n', scenarios.Select(scenario => $"  {scenario.Name, -10} {scenario.Description}"))}

            Without a scenario: all but goodbye, scaling, startup, one-process and telemetry. The fleet must run with --rate-limit off.

              --dashboard URL   of the fleet to measure (http://127.0.0.1:8081)
              --data DIR        its data folder, which has the dashboard's token (.data)
              --rounds N        how often each alternative takes its turn (5)
              --seconds N       how long a turn is (4)
              --connections N   of the load generator (32)
              --clients N       goodbye: the clients of both instances together (5,000)
              --minutes N       memory: after N minutes of mixed use, by halves (0: as it is now)
              --people N        scaling: for N people (0: for 10 thousand, 1 million and 100 million)
              --inputs FILE     scaling: measured points and habits of your own (bench/Scaling/scaling.json)
              --output DIR      where JSON is written (bench-results)
            """;

    private static Uri Address(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address) && address.IsLoopback
            ? address
            : throw new BenchException($"--dashboard must be an address on this machine, not '{value}': it is loaded.");

    /// <summary>The address with the token of the data folder. Without one, the dashboard names the missing setting.</summary>
    internal static Uri WithToken(Uri dashboard, string data)
    {
        var file = Path.Combine(data, "secrets", "dashboard-token");
        return dashboard.Query.Length > 0 || !File.Exists(file)
            ? dashboard
            : new Uri(dashboard, $"/?token={File.ReadAllText(file).Trim()}");
    }

    private static int Number(string name, string value, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= most
            ? number
            : throw new BenchException($"{name} must be a number from 1 to {most}, not '{value}'.");
}
