using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Contracts.Payments;
using Community.Payments.CreditPacks;
using Community.Payments.Orders;
using Community.Payments.Tests.Plans;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Tests.CreditPacks;

/// <summary>Buying credits.</summary>
[Collection(nameof(PaymentsTests))]
public sealed class CreditPackTests(PaymentsApplication app)
{
    private readonly Guid _me = Guid.CreateVersion7();

    private HttpClient Me => app.HttpAs(_me);

    [Fact]
    public async Task AnyCallerSeesThePacksAndALargerOneIsCheaperForEachCredit()
    {
        var packs = await app.Http().GetFromJsonAsync<JsonElement[]>("/api/v1/wallet/packs");

        packs!.Length.ShouldBeGreaterThanOrEqualTo(3);
        packs[0].GetProperty("id").GetString().ShouldBe("credits_100");
        packs[0].GetProperty("amount_cents").GetInt64().ShouldBe(999);
        packs[0].GetProperty("currency").GetString().ShouldBe("USD");
        var each = packs
            .Select(pack => pack.GetProperty("amount_cents").GetInt64() / (double)pack.GetProperty("credits").GetInt64())
            .ToArray();
        each.ShouldBe(each.OrderDescending());
        each.Distinct().Count().ShouldBe(each.Length);
    }

    [Fact]
    public async Task NoTwoPacksHaveTheSameReference() =>
        (await Task.FromResult(CreditPack.All)).Select(pack => pack.ReferenceId).Distinct().Count().ShouldBe(CreditPack.All.Count);

    [Fact]
    public async Task APurchaseIs402WithTheOrder()
    {
        var answer = await Me.PostAsync("/api/v1/wallet/packs/credits_250/purchase", null);
        var problem = await answer.JsonAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        problem.Reason().ShouldBe("payment_required");
        problem.GetProperty("amount_cents").GetInt64().ShouldBe(2399);
        problem.GetProperty("currency").GetString().ShouldBe("USD");
        problem.GetProperty("price_credits").ValueKind.ShouldBe(JsonValueKind.Null);
        problem.GetProperty("expires_at").GetDateTimeOffset().ShouldBeGreaterThan(Seller.Now);
        var order = await Me.GetFromJsonAsync<JsonElement>($"/api/v1/payments/orders/{problem.OrderId()}");
        order.GetProperty("purpose").GetString().ShouldBe("credit_pack");
        order.GetProperty("status").GetString().ShouldBe("open");
    }

    [Fact]
    public async Task PaidTheCreditsAreInTheWalletOnce()
    {
        await using var heard = await Heard<CreditsChanged>.ListenAsync(app);
        var order = (await (await Me.PostAsync("/api/v1/wallet/packs/credits_500/purchase", null)).JsonAsync()).OrderId();

        (await app.PayAsync(order)).ShouldBe(OrderOutcome.Done);
        await app.PayAsync(order); // Paid twice: the surplus is refunded and gives no credits.

        (await app.BalanceAsync(_me)).ShouldBe(500);
        (await Me.GetFromJsonAsync<JsonElement>($"/api/v1/payments/orders/{order}"))
            .GetProperty("status")
            .GetString()
            .ShouldBe("fulfilled");
        var entry = (await Me.GetFromJsonAsync<JsonElement>("/api/v1/wallet/entries"))
            .GetProperty("items")
            .EnumerateArray()
            .ShouldHaveSingleItem();
        entry.GetProperty("kind").GetString().ShouldBe("credit_pack");
        entry.GetProperty("order_id").GetGuid().ShouldBe(order);
        await Poll.UntilAsync(() => heard.About(_me) is [{ Balance: 500, Change: 500, Reason: "credit_pack" }]);
    }

    [Fact]
    public async Task AskingAgainAtOnceOrLaterIsTheSameOrder()
    {
        var http = Enumerable.Range(0, 12).Select(_ => Me).ToArray();
        await Task.WhenAll(http.Select(me => me.GetAsync("/api/v1/wallet"))); // Connected, so that they arrive at once.
        var answers = await Task.WhenAll(http.Select(me => me.PostAsync("/api/v1/wallet/packs/credits_100/purchase", null)));
        var later = await Me.PostAsync("/api/v1/wallet/packs/credits_100/purchase", null);

        var orders = new HashSet<Guid>();
        foreach (var answer in answers.Append(later))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
            orders.Add((await answer.JsonAsync()).OrderId());
        }

