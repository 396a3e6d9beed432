using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Community.AppHost.Processes;
using RabbitMQ.Client;

namespace Community.AppHost.Servers;

/// <summary>
/// A private RabbitMQ: its data is in one folder, it listens on loopback ports that no system broker uses, runs as an unprivileged user if
/// AppHost is root, and has a generated password, its own Erlang cookie and its own port mapper. It starts on the data of a killed run too.
/// </summary>
public sealed class PrivateRabbitMq
{
    private const string User = "community";
    private const string Server = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private const string Control = "/usr/lib/rabbitmq/bin/rabbitmqctl";
    private const string TopologyFile = "topology.json";

    // The port mapper runs in the broker's process group and is started again when it dies. Without it the broker would start one as a
    // daemon, which would outlive the run (-start_epmd false forbids that).
    private const string Script = $"""
        while :; do epmd -relaxed_command_check; sleep 0.2; done &
        exec {Server}
        """;

    // The broker's own sizes are for servers with a million processes (8 and 40 MB of tables) and ten threads that write files. With these
    // it needs a quarter less memory. Writes of quorum queues stay in memory until their log is full: 512 MB by default.
    private const string ErlangSizes = "+P 65536 +t 262144 +A 1 +SDcpu 1:1 +SDio 4";

    private readonly ServerFolder _folder;
    private readonly Guardian _guardian;
    private readonly int _virtualHosts;
    private readonly string _password;
    private readonly int _distributionPort;
    private readonly int _mapperPort;

    /// <param name="folder">The folder of all its files.</param>
    /// <param name="guardian">Watches its helper processes.</param>
    /// <param name="virtualHosts">The number of virtual hosts, named t1, t2, …, besides "/" (each costs about 10 ms).</param>
    public PrivateRabbitMq(string folder, Guardian guardian, int virtualHosts = 0)
    {
        _folder = new ServerFolder(folder, "rabbitmq");
        _guardian = guardian;
        _virtualHosts = virtualHosts;
        _folder.Create();
        Port = Ports.Kept(_folder["port"]);
        _distributionPort = Ports.Kept(_folder["port.distribution"]);
        _mapperPort = Ports.Kept(_folder["port.mapper"]);
        _password = Convert.ToHexStringLower(Convert.FromBase64String(Secrets.Kept(_folder["password"], bytes: 24)));
    }

    private PrivateRabbitMq(ServerFolder folder, Guardian guardian)
    {
        _folder = folder;
        _guardian = guardian;
        Port = Number("port");
        _distributionPort = Number("port.distribution");
        _mapperPort = Number("port.mapper");
        _password = Convert.ToHexStringLower(Convert.FromBase64String(File.ReadAllText(folder["password"]).Trim()));

        int Number(string name) => int.Parse(File.ReadAllText(folder[name]), CultureInfo.InvariantCulture);
    }

    /// <summary>Its AMQP port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The broker of a folder that another process runs; null if there is none.</summary>
    internal static PrivateRabbitMq? Find(string folder, Guardian guardian)
    {
        var existing = new ServerFolder(folder, "rabbitmq");
        return File.Exists(existing["complete"]) ? new PrivateRabbitMq(existing, guardian) : null;
    }

    /// <summary>
    /// Lets a broker that does not exist yet begin with these exchanges, queues and bindings, so that an event which is published before
    /// its consumers have started waits for them.
    /// </summary>
    /// <param name="folder">The folder of all its files.</param>
    /// <param name="topology">The result of <see cref="TopologyAsync"/>.</param>
    internal static void Restore(string folder, string topology)
    {
        var restored = new ServerFolder(folder, "rabbitmq");
        restored.Create();
        Secrets.Write(restored[TopologyFile], topology);
    }

