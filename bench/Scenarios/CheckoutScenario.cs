using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;

namespace Community.Bench.Scenarios;

/// <summary>
/// The fleet's main job: paid seats a second, from registering (402) to the ticket, through gateway, events, payments, Stripe's stand-in,
/// its webhook and the bus. PostgreSQL's own commits are measured for comparison: one seat is about a dozen transactions in three
/// databases.
/// </summary>
internal static class CheckoutScenario
{
    private const int Buyers = 1000;
    private const int PgbenchConnections = 32;
    private const string Storm = "buyers at once";
    private const string Keyed = "buyers at once, with keys";
    private const double LeastOfUnkeyed = 0.8;

    public static async Task<Report> RunAsync(BenchOptions options)
    {
        var fleet = await RunningFleet.FindUnlimitedAsync(options.Dashboard);
        using var folder = new TemporaryFolder();
        await using var members = new Members(fleet, Math.Max(64, options.Connections));
        await members.AddRegisteredAsync(1);
        var organizer = await Organizer.OfAsync(members, fleet);
        await members.AddGuestsAsync(Buyers);
        await using var storm = new PaidSeats(fleet, members, organizer, options.Connections);
        await using var keyed = new PaidSeats(fleet, members, organizer, options.Connections, isKeyed: true);
        await using var alone = new PaidSeats(fleet, members, organizer, 1);

        var database = fleet.ConnectionString("payments");
        await using var scratch = await Scratch.CreateAsync(database);
        var rounds = await Rounds.RunAsync(
            options,
            ClosedLoop.Of(Storm, options.Connections, _ => storm.BuyAsync()),
            ClosedLoop.Of(Keyed, options.Connections, _ => keyed.BuyAsync()),
            ClosedLoop.Of("one buyer at a time", 1, _ => alone.BuyAsync()),
            Pgbench.Statement(
                "PostgreSQL: a row each",
                database,
                "INSERT INTO bench_rows VALUES (gen_random_uuid(), 'paid', now())",
                folder,
                PgbenchConnections
            )
        );

        var steps = new Table("milliseconds", "p50", "p95", "p99", "alone: p50", "p95", "p99");
        foreach (var step in PaidSeats.Steps)
        {
            steps.Add([step, .. Percentiles(storm.Times[step]), .. Percentiles(alone.Times[step])]);
        }

        return new Report(
            [rounds.ToTable("one buyer at a time"), steps],
            [
                Bar.AtLeast(
                    "seats a second with an Idempotency-Key in each request, of those without",
                    rounds.Ratio(Keyed, Storm),
                    LeastOfUnkeyed
                ),
            ],
            new
            {
                rounds.Samples,
                Steps = PaidSeats.Steps.ToDictionary(
                    step => step,
                    step => new { Storm = Summary(storm.Times[step]), Alone = Summary(alone.Times[step]) },
                    StringComparer.Ordinal
                ),
            }
        )
        {
            Notes =
            [
                "A seat: POST /register (402), POST /create-checkout-session, paid at the stand-in, its webhook, the bus, confirmed, GET /status.",
                "PostgreSQL: pgbench, prepared, a statement a transaction, on the fleet's server. The stand-in and this program share the machine.",
            ],
        };
    }

    private static IEnumerable<string> Percentiles(IEnumerable<double> times) => Summary(times).Select(Table.Figure);

    private static double[] Summary(IEnumerable<double> times)
    {
        var all = times.ToArray();
        return [all.Percentile(50), all.Percentile(95), all.Percentile(99)];
    }
}