        orders.Count.ShouldBe(1);
        (await app.WithDbAsync(db => db.Orders.CountAsync(order => order.UserId == _me))).ShouldBe(1);
    }

    [Fact]
    public async Task OncePaidTheNextPurchaseIsAnotherOrder()
    {
        var first = (await (await Me.PostAsync("/api/v1/wallet/packs/credits_100/purchase", null)).JsonAsync()).OrderId();
        await app.PayAsync(first);
        var second = (await (await Me.PostAsync("/api/v1/wallet/packs/credits_100/purchase", null)).JsonAsync()).OrderId();

        second.ShouldNotBe(first);
        await app.PayAsync(second);
        (await app.BalanceAsync(_me)).ShouldBe(200);
    }

    [Fact]
    public async Task AnothersOrderIsNotReused()
    {
        var mine = (await (await Me.PostAsync("/api/v1/wallet/packs/credits_100/purchase", null)).JsonAsync()).OrderId();
        var theirs = (
            await (await app.HttpAs(Guid.CreateVersion7()).PostAsync("/api/v1/wallet/packs/credits_100/purchase", null)).JsonAsync()
        ).OrderId();
        theirs.ShouldNotBe(mine);
    }

    [Fact]
    public async Task WithTheSameIdempotencyKeyTheAnswerIsTheSame()
    {
        var me = Me;
        me.DefaultRequestHeaders.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        var first = (await (await me.PostAsync("/api/v1/wallet/packs/credits_100/purchase", null)).JsonAsync()).OrderId();
        await app.PayAsync(first);
        (await (await me.PostAsync("/api/v1/wallet/packs/credits_100/purchase", null)).JsonAsync()).OrderId().ShouldBe(first);
    }

    [Fact]
    public async Task GivenBackTheCreditsAreTakenOnceAndOnlyWhereAllAreThere()
    {
        var (kept, spent) = (await BoughtAsync("credits_100"), await BoughtAsync("credits_250"));
        var admin = app.HttpAs(Guid.CreateVersion7(), "admin");

        (await admin.PostAsJsonAsync($"/api/v1/payments/{kept}/refund", new { amount_cents = 500 })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await admin.PostAsJsonAsync($"/api/v1/payments/{kept}/refund", new { })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.BalanceAsync(_me)).ShouldBe(250);
        await Me.PostAsJsonAsync("/api/v1/boosts", new { duration = "day", pay_with = "credits" });
        var refused = await admin.PostAsJsonAsync($"/api/v1/payments/{spent}/refund", new { });

        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.JsonAsync()).Reason().ShouldBe("already_used");
        (await app.BalanceAsync(_me)).ShouldBe(220);
    }

    private async Task<Guid> BoughtAsync(string pack)
    {
        var order = (await (await Me.PostAsync($"/api/v1/wallet/packs/{pack}/purchase", null)).JsonAsync()).OrderId();
        await app.PayAsync(order);
        return await app.WithDbAsync(db =>
            db.Payments.Where(payment => payment.OrderId == order).Select(payment => payment.Id).SingleAsync()
        );
    }

    [Theory]
    [InlineData("credits_1")]
    [InlineData("credits_-100")]
    [InlineData("CREDITS_100")]
    [InlineData("100")]
    [InlineData("%00")]
    public async Task AnUnknownPackIsNotFound(string id)
    {
        var answer = await Me.PostAsync($"/api/v1/wallet/packs/{id}/purchase", null);
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.NotFound, HttpStatusCode.BadRequest);
        (await app.WithDbAsync(db => db.Orders.AnyAsync(order => order.UserId == _me))).ShouldBeFalse();
    }

    [Fact]
    public async Task AStrangerCannotBuy() =>
        (await app.Http().PostAsync("/api/v1/wallet/packs/credits_100/purchase", null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
}