    /// <summary>The durable queues of the running broker, with the number of messages that wait or are being consumed.</summary>
    internal async Task<IReadOnlyList<KeyValuePair<string, long>>> QueuesAsync(CancellationToken cancellationToken)
    {
        var queues = await ControlAsync(
            '[',
            ["list_queues", "--silent", "--formatter", "json", "name", "messages", "durable", "exclusive"],
            cancellationToken
        );
        return
        [
            .. from queue in queues.AsArray()
            where Is(queue, "durable") && !Is(queue, "exclusive")
            select KeyValuePair.Create(queue["name"]!.GetValue<string>(), queue["messages"]!.GetValue<long>()),
        ];

        // A quorum queue has an empty text where it has no value.
        static bool Is(JsonNode? queue, string member) => queue![member]?.ToString() == "true";
    }

    /// <summary>The durable exchanges, queues and bindings of the running broker, in the form of its definitions (JSON).</summary>
    internal async Task<string> TopologyAsync(CancellationToken cancellationToken)
    {
        var all = await ControlAsync('{', ["export_definitions", "-", "--silent", "--format", "json"], cancellationToken);
        var kept = new JsonObject();
        foreach (var kind in (string[])["exchanges", "queues", "bindings"])
        {
            kept[kind] = new JsonArray([
                .. all[kind]!.AsArray().Where(entry => entry!["auto_delete"]?.GetValue<bool>() != true).Select(entry => entry!.DeepClone()),
            ]);
        }

        return kept.ToJsonString();
    }

    /// <summary>Whether Debian's package is installed.</summary>
    public static bool IsInstalled => File.Exists(Server);

    /// <summary>The AMQP URI of virtual host "/".</summary>
    public string Uri => $"amqp://{User}:{_password}@127.0.0.1:{Port}/";

    /// <summary>Prepares the folder and returns how to start the broker.</summary>
    /// <exception cref="InvalidOperationException">RabbitMQ is not installed.</exception>
    public async Task<LaunchSpec> PrepareAsync()
    {
        if (!IsInstalled)
        {
            throw new InvalidOperationException("RabbitMQ is not installed: apt-get install rabbitmq-server");
        }

        if (!File.Exists(_folder["complete"]) && Directory.Exists(_folder["mnesia"]))
        {
            Directory.Delete(_folder["mnesia"], recursive: true); // It was killed before its first start was complete: the schema is incomplete.
        }

        Secrets.Write(
            _folder[".erlang.cookie"],
            Secrets.Kept(_folder["cookie"], bytes: 24).Replace('/', '_').Replace('+', '_').TrimEnd('=')
        );
        File.WriteAllText(_folder["enabled_plugins"], "[].\n");
        Secrets.Write(_folder["definitions.json"], Definitions()); // has the password
        File.WriteAllText(
            _folder["rabbitmq.conf"],
            $"""
            listeners.tcp.1 = 127.0.0.1:{Port}
            load_definitions = {_folder["definitions.json"]}
            num_acceptors.tcp = 4
            disk_free_limit.absolute = 50MB
            collect_statistics_interval = 60000
            background_gc_enabled = true
            raft.wal_max_size_bytes = 67108864
            log.console = true
            log.console.level = info
            log.connection.level = warning
            log.file = false

            """
        );
        await _folder.OwnAsync(_guardian);
        return new LaunchSpec("sh", "-c", Script)
        {
            User = _folder.User,
            WorkingDirectory = _folder.Path,
            Environment = BrokerEnvironment(),
            StopGrace = TimeSpan.FromSeconds(15),
        };
    }

    /// <summary>Whether it accepts a login. Never throws. The first success shows that its data is complete.</summary>
    public async Task<bool> IsHealthyAsync(CancellationToken cancellationToken = default)
    {
        var healthy = await IsHealthyAsync(Uri, cancellationToken);
        if (healthy && !File.Exists(_folder["complete"]))
        {
            await File.WriteAllTextAsync(_folder["complete"], "", CancellationToken.None);
        }

        return healthy;
    }

