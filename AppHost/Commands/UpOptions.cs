using System.Globalization;
using Community.AppHost.Servers;

namespace Community.AppHost.Commands;

/// <summary>The options of <c>./community up</c>.</summary>
internal sealed record UpOptions
{
    private static readonly string[] Known =
    [
        "--port",
        "--dashboard-port",
        "--data",
        "--fresh",
        "--postgres",
        "--rabbitmq",
        "--redis",
        "--rate-limit",
        "--instances",
        "--one-process",
        "--telemetry",
        "--links",
        "--clocks",
    ];

    /// <summary>The gateway's port.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>The dashboard's port.</summary>
    public int DashboardPort { get; init; } = 8081;

    /// <summary>Where data, logs and secrets are kept.</summary>
    public string Data { get; init; } = ".data";

    /// <summary>Whether to start with an empty data folder.</summary>
    public bool Fresh { get; init; }

    /// <summary>A running PostgreSQL to use instead of a private one: a connection string.</summary>
    public string? Postgres { get; init; }

    /// <summary>A running RabbitMQ to use instead of a private one: an AMQP URI.</summary>
    public string? RabbitMq { get; init; }

    /// <summary>
    /// Null: no Redis. Empty: a private one. Otherwise a running one, in StackExchange.Redis' form: <c>127.0.0.1:6379,password=…</c>.
    /// </summary>
    public string? Redis { get; init; }

    /// <summary>Whether the gateway limits requests; off for load tests.</summary>
    public bool RateLimit { get; init; } = true;

    /// <summary>The number of instances of a service, if it is not one.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Instances { get; init; } = [];

    /// <summary>Whether the gateway and all services run in one process.</summary>
    public bool OneProcess { get; init; }

    /// <summary>
    /// Whether the fleet sends traces, metrics and logs to the dashboard; off for load tests. OTEL_EXPORTER_OTLP_ENDPOINT sends them
    /// elsewhere instead, and is not affected.
    /// </summary>
    public bool Telemetry { get; init; } = true;

    /// <summary>Whether connections between resources lead through proxies, so that a resource can be cut off.</summary>
    public bool Links { get; init; }

    /// <summary>Whether each program has a clock of its own, which can jump.</summary>
    public bool Clocks { get; init; }

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">One is unknown, lacks its value, or has an impossible one.</exception>
    public static UpOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new UpOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            // Both --port 8080 and --port=8080.
            var (name, value) = arguments[i].Split('=', 2) is [{ } before, { } after] ? (before, after) : (arguments[i], null);
            string Value() =>
                value
                ?? (++i < arguments.Count ? arguments[i] : throw new UsageException($"{name} needs a value. See ./community up --help"));
            options = name switch
            {
                "--port" => options with { Port = PortNumber(name, Value()) },
                "--dashboard-port" => options with { DashboardPort = PortNumber(name, Value()) },
                "--data" => options with { Data = Value() },
                "--fresh" => options with { Fresh = true },
                "--postgres" => options with { Postgres = Value() },
                "--rabbitmq" => options with { RabbitMq = AmqpUri(Value()) },
                // Its value is optional, so it is never the next argument.
                "--redis" => options with { Redis = RedisAddress(value) },
                "--one-process" => options with { OneProcess = true },
                "--links" => options with { Links = true },
                "--clocks" => options with { Clocks = true },
                "--rate-limit" => options with { RateLimit = OnOrOff(name, Value()) },
                "--telemetry" => options with { Telemetry = OnOrOff(name, Value()) },
                "--instances" => options with { Instances = [.. options.Instances, InstanceCount(Value())] },
                _ => throw new UsageException($"Unknown option: {name}.{Hint(name)} See ./community up --help"),
            };
        }

        return options.Port == options.DashboardPort ? throw new UsageException($"--port and --dashboard-port are both {options.Port}.")
            : options.OneProcess && options.Instances.Count > 0
                ? throw new UsageException("--instances and --one-process exclude each other.")
            : options;
    }

    private static int PortNumber(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? port
            : throw new UsageException($"{name} must be a number from 1 to 65535, not '{value}'.");

    private static string AmqpUri(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps"
            ? value
            : throw new UsageException("--rabbitmq must be a URI like amqp://user:password@host:5672/");

    private static string RedisAddress(string? value) =>
        value is null ? ""
        : RedisServers.FirstOf(value) is not null ? value
        : throw new UsageException("--redis stands alone, for a private one, or names a running one: --redis=127.0.0.1:6379,password=…");

    private static KeyValuePair<string, int> InstanceCount(string value) =>
        value.Split('=') is [{ Length: > 0 } service, var number]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && count is > 0 and <= 8
            ? KeyValuePair.Create(service, count)
            : throw new UsageException($"--instances must be like messaging=2, with a number from 1 to 8, not '{value}'.");

    private static bool OnOrOff(string name, string value) =>
        value switch
        {
            "on" => true,
            "off" => false,
            _ => throw new UsageException($"{name} must be on or off, not '{value}'."),
        };

    private static string Hint(string name) =>
        Known.Select(known => (known, Distance: Distance(known, name))).MinBy(pair => pair.Distance) is { Distance: <= 3 } nearest
            ? $" Did you mean {nearest.known}?"
            : "";

    // Levenshtein's edit distance, one row at a time.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                (diagonal, row[j]) = (row[j], Math.Min(change, Math.Min(row[j], row[j - 1]) + 1));
            }
        }

        return row[^1];
    }
}
