using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Community.Contracts.Payments;
using Community.Payments.Tests.Plans;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Tests.Boosts;

/// <summary>A boost shows a person at the top of discovery for a while.</summary>
[Collection(nameof(PaymentsTests))]
public sealed class BoostTests(PaymentsApplication app)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private readonly Guid _me = Guid.CreateVersion7();

    private HttpClient Me => app.HttpAs(_me);

    [Fact]
    public async Task TheCatalogueSaysWhatIsSoldAndThatIAmNotBoosted()
    {
        var boosts = await Me.GetFromJsonAsync<JsonElement>("/api/v1/boosts");
        boosts.GetProperty("boosted_until").ValueKind.ShouldBe(JsonValueKind.Null);
        boosts.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("duration").GetString()).ShouldBe(["day", "week"]);
        boosts.GetProperty("items")[1].GetProperty("hours").GetInt32().ShouldBe(168);
    }

    [Fact]
    public async Task ABoostIs402WithAnOrderForMoneyOrCredits()
    {
        var answer = await Me.PostAsJsonAsync("/api/v1/boosts", new { duration = "day" });
        var problem = await answer.JsonAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        problem.GetProperty("amount_cents").GetInt64().ShouldBe(299);
        problem.GetProperty("price_credits").GetInt64().ShouldBe(30);
        (await (await Me.PostAsJsonAsync("/api/v1/boosts", new { duration = "day" })).JsonAsync()).OrderId().ShouldBe(problem.OrderId());
        (await (await Me.PostAsJsonAsync("/api/v1/boosts", new { duration = "week" })).JsonAsync())
            .OrderId()
            .ShouldNotBe(problem.OrderId());
    }

    [Fact]
    public async Task PaidItRunsAndTheFleetIsTold()
    {
        await using var heard = await Heard<ProfileBoosted>.ListenAsync(app);
        var before = Seller.Now;
        await app.PayAsync((await (await Me.PostAsJsonAsync("/api/v1/boosts", new { duration = "week" })).JsonAsync()).OrderId());

        var until = await UntilAsync();
        until.ShouldBeInRange(before.AddDays(7), Seller.Now.AddDays(7));
        await Poll.UntilAsync(() => heard.About(_me) is [{ Version: 1 }]);
        heard.About(_me)[0].BoostedUntil.ShouldBe(until);
    }

    [Fact]
    public async Task PaidFromTheWalletItRunsAtOnceAndAddsUp()
    {
        await using var heard = await Heard<ProfileBoosted>.ListenAsync(app);
        await app.GiveCreditsAsync(_me, 100);
        var first = await Me.PostAsJsonAsync("/api/v1/boosts", new { duration = "day", pay_with = "credits" });
        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        var until = (await first.JsonAsync()).GetProperty("boosted_until").GetDateTimeOffset();
        var second = await Me.PostAsJsonAsync("/api/v1/boosts", new { duration = "day", pay_with = "credits" });

        (await second.JsonAsync()).GetProperty("boosted_until").GetDateTimeOffset().ShouldBe(until + Day);
        (await UntilAsync()).ShouldBe(until + Day);
        (await app.BalanceAsync(_me)).ShouldBe(40);
        (await app.WithDbAsync(db => db.Orders.Where(order => order.UserId == _me).Select(order => order.Status).ToListAsync())).ShouldBe([
            "fulfilled",
            "fulfilled",
        ]);
        await Poll.UntilAsync(() => heard.About(_me).Select(boosted => boosted.Version).SequenceEqual([1, 2]));
    }

    [Fact]
    public async Task ABoostThatIsOverIsNotShownAndTheNextBeginsNow()
    {
        var past = Seller.Now.AddDays(-3);
        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync($"INSERT INTO boosts (user_id, boosted_until, version) VALUES ({_me}, {past}, 4)")
        );
        (await Me.GetFromJsonAsync<JsonElement>("/api/v1/boosts")).GetProperty("boosted_until").ValueKind.ShouldBe(JsonValueKind.Null);
        await app.GiveCreditsAsync(_me, 30);
        var before = Seller.Now;

        await Me.PostAsJsonAsync("/api/v1/boosts", new { duration = "day", pay_with = "credits" });

        (await UntilAsync()).ShouldBeInRange(before + Day, Seller.Now + Day);
    }

    [Fact]
    public async Task TooFewCreditsAre402WithTheOrderAndNothingIsPaid()
    {
        await app.GiveCreditsAsync(_me, 29);
        var answer = await Me.PostAsJsonAsync("/api/v1/boosts", new { duration = "day", pay_with = "credits" });
        var problem = await answer.JsonAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        problem.Reason().ShouldBe("insufficient_credits");
        problem.GetProperty("balance").GetInt64().ShouldBe(29);
        (await app.BalanceAsync(_me)).ShouldBe(29);
        (
            problem.GetProperty("amount_cents").GetInt64(),
            problem.GetProperty("currency").GetString(),
            problem.GetProperty("price_credits").GetInt64()
        ).ShouldBe((299, "USD", 30));
        await app.GiveCreditsAsync(_me, 1);
        await Me.PostJsonAsync($"/api/v1/payments/orders/{problem.OrderId()}/pay-with-credits", null, HttpStatusCode.OK);
        (await app.BalanceAsync(_me)).ShouldBe(0);
    }

    [Fact]
    public async Task ManyAtOnceSpendWhatIsThereAndNoMore()
    {
        await app.GiveCreditsAsync(_me, 100);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => Me.PostAsJsonAsync("/api/v1/boosts", new { duration = "day", pay_with = "credits" }))
        );

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(3);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.PaymentRequired).ShouldBe(9);
        (await app.BalanceAsync(_me)).ShouldBe(10);
        (await app.WithDbAsync(db => db.Boosts.Where(boost => boost.UserId == _me).Select(boost => boost.Version).SingleAsync())).ShouldBe(
            3
        );
    }

    [Fact]
    public async Task TheSameIdempotencyKeyIsOneBoost()
    {
        await app.GiveCreditsAsync(_me, 100);
        var me = Me;
        me.DefaultRequestHeaders.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        var first = await (await me.PostAsJsonAsync("/api/v1/boosts", new { duration = "day", pay_with = "credits" })).JsonAsync();
        var again = await (await me.PostAsJsonAsync("/api/v1/boosts", new { duration = "day", pay_with = "credits" })).JsonAsync();

        again.GetProperty("boosted_until").GetDateTimeOffset().ShouldBe(first.GetProperty("boosted_until").GetDateTimeOffset());
        (await app.BalanceAsync(_me)).ShouldBe(70);
    }

    [Fact]
    public async Task GivenBackTheBoostIsShorterOnceAndAnOverOneIsUsedUp()
    {
        await using var heard = await Heard<ProfileBoosted>.ListenAsync(app);
        var (first, second) = (await BoughtAsync("week"), await BoughtAsync("day"));
        var both = await UntilAsync();
        var admin = app.HttpAs(Guid.CreateVersion7(), "admin");

        await admin.PostAsJsonAsync($"/api/v1/payments/{second}/refund", new { amount_cents = 100 });
        await admin.PostAsJsonAsync($"/api/v1/payments/{second}/refund", new { });
        (await UntilAsync()).ShouldBe(both - Day);
        await Poll.UntilAsync(() => heard.About(_me).Select(boosted => boosted.Version).SequenceEqual([1, 2, 3]));

        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"""
                UPDATE boost_periods SET starts_at = now() - interval '8 days', ends_at = now() - interval '1 hour'
                WHERE order_id IN (SELECT id FROM orders WHERE user_id = {_me})
                """
            )
        );
        var refused = await admin.PostAsJsonAsync($"/api/v1/payments/{first}/refund", new { });
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.JsonAsync()).Reason().ShouldBe("already_used");
    }

    private async Task<Guid> BoughtAsync(string duration)
    {
        var order = (await (await Me.PostAsJsonAsync("/api/v1/boosts", new { duration })).JsonAsync()).OrderId();
        await app.PayAsync(order);
        return await app.WithDbAsync(db =>
            db.Payments.Where(payment => payment.OrderId == order).Select(payment => payment.Id).SingleAsync()
        );
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"duration\":null}")]
    [InlineData("{\"duration\":\"year\"}")]
    [InlineData("{\"duration\":\"Day\"}")]
    [InlineData("{\"duration\":\"\"}")]
    [InlineData("{\"duration\":-1}")]
    [InlineData("{\"duration\":99999999999999999999}")]
    [InlineData("{\"duration\":[\"day\"]}")]
    [InlineData("{\"duration\":\"day\",\"pay_with\":\"card\"}")]
    [InlineData("{\"duration\":\"day\",\"pay_with\":true}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public async Task ABadRequestIs400AndNothingIsOrdered(string body)
    {
        var answer = await Me.PostAsync("/api/v1/boosts", new StringContent(body, Encoding.UTF8, "application/json"));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await app.WithDbAsync(db => db.Orders.AnyAsync(order => order.UserId == _me))).ShouldBeFalse();
    }

    [Fact]
    public async Task AStrangerSeesAndBuysNothing()
    {
        (await app.Http().GetAsync("/api/v1/boosts")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await app.Http().PostAsJsonAsync("/api/v1/boosts", new { duration = "day" })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<DateTimeOffset> UntilAsync() =>
        (await Me.GetFromJsonAsync<JsonElement>("/api/v1/boosts")).GetProperty("boosted_until").GetDateTimeOffset();
}