    /// <summary>Whether the broker at <paramref name="uri"/> accepts a login. Never throws.</summary>
    public static async Task<bool> IsHealthyAsync(string uri, CancellationToken cancellationToken = default)
    {
        try
        {
            var factory = new ConnectionFactory
            {
                Uri = new Uri(uri),
                AutomaticRecoveryEnabled = false,
                RequestedConnectionTimeout = TimeSpan.FromSeconds(2),
                ContinuationTimeout = TimeSpan.FromSeconds(2),
            };
            // The client is slow to notice a closed port.
            using (var knock = new Socket(SocketType.Stream, ProtocolType.Tcp))
            {
                await knock.ConnectAsync(factory.HostName, factory.Port, cancellationToken);
            }

            await using var connection = await factory.CreateConnectionAsync("health", cancellationToken);
            await connection.CloseAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private string Definitions()
    {
        var hosts = Enumerable
            .Range(1, _virtualHosts)
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"t{number}"))
            .Prepend("/")
            .ToArray();
        var definitions = JsonSerializer
            .SerializeToNode(
                new
                {
                    users = new[]
                    {
                        new
                        {
                            name = User,
                            password = _password,
                            tags = "administrator",
                        },
                    },
                    vhosts = hosts.Select(name => new { name }),
                    permissions = hosts.Select(vhost => new
                    {
                        user = User,
                        vhost,
                        configure = ".*",
                        write = ".*",
                        read = ".*",
                    }),
                }
            )!
            .AsObject();

        // A restored topology is for the first start only: later, a queue without a consumer would come back at each start.
        if (!File.Exists(_folder["complete"]) && File.Exists(_folder[TopologyFile]))
        {
            foreach (var (kind, entries) in JsonNode.Parse(File.ReadAllText(_folder[TopologyFile]))!.AsObject())
            {
                definitions[kind] = entries!.DeepClone();
            }
        }

        return definitions.ToJsonString();
    }

    private async Task<JsonNode> ControlAsync(char first, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var lines = await ChildProcess.ReadAsync(
            new LaunchSpec(Control, arguments)
            {
                User = _folder.User,
                WorkingDirectory = _folder.Path,
                Environment = BrokerEnvironment(),
            },
            _guardian,
            cancellationToken
        );
        // Warnings may come before the answer.
        var answer = string.Join('\n', lines.SkipWhile(line => !line.StartsWith(first)));
        return JsonNode.Parse(answer) ?? throw new InvalidOperationException($"{Control} answered nothing.");
    }

    private Dictionary<string, string?> BrokerEnvironment() =>
        new(StringComparer.Ordinal)
        {
            ["HOME"] = _folder.Path,
            ["LC_ALL"] = "C.UTF-8",
            ["RABBITMQ_NODENAME"] = "community@localhost",
            ["RABBITMQ_NODE_PORT"] = string.Create(CultureInfo.InvariantCulture, $"{Port}"),
            ["RABBITMQ_DIST_PORT"] = string.Create(CultureInfo.InvariantCulture, $"{_distributionPort}"),
            ["RABBITMQ_CONFIG_FILE"] = _folder["rabbitmq.conf"],
            ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
            ["RABBITMQ_MNESIA_BASE"] = _folder["mnesia"],
            ["RABBITMQ_LOG_BASE"] = _folder["log"],
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = _folder["enabled_plugins"],
            ["RABBITMQ_PID_FILE"] = _folder["pid"],
            ["ERL_EPMD_ADDRESS"] = IPAddress.Loopback.ToString(),
            ["ERL_EPMD_PORT"] = string.Create(CultureInfo.InvariantCulture, $"{_mapperPort}"),
            // Erlang's distribution runs any code for a peer that knows the cookie; by default it listens on every address.
            ["ERL_AFLAGS"] = "-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}",
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = ErlangSizes,
            ["RUNNING_UNDER_SYSTEMD"] = "true", // the script then becomes the broker, so signal and pid are the broker's own
            ["NOTIFY_SOCKET"] = null,
        };
}
