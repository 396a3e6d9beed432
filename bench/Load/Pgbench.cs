using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Community.Bench.Load;

/// <summary>PostgreSQL's own benchmark, on the server that the fleet uses.</summary>
internal static partial class Pgbench
{
    // pgbench accepts at most 128 scripts.
    private const int MostScripts = 100;

    /// <summary>
    /// Reads by primary key, prepared: one statement for each of many rows (pgbench has no variables that hold a UUID), each connection
    /// runs one statement at a time.
    /// </summary>
    /// <param name="name">The alternative's name.</param>
    /// <param name="connectionString">The database.</param>
    /// <param name="select">Everything before <c>WHERE id = …</c>.</param>
    /// <param name="ids">The rows.</param>
    /// <param name="folder">The folder for the scripts.</param>
    /// <param name="connections">The number of connections.</param>
    public static Alternative PrimaryKeyReads(
        string name,
        string connectionString,
        string select,
        IEnumerable<Guid> ids,
        TemporaryFolder folder,
        int connections
    )
    {
        var scripts = ids.Take(MostScripts).Select(id => folder.Write($"read-{id}.sql", $"{select} WHERE id = '{id}';\n")).ToList();
        return Of(name, connectionString, scripts, folder, connections);
    }

    /// <summary>One statement again and again, prepared, by each connection one at a time.</summary>
    /// <param name="name">The alternative's name.</param>
    /// <param name="connectionString">The database.</param>
    /// <param name="sql">The statement. A colon before a letter would be a variable of pgbench's.</param>
    /// <param name="folder">The folder for the script.</param>
    /// <param name="connections">The number of connections.</param>
    public static Alternative Statement(string name, string connectionString, string sql, TemporaryFolder folder, int connections) =>
        Of(name, connectionString, [folder.Write($"statement-{Guid.CreateVersion7()}.sql", sql + ";\n")], folder, connections);

    private static Alternative Of(string name, string connectionString, List<string> scripts, TemporaryFolder folder, int connections)
    {
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        var passwords = folder.Write(
            "pgpass",
            $"*:*:*:*:{server.Password!.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal)}\n"
        );
        File.SetUnixFileMode(passwords, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var connection = $"host={server.Host} port={server.Port} user={server.Username} dbname={server.Database} passfile={passwords}";
        return new Alternative(name, duration => RunAsync(connection, scripts, connections, duration));
    }

    private static async Task<Sample> RunAsync(string connection, List<string> scripts, int connections, TimeSpan duration)
    {
        var (output, errors, exitCode) = await Programs.RunAsync(
            $"{Programs.PostgresBinaries}/pgbench",
            [
                "-n",
                "-M",
                "prepared",
                "-j",
                "1",
                "-c",
                connections.ToString(CultureInfo.InvariantCulture),
                "-T",
                ((int)duration.TotalSeconds).ToString(CultureInfo.InvariantCulture),
                .. scripts.SelectMany(script => (string[])["-f", script]),
                connection,
            ]
        );
        if (exitCode != 0 || Tps().Match(output) is not { Success: true } tps)
        {
            throw new BenchException($"pgbench: {errors}{output}");
        }

        // pgbench's latencies need a log of every read, which would slow the reads.
        return new Sample(double.Parse(tps.Groups["tps"].Value, CultureInfo.InvariantCulture), double.NaN, double.NaN);
    }

    [GeneratedRegex(@"^tps = (?<tps>[0-9.]+) \(without", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Tps();
}
