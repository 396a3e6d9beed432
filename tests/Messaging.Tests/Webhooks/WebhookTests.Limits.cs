using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Contracts.Identity;
using Community.Contracts.Social;
using Community.Messaging.Webhooks;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Community.Messaging.Tests.Webhooks;

/// <summary>Long logs, many attempts, and owners and receivers that make trouble.</summary>
public sealed partial class WebhookTests
{
    private OldWebhooks Sweep => app.Services.GetServices<IHostedService>().OfType<OldWebhooks>().Single();

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PingsAndRedeliveriesAreLimited()
    {
        var me = await app.PersonAsync();
        var webhook = await CreateAsync(me, "limited");
        var path = $"/api/v1/webhooks/{webhook.Id}";
        var delivery = await PingAsync(me, webhook.Id);
        await Poll.UntilAsync(async () => (await AttemptsAsync(me, webhook.Id, delivery)).Count == 1);
        foreach (var _ in Enumerable.Range(0, 8))
        {
            await PingAsync(me, webhook.Id);
        }

        using var http = Http(me);
        (await http.PostAsync($"{path}/deliveries/{delivery}/redeliver", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        // A delivery that is being sent is refused for that reason.
        await Poll.UntilAsync(async () => (await AttemptsAsync(me, webhook.Id, delivery)).Count == 2);
        foreach (var call in (string[])["ping", $"deliveries/{delivery}/redeliver"])
        {
            var refused = await http.PostAsync($"{path}/{call}", null);
            (await ReadAsync(refused, HttpStatusCode.TooManyRequests)).GetProperty("reason").GetString().ShouldBe("rate_limited");
            refused.Headers.RetryAfter.ShouldNotBeNull();
        }

        // Another webhook has its own limit, and this one's begins anew after a minute.
        await PingAsync(me, (await CreateAsync(me, "another")).Id);
        await ExecuteAsync($"UPDATE webhook_endpoints SET asked_since = asked_since - interval '1 minute' WHERE id = {webhook.Id}");
        await PingAsync(me, webhook.Id);
    }

    [Fact]
    public async Task OnlyTheLatestAttemptsAreKept()
    {
        var me = await app.PersonAsync();
        var webhook = await CreateAsync(me, "often");
        var delivery = await PingAsync(me, webhook.Id);
        await Poll.UntilAsync(async () => (await AttemptsAsync(me, webhook.Id, delivery)).Count == 1);
        await ExecuteAsync(
            $"""
            INSERT INTO webhook_attempts (delivery_id, number, at, milliseconds) SELECT {delivery}, number, now(), 1 FROM generate_series(2, 300) AS number
            """
        );
        await ExecuteAsync($"UPDATE webhook_deliveries SET attempts = 300 WHERE id = {delivery}");
        await RedeliverAsync(me, webhook.Id, delivery);
        await Poll.UntilAsync(async () => (await AttemptsAsync(me, webhook.Id, delivery)).Exists(one => NumberOf(one) == 301));
        var numbers = (await AttemptsAsync(me, webhook.Id, delivery)).ConvertAll(NumberOf);
        numbers.ShouldBe([.. Enumerable.Range(252, 50)]);
    }

    [Fact]
    public async Task ARedeliveryBeginsWithShortPauses()
    {
        var me = await app.PersonAsync();
        var webhook = await CreateAsync(me, "pauses");
        _receiver.Answer("pauses", 500);
        var delivery = await PingAsync(me, webhook.Id);
        await Poll.UntilAsync(async () => (await AttemptsAsync(me, webhook.Id, delivery)).Count == 1);
        await ExecuteAsync($"UPDATE webhook_deliveries SET attempts = 20 WHERE id = {delivery}");
        await RedeliverAsync(me, webhook.Id, delivery);
        await Poll.UntilAsync(async () => (await AttemptsAsync(me, webhook.Id, delivery)).Count == 2);
        var read = (await LogAsync(me, webhook.Id)).Single();
        var pause =
            read.GetProperty("next_attempt_at").GetDateTimeOffset()
            - read.GetProperty("last_attempt").GetProperty("at").GetDateTimeOffset();
        // Eight hours are the pause after the twenty-first attempt.
        pause.ShouldBeLessThan(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task ASweepGoesOnUntilAllThatIsOldIsGone()
    {
        var me = await app.PersonAsync();
        var webhook = await CreateAsync(me, "long-log");
        await AddLogAsync(webhook.Id, 6_000);
        await Sweep.SweepAsync(Ending);
        (await CountAsync($"SELECT count(*) AS \"Value\" FROM webhook_deliveries WHERE endpoint_id = {webhook.Id}")).ShouldBe(0);
        (await CountAsync($"SELECT count(*) AS \"Value\" FROM webhook_events WHERE type = {$"test.{webhook.Id}"}")).ShouldBe(0);
    }

    [Fact]
    public async Task APartOfTheSweepThatFailsDelaysNoOther()
    {
        var me = await app.PersonAsync();
        var webhook = await CreateAsync(me, "stuck");
        var order = Guid.CreateVersion7();
        await ExecuteAsync(
            $"INSERT INTO webhook_orders (order_id, is_requested, created_at) VALUES ({order}, true, now() - interval '401 days')"
        );
        var trigger = $"fails_{webhook.Id:N}";
        await RawAsync(
            $"""
            CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not now'; END $$;
            CREATE TRIGGER {trigger} BEFORE DELETE ON webhook_deliveries FOR EACH ROW WHEN (OLD.endpoint_id = '{webhook.Id}') EXECUTE FUNCTION {trigger}();
            """
        );
        try
        {
            await AddLogAsync(webhook.Id, 1);
            await Should.ThrowAsync<InvalidOperationException>(() => Sweep.SweepAsync(Ending));
            (await CountAsync($"SELECT count(*) AS \"Value\" FROM webhook_orders WHERE order_id = {order}")).ShouldBe(0);
        }
        finally
        {
            await RawAsync($"DROP FUNCTION {trigger}() CASCADE");
        }
    }

    /// <summary>A row of the log is locked, so that a deletion of all of it could not end.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AWebhookGoesAtOnceAndItsLogLater(bool isErased)
    {
        var me = await app.PersonAsync();
        var webhook = await CreateAsync(me, "deleted");
        await AddLogAsync(webhook.Id, 2_500);
        await using (var connection = await app.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Ending))
        {
            await using var transaction = await connection.BeginTransactionAsync(Ending);
            await using var held = new NpgsqlCommand(
                $"SELECT FROM webhook_deliveries WHERE endpoint_id = '{webhook.Id}' FOR UPDATE",
                connection,
                transaction
            );
            await held.ExecuteNonQueryAsync(Ending);
            if (isErased)
            {
                await app.PublishAsync(new UserErased(Guid.CreateVersion7(), Now, me, 9));
                await Poll.UntilAsync(async () =>
                    await CountAsync($"SELECT count(*) AS \"Value\" FROM webhook_endpoints WHERE user_id = {me}") == 0
                );
            }
            else
            {
                (await Http(me).DeleteAsync($"/api/v1/webhooks/{webhook.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
            }
        }

        foreach (var path in (string[])["", "/deliveries"])
        {
            (await Http(me).GetAsync($"/api/v1/webhooks/{webhook.Id}{path}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        (
            await CountAsync($"SELECT count(*) AS \"Value\" FROM webhook_endpoints WHERE id = {webhook.Id} AND (url <> '' OR secret <> '')")
        ).ShouldBe(0);
        await app.PublishAsync(Published(Guid.CreateVersion7(), me));
        await Sweep.SweepAsync(Ending);
        (await CountAsync($"SELECT count(*) AS \"Value\" FROM webhook_endpoints WHERE id = {webhook.Id}")).ShouldBe(0);
        (await CountAsync($"SELECT count(*) AS \"Value\" FROM webhook_events WHERE type = {$"test.{webhook.Id}"}")).ShouldBe(0);
    }

    [Fact]
    public async Task TheOwnerIsToldEachTimeThatAWebhookIsSwitchedOffOrADeliveryGivenUp()
    {
        var me = await app.PersonAsync();
        var webhook = await CreateAsync(me, "again");
        _receiver.Answer("again", 500);
        foreach (var title in (string[])["A webhook is switched off", "A webhook is switched off"])
        {
            await Http(me).PatchAsJsonAsync($"/api/v1/webhooks/{webhook.Id}", new { is_enabled = true });
            await ExecuteAsync($"UPDATE webhook_endpoints SET failing_since = now() - interval '6 days' WHERE id = {webhook.Id}");
            await PingAsync(me, webhook.Id);
            await ToldAndReadAsync(me, title);
            await ExecuteAsync($"DELETE FROM webhook_deliveries WHERE endpoint_id = {webhook.Id}");
        }

        await Http(me).PatchAsJsonAsync($"/api/v1/webhooks/{webhook.Id}", new { is_enabled = true });
        var delivery = await PingAsync(me, webhook.Id);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await Poll.UntilAsync(async () =>
                (await AttemptsAsync(me, webhook.Id, delivery)).Count > 0
                && await ExecuteAsync($"UPDATE webhook_deliveries SET attempts = attempts WHERE id = {delivery} AND leased_until IS NULL")
                    == 1
            );
            await ExecuteAsync(
                $"UPDATE webhook_deliveries SET available_at = now(), expires_at = now() + interval '20 seconds' WHERE id = {delivery} AND state = 'waiting'"
            );
            await ToldAndReadAsync(me, "A webhook fails");
            await RedeliverAsync(me, webhook.Id, delivery);
        }
    }

    [Fact]
    public async Task TheOwnerIsToldOfADeliveryThatEndsInTheSweep()
    {
        var me = await app.PersonAsync();
        var webhook = await CreateAsync(me, "backlog");
        _receiver.Answer("backlog", 500);
        var delivery = await PingAsync(me, webhook.Id);
        await Poll.UntilAsync(async () => (await AttemptsAsync(me, webhook.Id, delivery)).Count == 1);
        await ExecuteAsync($"UPDATE webhook_deliveries SET expires_at = now() WHERE id = {delivery} AND leased_until IS NULL");
        await Sweep.SweepAsync(Ending);
        await ToldAndReadAsync(me, "A webhook fails");
    }

    [Fact]
    public async Task WhatAnOwnerHasLostEndsAtOnce()
    {
        var (owner, another) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("public", owner);
        var webhook = await CreateAsync(owner, "lost");
        _receiver.Answer("lost", 500);
        await app.PublishAsync(
            new CommunityMemberJoined(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, community, another, "member")
        );
        await Poll.UntilAsync(() => _receiver.For("lost").Count == 1);
        await ExecuteAsync($"UPDATE memberships SET role = 'member' WHERE community_id = {community} AND user_id = {owner}");
        await DueAgainAsync(webhook.Id);
        await Poll.UntilAsync(async () => Text((await LogAsync(owner, webhook.Id)).Single(), "status") == "failed");
        _receiver.For("lost").Count.ShouldBe(1);
    }

    [Fact]
    public async Task TwoInstancesGiveAnEndpointTwoAttemptsAtATime()
    {
        await app.AnotherAsync();
        var me = await app.PersonAsync();
        var release = new TaskCompletionSource();
        _receiver.Answers["narrow"] = _ => release.Task;
        var narrow = await CreateAsync(me, "narrow");
        await ExecuteAsync($"UPDATE webhook_endpoints SET is_enabled = false WHERE id = {narrow.Id}");
        await AddWaitingAsync(narrow.Id, 40);
        await ExecuteAsync($"UPDATE webhook_endpoints SET is_enabled = true WHERE id = {narrow.Id}");
        await CreateAsync(me, "wide");
        await app.PublishAsync(Enumerable.Range(0, 20).Select(_ => Published(Guid.CreateVersion7(), me)));
        await Poll.UntilAsync(() => _receiver.For("wide").Count == 20 && _receiver.For("narrow").Count > 0);
        release.SetResult();
        await Poll.UntilAsync(() => _receiver.For("narrow").Select(one => one.Delivery).Distinct(StringComparer.Ordinal).Count() == 60);
        _receiver.MostOpen("narrow").ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task ASecretThatCannotBeReadIsAFailureOfItsOwnerUntilItIsRotated()
    {
        var me = await app.PersonAsync();
        var webhook = await CreateAsync(me, "unreadable");
        await ExecuteAsync(
            $"UPDATE webhook_endpoints SET secret = set_byte(secret, octet_length(secret) - 1, get_byte(secret, octet_length(secret) - 1) # 1) WHERE id = {webhook.Id}"
        );
        var delivery = await PingAsync(me, webhook.Id);
        await Poll.UntilAsync(async () => (await AttemptsAsync(me, webhook.Id, delivery)).Count == 1);
        Text((await AttemptsAsync(me, webhook.Id, delivery))[0], "error").ShouldBe("The secret of this webhook cannot be read. Rotate it.");
        var path = $"/api/v1/webhooks/{webhook.Id}";
        (await ReadAsync(await Http(me).GetAsync(path))).GetProperty("failing_since").ValueKind.ShouldBe(JsonValueKind.String);
        _receiver.For("unreadable").ShouldBeEmpty();

        var rotated = await ReadAsync(await Http(me).PostAsync($"{path}/rotate-secret", null));
        await DueAgainAsync(webhook.Id);
        await Poll.UntilAsync(() => _receiver.For("unreadable").Count == 1);
        _receiver.For("unreadable")[0].IsSignedWith(Text(rotated, "secret")).ShouldBeTrue();
    }

    [Fact]
    public async Task AnotherAddressBeginsAnew()
    {
        var me = await app.PersonAsync();
        var webhook = await CreateAsync(me, "former");
        await ExecuteAsync($"UPDATE webhook_endpoints SET failing_since = now() - interval '6 days' WHERE id = {webhook.Id}");
        var path = $"/api/v1/webhooks/{webhook.Id}";
        var same = await ReadAsync(await Http(me).PatchAsJsonAsync(path, new { url = $"{_receiver.Address}/former" }));
        same.GetProperty("failing_since").ValueKind.ShouldBe(JsonValueKind.String);
        _receiver.Answer("mended", 500);
        var changed = await ReadAsync(await Http(me).PatchAsJsonAsync(path, new { url = $"{_receiver.Address}/mended" }));
        changed.GetProperty("failing_since").ValueKind.ShouldBe(JsonValueKind.Null);
        var delivery = await PingAsync(me, webhook.Id);
        await Poll.UntilAsync(async () => (await AttemptsAsync(me, webhook.Id, delivery)).Count == 1);
        (await ReadAsync(await Http(me).GetAsync(path))).GetProperty("is_enabled").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task AFormerAdministratorsWebhooksTakeNoPlaceOfTheirOwn()
    {
        var me = await app.PersonAsync();
        foreach (var number in Enumerable.Range(0, 10))
        {
            await CreateAsync(me, $"fleet{number}", scope: "fleet");
        }

        await CreateAsync(me, "own");
    }

    [Fact]
    public async Task StrangersGetNoIdOfATrace()
    {
        string? trace = null;
        _receiver.Answers["traced"] = http =>
        {
            trace = http.Request.Headers.TraceParent.ToString();
            return Task.CompletedTask;
        };
        var id = Guid.CreateVersion7();
        var secret = app.Service<WebhookSignature>().NewSecret(id).Sealed;
        using var activity = new Activity("attempt").Start();
        var outcome = await app.Service<WebhookClient>()
            .SendAsync(
                new(
                    Guid.CreateVersion7(),
                    id,
                    Guid.CreateVersion7(),
                    1,
                    0,
                    Now,
                    id,
                    $"{_receiver.Address}/traced",
                    secret,
                    null,
                    null,
                    "{}"
                ),
                Ending
            );
        outcome.IsDelivered.ShouldBeTrue();
        trace.ShouldBe("");
    }

    [Fact]
    public async Task IdleWebhooksAreReadNeitherForASendingRoundNorForAnEvent()
    {
        var me = await app.PersonAsync();
        await CreateAsync(me, "busy");
        await ExecuteAsync(
            $$"""
            INSERT INTO webhook_endpoints (id, user_id, is_fleet_wide, url, description, event_types, secret, created_at, updated_at)
            SELECT gen_random_uuid(), gen_random_uuid(), false, 'https://example.com/', 'idle', '{}', '', now(), now() FROM generate_series(1, 5000)
            """
        );
        await RawAsync("ANALYZE webhook_endpoints");
        try
        {
            await using var scope = app.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<Data.MessagingDb>();
            await db.InTransactionAsync(async () =>
            {
                // The connection's count begins up to a second before the transaction: the sender of this instance may have read all rows
                // on it, with the plan from before the ANALYZE.
                var before = await ReadSoFarAsync();
                await scope.ServiceProvider.GetRequiredService<WebhookEvents>().AddAsync(Published(Guid.CreateVersion7(), me));
                (await ReadSoFarAsync() - before).ShouldBeLessThan(1_000);
                (await WebhookSender.LockAsync(db, 100, Now.AddSeconds(1), Ending)).ShouldNotBeEmpty();
                (await ReadSoFarAsync() - before).ShouldBeLessThan(1_000);
            });

            // The rows that this connection has read and not reported to the server's statistics yet.
            Task<long> ReadSoFarAsync() =>
                db
                    .Database.SqlQuery<long>(
                        $"""
                        SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) AS "Value" FROM pg_stat_xact_user_tables WHERE relname = 'webhook_endpoints'
                        """
                    )
                    .SingleAsync();
        }
        finally
        {
            await ExecuteAsync($"DELETE FROM webhook_endpoints WHERE description = 'idle'");
        }
    }

    private async Task ToldAndReadAsync(Guid me, string title)
    {
        await Poll.UntilAsync(async () =>
            (await ReadAsync(await Http(me).GetAsync("/api/v1/notifications")))
                .GetProperty("items")
                .EnumerateArray()
                .Any(one => Text(one, "title") == title && one.GetProperty("read_at").ValueKind == JsonValueKind.Null)
        );
        await ReadAsync(await Http(me).PatchAsJsonAsync("/api/v1/notifications/read", new { all = true }));
    }

    private async Task RedeliverAsync(Guid me, Guid webhook, Guid delivery) =>
        await ReadAsync(
            await Http(me).PostAsync($"/api/v1/webhooks/{webhook}/deliveries/{delivery}/redeliver", null),
            HttpStatusCode.Accepted
        );

    /// <summary>Settled deliveries, older than any log.</summary>
    private Task<int> AddLogAsync(Guid webhook, int count) => AddAsync(webhook, count, "delivered", "40 days");

    private Task<int> AddWaitingAsync(Guid webhook, int count) => AddAsync(webhook, count, "waiting", "1 second");

    private Task<int> AddAsync(Guid webhook, int count, string state, string age) =>
        ExecuteAsync(
            $$"""
            WITH added AS (
                INSERT INTO webhook_events (id, type, body, created_at)
                SELECT gen_random_uuid(), {{$"test.{webhook}"}}, '{"type":"test"}', now() - {{age}}::interval FROM generate_series(1, {{count}}) RETURNING id, created_at)
            INSERT INTO webhook_deliveries (id, endpoint_id, event_id, state, available_at, expires_at, created_at, settled_at)
            SELECT gen_random_uuid(), {{webhook}}, id, {{state}}, created_at, created_at + interval '3 days', created_at, CASE WHEN {{state}} <> 'waiting' THEN created_at END FROM added
            """
        );

    private static int NumberOf(JsonElement attempt) => attempt.GetProperty("number").GetInt32();

    private Task<long> CountAsync(FormattableString sql) => app.WithDbAsync(db => db.Database.SqlQuery<long>(sql).SingleAsync());

    private Task<int> ExecuteAsync(FormattableString sql) => app.WithDbAsync(db => db.Database.ExecuteSqlAsync(sql));

    private Task<int> RawAsync(string sql) => app.WithDbAsync(db => db.Database.ExecuteSqlRawAsync(sql));
}
