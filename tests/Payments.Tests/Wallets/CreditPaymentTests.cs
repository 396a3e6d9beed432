using System.Net;
using System.Net.Http.Json;
using Community.Contracts.Payments;
using Community.Payments.Orders;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Payments.Tests.Wallets;

[Collection(nameof(PaymentsTests))]
public sealed class CreditPaymentTests(PaymentsApplication app)
{
    private readonly Guid _buyer = Guid.CreateVersion7();

    private static string PathOf(Guid orderId) => $"/api/v1/payments/orders/{orderId}/pay-with-credits";

    [Fact]
    public async Task ARepeatAfterACrashBetweenPaymentAndAnswerIsAnsweredWithThePayment()
    {
        var http = app.HttpAs(_buyer);
        await app.GiveCreditsAsync(_buyer, 500);
        var offer = await app.OpenAsync(Seller.Offer(_buyer));
        http.DefaultRequestHeaders.Add("Idempotency-Key", $"pays-{offer.OrderId}");
        var paid = await http.PostJsonAsync(PathOf(offer.OrderId), null);
        await app.WithDbAsync(Crash.BetweenEffectAndAnswerAsync);

        var again = await http.PostJsonAsync(PathOf(offer.OrderId), null);

        again["payments"]!.ToJsonString().ShouldBe(paid["payments"]!.ToJsonString());
        (await http.GetJsonAsync("/api/v1/wallet"))["balance"]!.GetValue<long>().ShouldBe(250, "paid once");
        var other = app.HttpAs(_buyer);
        other.DefaultRequestHeaders.Add("Idempotency-Key", $"another-{offer.OrderId}");
        (await other.PostJsonAsync(PathOf(offer.OrderId), null, HttpStatusCode.Conflict))["reason"]!
            .GetValue<string>()
            .ShouldBe("already_paid");
    }

    [Fact]
    public async Task CreditsPayAnOrderAtOnceAndComeBackWithARefund()
    {
        var http = app.HttpAs(_buyer);
        await app.GiveCreditsAsync(_buyer, 300);
        var offer = await app.OpenAsync(Seller.Offer(_buyer));
        var paid = await http.PostJsonAsync(PathOf(offer.OrderId), null);
        paid["status"]!.GetValue<string>().ShouldBe(OrderStatus.Paid);
        (await http.GetJsonAsync("/api/v1/wallet"))["balance"]!.GetValue<long>().ShouldBe(50);
        await app.PublishAsync(
            new OrderFulfilled(Guid.CreateVersion7(), Seller.Now, offer.OrderId, 3, _buyer, offer.Purpose, offer.ReferenceId)
        );
        await http.WaitForStatusAsync(offer.OrderId, OrderStatus.Fulfilled);
        await app.PublishAsync(
            new RefundRequested(
                Guid.CreateVersion7(),
                Seller.Now,
                offer.OrderId,
                4,
                _buyer,
                offer.Purpose,
                offer.ReferenceId,
                null,
                "event_cancelled"
            )
        );
        await http.WaitForStatusAsync(offer.OrderId, OrderStatus.Refunded);
        (await http.GetJsonAsync("/api/v1/wallet"))["balance"]!.GetValue<long>().ShouldBe(300);
        var entries = (await http.GetJsonAsync("/api/v1/wallet/entries?limit=2"))!;
        entries["items"]!.AsArray().Select(entry => entry!["amount"]!.GetValue<long>()).ShouldBe([250, -250]);
        var rest = await http.GetJsonAsync("/api/v1/wallet/entries?cursor=" + entries["next_cursor"]!.GetValue<string>());
        rest["items"]!.AsArray().Single()!["amount"]!.GetValue<long>().ShouldBe(300);
        await app.MustBalanceAsync();
    }

    [Fact]
    public async Task WithoutEnoughCreditsNothingHappens()
    {
        var http = app.HttpAs(_buyer);
        await app.GiveCreditsAsync(_buyer, 249);
        var offer = await app.OpenAsync(Seller.Offer(_buyer));
        var refused = await http.PostJsonAsync(PathOf(offer.OrderId), null, HttpStatusCode.PaymentRequired);
        (refused["reason"]!.GetValue<string>(), refused["balance"]!.GetValue<long>()).ShouldBe(("insufficient_credits", 249));
        (refused["order_id"]!.GetValue<Guid>(), refused["price_credits"]!.GetValue<long>()).ShouldBe((offer.OrderId, 250));
        (await http.StatusOfAsync(offer.OrderId)).ShouldBe(OrderStatus.Open);
    }

