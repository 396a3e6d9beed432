using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;

namespace Community.Bench.Scenarios;

/// <summary>
/// Sign-in, refresh, and the most frequent call, all through the gateway, compared with PostgreSQL and Kestrel alone on this machine.
/// </summary>
internal static class IdentityScenario
{
    private const int People = 100;
    private const int WithPassword = 16;
    private const double LeastOfPostgres = 0.5;

    // The read of GET /auth/me.
    private const string Select = """
        SELECT id, username, email, phone, full_name, bio, location, region, city, age, gender, interests, identity_badge, picture_key,
            linkedin_url, github_url, roles, suspended_at, suspended_until, email_verified_at IS NOT NULL OR phone_verified_at IS NOT NULL,
            is_guest, created_at, last_login_at
        FROM users
        """;

    public static async Task<Report> RunAsync(BenchOptions options)
    {
        var fleet = await RunningFleet.FindUnlimitedAsync(options.Dashboard);
        using var folder = new TemporaryFolder();
        await using var members = new Members(fleet);
        await members.AddRegisteredAsync(WithPassword);
        await members.AddGuestsAsync(People - WithPassword);
        Member[] registered = [.. members.All.Where(member => member.Username.StartsWith("bench-", StringComparison.Ordinal))];
        await using var hello = await KestrelHello.StartAsync();

        var reads = await Rounds.RunAsync(
            options,
            Pgbench.PrimaryKeyReads(
                "PostgreSQL",
                fleet.ConnectionString("identity"),
                Select,
                members.All.Select(member => member.Id),
                folder,
                options.Connections
            ),
            Wrk.Get("GET /auth/me", $"{fleet.GatewayUrl}/api/v1/auth/me", folder, options.Connections, members.Tokens),
            Wrk.Get("... at the service", $"{fleet["identity"].Urls[0]}/api/v1/auth/me", folder, options.Connections, members.Tokens),
            Wrk.Get("Kestrel's hello", hello.Urls.First(), folder, options.Connections)
        );
        var sessions = await Rounds.RunAsync(
            options,
            ClosedLoop.Of("login", registered.Length, worker => members.LogInAsync(registered[worker])),
            ClosedLoop.Of("refresh", Math.Min(options.Connections, People), worker => members.All[worker].RefreshAsync())
        );

        return new Report(
            [reads.ToTable("PostgreSQL"), sessions.ToTable("login")],
            [
                Bar.AtLeast(
                    "GET /auth/me through the gateway, of PostgreSQL's reads by primary key",
                    reads.Ratio("GET /auth/me", "PostgreSQL"),
                    LeastOfPostgres
                ),
            ],
            new { Reads = reads.Samples, Sessions = sessions.Samples }
        )
        {
            Notes =
            [
                "PostgreSQL: pgbench, prepared, the same rows, columns and number of connections, on the fleet's own server.",
                "A login is an Argon2id hash (19 MiB, 2 passes) on as many threads as there are cores; its load generator is this program.",
            ],
        };
    }
}
