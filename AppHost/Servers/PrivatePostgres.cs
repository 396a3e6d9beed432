using System.Globalization;
using Community.AppHost.Processes;
using Npgsql;

namespace Community.AppHost.Servers;

/// <summary>Options of a private PostgreSQL.</summary>
public sealed record PostgresOptions
{
    /// <summary>
    /// Whether committed data survives a crash (fsync, synchronous commit). Off only for data that is deleted in any case.
    /// </summary>
    public bool Durable { get; init; } = true;

    /// <summary>The most connections at once, of all services and their pools.</summary>
    public int MaxConnections { get; init; } = 300;
}

/// <summary>
/// A private PostgreSQL: its data is in one folder, it listens on a loopback port that no system server uses, runs as an unprivileged user
/// if AppHost is root, and has a generated password. It starts on the data of a killed run too.
/// </summary>
public sealed class PrivatePostgres
{
    private const string Superuser = "community";
    private readonly ServerFolder _folder;
    private readonly PostgresOptions _options;
    private readonly Guardian _guardian;
    private readonly string _password;

    /// <summary>The most connections at once.</summary>
    public int MaxConnections => _options.MaxConnections;

    /// <param name="folder">The folder of all its files.</param>
    /// <param name="options">Its options.</param>
    /// <param name="guardian">Watches its helper processes.</param>
    public PrivatePostgres(string folder, PostgresOptions options, Guardian guardian)
    {
        _folder = new ServerFolder(folder, "postgres");
        _options = options;
        _guardian = guardian;
        _folder.Create();
        Port = Ports.Kept(_folder["port"]);
        _password = Secrets.Kept(_folder["password"], bytes: 24);
    }

    private PrivatePostgres(ServerFolder folder, Guardian guardian)
    {
        _folder = folder;
        _options = new PostgresOptions();
        _guardian = guardian;
        Port = int.Parse(File.ReadAllText(folder["port"]), CultureInfo.InvariantCulture);
        _password = File.ReadAllText(folder["password"]).Trim();
    }

    /// <summary>The server of a folder that another process runs; null if there is none.</summary>
    internal static PrivatePostgres? Find(string folder, Guardian guardian)
    {
        var existing = new ServerFolder(folder, "postgres");
        return File.Exists(existing["port"]) && File.Exists(existing["password"]) && File.Exists(existing["data/PG_VERSION"])
            ? new PrivatePostgres(existing, guardian)
            : null;
    }

