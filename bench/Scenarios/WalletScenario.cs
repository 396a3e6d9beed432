using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;
using Npgsql;

namespace Community.Bench.Scenarios;

/// <summary>
/// Orders paid with credits, through the gateway: all from one wallet, and each from one of many. The fleet commits those of one wallet in
/// batches. A second payments process, behind a second gateway, has batches of one.
/// </summary>
internal static class WalletScenario
{
    private const int ManyWallets = 64;
    private const int MostPerSecond = 4000;
    private const int PgbenchConnections = 32;
    private const double LeastOfPlain = 3;

    public static async Task<Report> RunAsync(BenchOptions options)
    {
        var fleet = await RunningFleet.FindUnlimitedAsync(options.Dashboard);
        using var folder = new TemporaryFolder();
        await using var members = new Members(fleet, Math.Max(64, options.Connections));
        await members.AddGuestsAsync(ManyWallets);
        var database = fleet.ConnectionString("payments");
        await using var orders = await CreditOrders.FillAsync(database, members.All);
        await using var plainPayments = await Twin.StartAsync(fleet, "payments", ("Payments__MaxGroup", "1"));
        await using var plainGateway = await Twin.StartAsync(
            fleet,
            "gateway",
            ("services__payments__http__0", plainPayments.Url),
            ("services__payments__h2c__0", plainPayments.Http2Url)
        );
        await using var scratch = await Scratch.CreateAsync(database);

        Alternative Pay(string name, string gateway, int wallets) =>
            new(
                name,
                async duration =>
                {
                    Member[] payers = [.. members.All.Take(wallets)];
                    var open = await orders.OpenAsync(payers, (int)(MostPerSecond * duration.TotalSeconds));
                    return await ClosedLoop.RunAsync(options.Connections, duration, _ => PayNextAsync(members.Http, gateway, open));
                }
            );
        var rounds = await Rounds.RunAsync(
            options,
            Pay("one wallet, in groups", fleet.GatewayUrl, 1),
            Pay("one wallet, one by one", plainGateway.Url, 1),
            Pay($"{ManyWallets} wallets", fleet.GatewayUrl, ManyWallets),
            Pgbench.Statement("PostgreSQL: one row", database, "UPDATE bench_one_row SET taken = taken + 1", folder, PgbenchConnections),
            Pgbench.Statement(
                "PostgreSQL: many rows",
                database,
                $"UPDATE bench_many_rows SET taken = taken + 1 WHERE id = (SELECT 1 + floor(random() * {Scratch.ManyRows})::integer)",
                folder,
                PgbenchConnections
            )
        );

        return new Report(
            [rounds.ToTable("one wallet, one by one")],
            [
                Bar.AtLeast(
                    "credit payments from one wallet in groups, of one by one",
                    rounds.Ratio("one wallet, in groups", "one wallet, one by one"),
                    LeastOfPlain
                ),
            ],
            rounds.Samples
        )
        {
            Notes =
            [
                $"POST /payments/orders/ID/pay-with-credits by {options.Connections} at once, through the gateway; a payment is 1 credit and an order of its own, opened before.",
                "One by one: the same program with groups of one. PostgreSQL: pgbench, prepared, a statement a transaction, on the fleet's server.",
                "These orders are never fulfilled: in this data folder GET /payments/ledger/proof counts them as waiting.",
            ],
        };
    }

    private static async Task PayNextAsync(HttpClient http, string gateway, ConcurrentQueue<(Guid Order, Member Payer)> open)
    {
        if (!open.TryDequeue(out var next))
        {
            throw new BenchException($"More than {MostPerSecond} payments a second: there are not enough orders.");
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, $"{gateway}/api/v1/payments/orders/{next.Order}/pay-with-credits");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", next.Payer.AccessToken);
        using var answer = await http.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }

    /// <summary>Wallets with credits, and orders to pay; disposing deletes the unpaid orders.</summary>
    private sealed class CreditOrders(string connectionString) : IAsyncDisposable
    {
        private const string Purpose = "bench";
        private readonly NpgsqlDataSource _payments = NpgsqlDataSource.Create(connectionString);

        public static async Task<CreditOrders> FillAsync(string connectionString, IReadOnlyList<Member> people)
        {
            var orders = new CreditOrders(connectionString);
            Guid[] ids = [.. people.Select(member => member.Id)];
            await orders.RunAsync(
                "INSERT INTO wallets (id, user_id, created_at) SELECT gen_random_uuid(), unnest($1), now() ON CONFLICT DO NOTHING",
                ids
            );
            await orders.RunAsync(
                """
                WITH given AS MATERIALIZED (SELECT gen_random_uuid() AS id, w.id AS wallet_id FROM wallets w WHERE user_id = ANY ($1)),
                    posted AS (INSERT INTO ledger_transactions (id, reference, kind, at) SELECT id, 'bench:' || id, 'referral', now() FROM given)
                INSERT INTO ledger_entries (transaction_id, account, wallet_id, currency, amount)
                SELECT given.id, side.account, CASE WHEN side.account = 'wallet' THEN given.wallet_id END, 'credits', side.amount
                FROM given, (VALUES ('credits_issued', -1000000000), ('wallet', 1000000000)) AS side(account, amount)
                """,
                ids
            );
            return orders;
        }

        public async Task<ConcurrentQueue<(Guid Order, Member Payer)>> OpenAsync(Member[] payers, int count)
        {
            Guid[] ids = [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];
            await RunAsync(
                """
                INSERT INTO orders (id, version, user_id, purpose, reference_id, description, amount_cents, currency, price_credits, status, expires_at, created_at)
                SELECT new.id, 1, ($2::uuid[])[1 + (new.number - 1) % cardinality($2)], $3, new.id, 'Something small', 10, 'USD', 1, 'open', now() + interval '1 hour', now()
                FROM unnest($1) WITH ORDINALITY AS new(id, number)
                """,
                ids,
                payers.Select(payer => payer.Id).ToArray(),
                Purpose
            );
            return new(ids.Select((id, i) => (id, payers[i % payers.Length])));
        }

        public async ValueTask DisposeAsync()
        {
            await RunAsync("DELETE FROM orders WHERE purpose = $1 AND status = 'open'", Purpose);
            await _payments.DisposeAsync();
        }

        private async Task RunAsync(string sql, params object[] values)
        {
            await using var command = _payments.CreateCommand(sql);
            command.CommandTimeout = 300;
            foreach (var value in values)
            {
                command.Parameters.Add(new() { Value = value });
            }

            await command.ExecuteNonQueryAsync();
        }
    }
}
