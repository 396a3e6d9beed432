using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Community.Contracts.Identity;
using Community.Payments.Erasure;
using Community.Payments.Orders;
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

    private HttpClient Fleet()
    {
        var http = app.Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Fleet", FakeIdentity.FleetKey);
        return http;
    }
}