    /// <summary>Its TCP port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Where PostgreSQL's programs are: the newest version installed by Debian's packages; null if none is.</summary>
    public static string? FindBinaries() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .EnumerateDirectories("/usr/lib/postgresql")
                .Where(folder => File.Exists($"{folder}/bin/postgres"))
                .MaxBy(folder => double.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))
                is { } newest
                ? $"{newest}/bin"
                : null
            : null;

    /// <summary>A connection string for one of its databases, as the superuser.</summary>
    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Database = database,
            Username = Superuser,
            Password = _password,
        }.ConnectionString;

    /// <summary>Prepares the folder (creates the cluster the first time) and returns how to start the server.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed, or the cluster cannot be created.</exception>
    public async Task<LaunchSpec> PrepareAsync()
    {
        var data = _folder["data"];
        if (!Directory.Exists(data))
        {
            await InitialiseAsync(data);
        }

        await RemoveLeftoversAsync(data);
        var bin = BinariesFor(data);
        return Run($"{bin}/postgres", ["-D", data, .. Settings().SelectMany(setting => (string[])["-c", setting])]) with
        {
            StopSignal = Signals.Interrupt, // "fast": ends sessions and writes a checkpoint
        };
    }

    /// <summary>The major version that wrote its data.</summary>
    internal string Version => File.ReadAllText(_folder["data/PG_VERSION"]).Trim();

    internal string PasswordFile => _folder["password"];

    /// <summary>Whether PostgreSQL of this major version is installed.</summary>
    internal static bool IsInstalled(string version) => File.Exists($"/usr/lib/postgresql/{version}/bin/postgres");

    /// <summary>Its databases, except PostgreSQL's own.</summary>
    internal async Task<IReadOnlyList<string>> DatabasesAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate AND datname <> 'postgres' ORDER BY 1",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var names = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    /// <summary>
    /// Copies the running server with all its databases into <paramref name="target"/>, as <c>base.tar.gz</c> and <c>pg_wal.tar.gz</c>. The
    /// databases are of one moment, which is in the time of this call.
    /// </summary>
    /// <exception cref="InvalidOperationException">It could not be copied; the reason is in the message.</exception>
    internal Task CopyAsync(string target, CancellationToken cancellationToken) =>
        ChildProcess.RunAsync(
            new LaunchSpec(
                $"{BinariesFor(_folder["data"])}/pg_basebackup",
                "-h",
                "127.0.0.1",
                "-p",
                Port.ToString(CultureInfo.InvariantCulture),
                "-U",
                Superuser,
                "-w",
                "-D",
                target,
                "-F",
                "tar",
                "-Z",
                "1",
                "-X",
                "stream",
                "-c",
                "fast"
            )
            {
                WorkingDirectory = "/",
                Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["PGPASSWORD"] = _password,
                    ["LC_ALL"] = "C.UTF-8",
                },
            },
            _guardian,
            cancellationToken
        );

    /// <summary>Makes the data of a server that does not exist yet from a copy of <see cref="CopyAsync"/>.</summary>
    /// <param name="folder">The folder of all the server's files.</param>
    /// <param name="copy">The folder of the copy.</param>
    /// <param name="password">The password of the copied server.</param>
    /// <param name="guardian">Watches the helper processes.</param>
    internal static async Task RestoreAsync(string folder, string copy, string password, Guardian guardian)
    {
        var restored = new ServerFolder(folder, "postgres");
        restored.Create();
        Secrets.Write(restored["password"], password);
        var fresh = restored["data.new"];
        Directory.CreateDirectory(fresh, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await ChildProcess.RunAsync(new LaunchSpec("tar", "-xzf", $"{copy}/base.tar.gz", "-C", fresh), guardian);
        await ChildProcess.RunAsync(new LaunchSpec("tar", "-xzf", $"{copy}/pg_wal.tar.gz", "-C", $"{fresh}/pg_wal"), guardian);
        await restored.OwnAsync(guardian);
        Directory.Move(fresh, restored["data"]);
    }

    /// <summary>Whether it answers a query. Never throws.</summary>
    public Task<bool> IsHealthyAsync(CancellationToken cancellationToken = default) =>
        IsHealthyAsync(ConnectionString("postgres"), cancellationToken);

    /// <summary>Whether the server behind <paramref name="connectionString"/> answers a query. Never throws.</summary>
    public static async Task<bool> IsHealthyAsync(string connectionString, CancellationToken cancellationToken = default)
    {
        try
        {
            var probe = new NpgsqlConnectionStringBuilder(connectionString)
            {
                Pooling = false,
                Timeout = 2,
                CommandTimeout = 2,
            };
            await using var connection = new NpgsqlConnection(probe.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            return await command.ExecuteScalarAsync(cancellationToken) is 1;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Creates the database of <paramref name="connectionString"/> on its server if it does not exist.</summary>
    public static async Task EnsureDatabaseAsync(string connectionString, CancellationToken cancellationToken = default)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        var database = builder.Database!;
        builder.Database = "postgres";
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection)
        {
            Parameters = { new NpgsqlParameter { Value = database } },
        };
        if (await exists.ExecuteScalarAsync(cancellationToken) is null)
        {
            await using var create = new NpgsqlCommand(
                $"CREATE DATABASE \"{database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
                connection
            );
            try
            {
                await create.ExecuteNonQueryAsync(cancellationToken);
            }
            catch (PostgresException exception)
                when (exception.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
            {
                // Another process created it meanwhile.
            }
        }
    }

    // The cluster is created beside its final place first, so that an incomplete one is never used.
    private async Task InitialiseAsync(string data)
    {
        var bin = FindBinaries() ?? throw new InvalidOperationException("PostgreSQL is not installed: apt-get install postgresql");
        var fresh = data + ".new";
        if (Directory.Exists(fresh))
        {
            Directory.Delete(fresh, recursive: true);
        }

        await _folder.OwnAsync(_guardian);
        List<string> arguments =
        [
            "-D",
            fresh,
            "-U",
            Superuser,
            $"--pwfile={_folder["password"]}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        ];
        if (!_options.Durable)
        {
            arguments.Add("--no-sync");
        }

        await ChildProcess.RunAsync(Run($"{bin}/initdb", arguments), _guardian);
        Directory.Move(fresh, data);
    }

    private static string BinariesFor(string data)
    {
        var version = File.ReadAllText($"{data}/PG_VERSION").Trim();
        var bin = $"/usr/lib/postgresql/{version}/bin";
        return File.Exists($"{bin}/postgres")
            ? bin
            : throw new InvalidOperationException(
                $"The data was written by PostgreSQL {version}, which is not installed: apt-get install postgresql-{version}"
            );
    }

    // After kill -9 the old server's processes may still be ending, and its postmaster.pid may have the pid of an unrelated process by now,
    // which would prevent the start. Exactly the processes that work in the data folder belong to the old server.
    private static async Task RemoveLeftoversAsync(string data)
    {
        var pidFile = $"{data}/postmaster.pid";
        for (var waited = 0; ProcessTable.WorkingIn(data) is { Count: > 0 } left; waited++)
        {
            foreach (var pid in left)
            {
                Signals.Send(pid, waited < 20 ? Signals.Quit : Signals.Kill);
            }

            await Task.Delay(100);
        }

        File.Delete(pidFile);
    }

    private IEnumerable<string> Settings()
    {
        yield return "listen_addresses=127.0.0.1";
        yield return $"port={Port}";
        yield return "unix_socket_directories=";
        yield return $"max_connections={_options.MaxConnections}";
        yield return "shared_buffers=128MB";
        yield return "max_wal_size=1GB";
        yield return "random_page_cost=1.1";
        yield return "jit=off"; // queries are short: compiling costs more than it saves
        yield return "timezone=UTC";
        yield return "log_timezone=UTC";
        yield return "log_line_prefix=%m [%p] %d ";
        // DETAIL and CONTEXT have the statement's parameters and rows, which are personal data: mail addresses, messages.
        yield return "log_error_verbosity=terse";
        yield return "log_parameter_max_length=0";
        yield return "log_parameter_max_length_on_error=0";
        yield return "log_checkpoints=off";
        yield return "logging_collector=off";
        if (!_options.Durable)
        {
            yield return "fsync=off";
            yield return "synchronous_commit=off";
            yield return "full_page_writes=off";
        }
    }

    private LaunchSpec Run(string program, IReadOnlyList<string> arguments) =>
        new(program, [.. arguments])
        {
            User = _folder.User,
            WorkingDirectory = "/",
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["LC_ALL"] = "C.UTF-8",
                ["HOME"] = _folder.Path,
                ["PGDATA"] = null,
                ["PGPORT"] = null,
            },
        };
}
