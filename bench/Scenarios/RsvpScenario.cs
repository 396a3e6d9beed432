using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;

namespace Community.Bench.Scenarios;

/// <summary>
/// A storm on one event: 5,000 people register for 500 seats at the same moment, through the gateway. The fleet commits them in batches. A
/// second events process, behind a second gateway, has batches of one, that is, a lock and a transaction for each request.
/// </summary>
internal static class RsvpScenario
{
    private const int People = 5000;
    private const int Seats = 500;
    private const int LeastConnections = 256;
    private const int PgbenchConnections = 32;
    private const double LeastOfPlain = 3;
    private const double LeastPerSecond = 5000;
    private const double LeastOfUnkeyed = 0.8;
    private static readonly TimeSpan StormLimit = TimeSpan.FromSeconds(8);

    public static async Task<Report> RunAsync(BenchOptions options)
    {
        var fleet = await RunningFleet.FindUnlimitedAsync(options.Dashboard);
        using var folder = new TemporaryFolder();
        await using var members = new Members(fleet);
        await members.AddRegisteredAsync(1);
        var organizer = await Organizer.OfAsync(members, fleet);
        await members.AddGuestsAsync(People);
        var tokens = members.Tokens.Skip(1).ToArray();
        await using var plainEvents = await Twin.StartAsync(fleet, "events", ("Registrations__MaxGroup", "1"));
        await using var plainGateway = await Twin.StartAsync(
            fleet,
            "gateway",
            ("services__events__http__0", plainEvents.Url),
            ("services__events__h2c__0", plainEvents.Http2Url)
        );

        var database = fleet.ConnectionString("events");
        await using var scratch = await Scratch.CreateAsync(database);
        var connections = Math.Max(options.Connections, LeastConnections);
        Alternative Storm(string name, string gateway, bool isKeyed = false) =>
            new(
                name,
                async _ =>
                    await WrkStorm.PostAsync(
                        $"{gateway}/api/v1/events/{await organizer.PublishAsync(Seats)}/register",
                        tokens,
                        folder,
                        connections,
                        StormLimit,
                        isKeyed
                    )
            );
        var rounds = await Rounds.RunAsync(
            options,
            Storm("in groups", fleet.GatewayUrl),
            Storm("in groups, with keys", fleet.GatewayUrl, isKeyed: true),
            Storm("one by one", plainGateway.Url),
            Pgbench.Statement("PostgreSQL: one row", database, "UPDATE bench_one_row SET taken = taken + 1", folder, PgbenchConnections),
            Pgbench.Statement(
                "PostgreSQL: a row each",
                database,
                "INSERT INTO bench_rows VALUES (gen_random_uuid(), 'waitlisted', now())",
                folder,
                PgbenchConnections
            )
        );

        return new Report(
            [rounds.ToTable("one by one")],
            [
                Bar.AtLeast(
                    "registrations through the gateway in groups, of one by one",
                    rounds.Ratio("in groups", "one by one"),
                    LeastOfPlain
                ),
                Bar.AtLeast(
                    "registrations a second through the gateway",
                    rounds.Median("in groups", sample => sample.PerSecond),
                    LeastPerSecond
                ),
                Bar.AtLeast(
                    "registrations with an Idempotency-Key each, of those without",
                    rounds.Ratio("in groups, with keys", "in groups"),
                    LeastOfUnkeyed
                ),
            ],
            rounds.Samples
        )
        {
            Notes =
            [
                $"{People:N0} people, each once, over {connections} connections, on a new event of {Seats} seats each time: {Seats} confirmed, the others waitlisted.",
                "One by one: the same program with groups of one. PostgreSQL: pgbench, prepared, a statement a transaction, on the fleet's server.",
            ],
        };
    }
}
