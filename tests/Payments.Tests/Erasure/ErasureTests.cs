using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Community.Contracts.Identity;
using Community.Payments.Erasure;
using Community.Payments.Orders;
using Community.Payments.Plans;
using Community.Payments.Tests.Plans;
using Community.Payments.Wallets;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Tests.Erasure;

[Collection(nameof(PaymentsTests))]
public sealed class ErasureTests(PaymentsApplication app)
{
    private readonly Guid _person = Guid.CreateVersion7();

    [Fact]
    public async Task EveryTableThatKnowsPersonsSaysWhatBecomesOfIt()
    {
        var tables = await app.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""
                    SELECT DISTINCT table_name::text AS "Value" FROM information_schema.columns
                    WHERE table_schema = 'public' AND column_name IN ('user_id', 'referrer_id', 'referred_id')
                    """
                )
                .ToListAsync()
        );
        tables.Except(PersonalData.Tables.Select(table => table.Name), StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public async Task SalesAndTheLedgerStayWithoutThePersonAndOffersEnd()
    {
        var http = app.HttpAs(_person);
        await app.GiveCreditsAsync(_person, 300);
        var paid = await app.OpenAsync(Seller.Offer(_person));
        var open = await app.OpenAsync(Seller.Offer(_person));
        await http.PostJsonAsync($"/api/v1/payments/orders/{paid.OrderId}/pay-with-credits", null);
        var export = (await Fleet().GetFromJsonAsync<JsonNode>($"/internal/people/{_person}/export"))!;
        (export["orders"]!.AsArray().Count, export["credits"]!.GetValue<long>(), export["wallet_entries"]!.AsArray().Count).ShouldBe(
            (2, 50, 2)
        );

        await app.PublishAsync(new UserErased(Guid.CreateVersion7(), Seller.Now, _person, 9));
        await Poll.UntilAsync(() => app.WithDbAsync(async db => !await db.Orders.AnyAsync(order => order.UserId == _person)));
        var orders = await app.WithDbAsync(db =>
            db.Orders.Where(order => order.Id == paid.OrderId || order.Id == open.OrderId).ToDictionaryAsync(order => order.Id)
        );
        (orders[paid.OrderId].Status, orders[open.OrderId].Status).ShouldBe((OrderStatus.Paid, OrderStatus.Withdrawn));
        (await http.GetJsonAsync("/api/v1/wallet"))["balance"]!.GetValue<long>().ShouldBe(0);
        export = (await Fleet().GetFromJsonAsync<JsonNode>($"/internal/people/{_person}/export"))!;
        (export["orders"]!.AsArray().Count, export["wallet_entries"]!.AsArray().Count).ShouldBe((0, 0));

        var late = Seller.Offer(_person);
        await app.OpenAsync(late);
        (await app.WithDbAsync(db => db.Orders.SingleAsync(order => order.Id == late.OrderId))).UserId.ShouldBeNull();
        await app.MustBalanceAsync();
    }

    [Fact]
    public async Task ARequestWithATokenThatIsStillValidWritesNoRow()
    {
        var http = app.HttpAs(_person);
        await app.PublishAsync(new UserErased(Guid.CreateVersion7(), Seller.Now, _person, 9));
        await Poll.UntilAsync(IsErasedAsync);

        await http.PostJsonAsync("/api/v1/wallet/packs/credits_100/purchase", null, HttpStatusCode.NotFound);
        await http.PostJsonAsync("/api/v1/boosts", new { duration = "day" }, HttpStatusCode.NotFound);
        await http.PostJsonAsync("/api/v1/boosts", new { duration = "day", pay_with = "credits" }, HttpStatusCode.NotFound);
        await app.InTransactionAsync(db => db.RefreshEntitlementsAsync(_person, Seller.Now));

        (
            await app.WithDbAsync(async db =>
                await db.Orders.AnyAsync(order => order.UserId == _person)
                || await db.Wallets.AnyAsync(wallet => wallet.UserId == _person)
                || await db.Entitlements.AnyAsync(row => row.UserId == _person)
            )
        ).ShouldBeFalse();
    }

    [Fact]
    public async Task AnErasureWaitsForAWriterAndErasesItsRows()
    {
        await app.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            (await db.HoldAsync(_person)).ShouldBeTrue();
            await app.PublishAsync(new UserErased(Guid.CreateVersion7(), Seller.Now, _person, 9));
            await Poll.UntilAsync(() =>
                app.WithDbAsync(other =>
                    other
                        .Database.SqlQuery<bool>(
                            $"""
                            SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
                                WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()) AS "Value"
                            """
                        )
                        .SingleAsync()
                )
            );
            await db.LockWalletAsync(_person, Seller.Now);
            await transaction.CommitAsync();
            return true;
        });

        await Poll.UntilAsync(IsErasedAsync);
        (await app.WithDbAsync(db => db.Wallets.AnyAsync(wallet => wallet.UserId == _person))).ShouldBeFalse();
    }

    [Fact]
    public async Task MoneyForABuyerWhoIsErasedGoesBack()
    {
        var http = app.HttpAs(_person);
        var pack = (await http.PostJsonAsync("/api/v1/wallet/packs/credits_100/purchase", null, HttpStatusCode.PaymentRequired))[
            "order_id"
        ]!.GetValue<Guid>();
        var boost = (await http.PostJsonAsync("/api/v1/boosts", new { duration = "day" }, HttpStatusCode.PaymentRequired))[
            "order_id"
        ]!.GetValue<Guid>();
        await app.PublishAsync(new UserErased(Guid.CreateVersion7(), Seller.Now, _person, 9));
        await Poll.UntilAsync(IsErasedAsync);

        foreach (var order in (Guid[])[pack, boost])
        {
            await app.PayAsync(order);
            var (status, refunded, fulfilledAt) = await app.WithDbAsync(async db =>
            {
                var row = await db.Orders.SingleAsync(one => one.Id == order);
                return (row.Status, row.RefundedAmount, row.FulfilledAt);
            });
            (status, fulfilledAt).ShouldBe((OrderStatus.Refunded, null));
            refunded.ShouldBeGreaterThan(0);
        }

        await app.MustBalanceAsync();
    }

    private Task<bool> IsErasedAsync() =>
        app.WithDbAsync(db =>
            db.Database.SqlQuery<bool>($"""SELECT EXISTS (SELECT FROM erased_people WHERE user_id = {_person}) AS "Value" """).SingleAsync()
        );

    private HttpClient Fleet()
    {
        var http = app.Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Fleet", FakeIdentity.FleetKey);
        return http;
    }
}