    [Fact]
    public async Task AnotherPersonsOrderIsNotFound()
    {
        var offer = await app.OpenAsync(Seller.Offer(_buyer));
        var other = Guid.CreateVersion7();
        await app.GiveCreditsAsync(other, 1_000);
        await app.HttpAs(other).PostJsonAsync(PathOf(offer.OrderId), null, HttpStatusCode.NotFound);
        await app.HttpAs(other).GetJsonAsync($"/api/v1/payments/orders/{offer.OrderId}", HttpStatusCode.NotFound);
        await app.Http().PostJsonAsync(PathOf(offer.OrderId), null, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task WhatIsNotForCreditsOrOverOrPaidIsAConflict()
    {
        var http = app.HttpAs(_buyer);
        await app.GiveCreditsAsync(_buyer, 1_000);
        var money = await app.OpenAsync(Seller.Offer(_buyer, credits: null));
        (await http.PostJsonAsync(PathOf(money.OrderId), null, HttpStatusCode.Conflict))["reason"]!
            .GetValue<string>()
            .ShouldBe("not_for_credits");
        var over = await app.OpenAsync(Seller.Offer(_buyer, open: TimeSpan.Zero));
        (await http.PostJsonAsync(PathOf(over.OrderId), null, HttpStatusCode.Conflict))["reason"]!.GetValue<string>().ShouldBe("not_open");
        var twice = await app.OpenAsync(Seller.Offer(_buyer));
        await http.PostJsonAsync(PathOf(twice.OrderId), null);
        (await http.PostJsonAsync(PathOf(twice.OrderId), null, HttpStatusCode.Conflict))["reason"]!
            .GetValue<string>()
            .ShouldBe("already_paid");
        (await http.GetJsonAsync("/api/v1/wallet"))["balance"]!.GetValue<long>().ShouldBe(750);
    }

    [Fact]
    public async Task AWalletNeverGoesBelowZeroHoweverManyPayAtOnce()
    {
        var http = app.HttpAs(_buyer);
        await app.GiveCreditsAsync(_buyer, 250 * 7);
        var offers = Enumerable.Range(0, 20).Select(_ => Seller.Offer(_buyer)).ToArray();
        await app.PublishAsync(offers);
        await Poll.UntilAsync(() =>
            app.WithDbAsync(async db => await db.Orders.CountAsync(order => order.UserId == _buyer) == offers.Length)
        );
        // Each order is paid by two requests at once.
        var answers = await Task.WhenAll(
            offers
                .Concat(offers)
                .Select(async offer =>
                    (await http.PostAsJsonAsync(new Uri(PathOf(offer.OrderId), UriKind.Relative), (object?)null)).StatusCode
                )
        );
        answers.Count(status => status == HttpStatusCode.OK).ShouldBe(7);
        answers.ShouldAllBe(status =>
            status == HttpStatusCode.OK || status == HttpStatusCode.PaymentRequired || status == HttpStatusCode.Conflict
        );
        (await http.GetJsonAsync("/api/v1/wallet"))["balance"]!.GetValue<long>().ShouldBe(0);
        (await app.WithDbAsync(db => db.Orders.CountAsync(order => order.UserId == _buyer && order.Status == OrderStatus.Paid))).ShouldBe(
            7
        );
        await app.MustBalanceAsync();
    }

    [Theory]
    [InlineData("UPDATE ledger_entries SET amount = amount + 1", "ledger_is_append_only")]
    [InlineData("DELETE FROM ledger_entries", "ledger_is_append_only")]
    [InlineData("TRUNCATE ledger_transactions CASCADE", "ledger_is_append_only")]
    [InlineData("UPDATE wallets SET balance = balance + 1", "wallet_follows_ledger")]
    [InlineData(
        """
            WITH t AS (INSERT INTO ledger_transactions (id, reference, kind, at) VALUES (gen_random_uuid(), gen_random_uuid()::text, 'test', now()) RETURNING id)
            INSERT INTO ledger_entries (transaction_id, account, currency, amount) SELECT id, 'revenue', 'USD', 1 FROM t
            """,
        "ledger_balances"
    )]
    public async Task TheDatabaseItselfRefusesWhatIsNoBookkeeping(string sql, string constraint)
    {
        await app.GiveCreditsAsync(_buyer, 1);
        var refusal = await Should.ThrowAsync<PostgresException>(() => app.WithDbAsync(db => db.Database.ExecuteSqlRawAsync(sql)));
        refusal.ConstraintName.ShouldBe(constraint);
    }
}
