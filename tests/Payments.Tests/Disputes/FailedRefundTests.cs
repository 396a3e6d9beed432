using System.Net;
using System.Net.Http.Json;
using Community.Payments.Data;
using Community.Payments.Orders;
using Community.Payments.Tests.Plans;
using Community.Payments.Webhooks;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Payments.Tests.Disputes;

/// <summary>A bank returns a refund, at once or days later: the buyer is owed the money until it has arrived in some way.</summary>
[Collection(nameof(ProviderStories))]
public sealed class FailedRefundTests(PaymentsApplication app)
{
    private readonly Guid _buyer = Guid.CreateVersion7();

    private HttpClient Buyer => app.HttpAs(_buyer);

    [Theory]
    [InlineData("{id}/refund")]
    [InlineData("refunds/{id}/paid-out")]
    public async Task AnOldProofOfAnAdministratorMovesNoMoney(string path)
    {
        var url = $"/api/v1/payments/{path.Replace("{id}", $"{Guid.CreateVersion7()}", StringComparison.Ordinal)}";
        using var stale = app.HttpAsStale(Guid.CreateVersion7(), "admin");
        using var refused = await stale.PostAsJsonAsync(url, new { reason = "requested", note = "by bank transfer" });
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("reauthentication_required");
    }

    [Fact]
    public async Task ARefundThatFailsAfterItSucceededIsOwedAndTriedAgain()
    {
        await using var heard = await Heard<Contracts.Payments.PaymentRefunded>.ListenAsync(app);
        var (offer, _, refund) = await GivenBackAsync();
        await app.ControlAsync($"refunds/{refund}", new { outcome = "fail" });
        await Buyer.WaitForStatusAsync(offer, "refund_failed");
        (await Buyer.GetJsonAsync($"/api/v1/payments/orders/{offer}"))["refunded_amount"]!.GetValue<long>().ShouldBe(0);
        await app.MustAgreeWithTheProviderAsync();

        await app.TryRefundsNowAsync(offer);
        await Buyer.WaitForStatusAsync(offer, OrderStatus.Refunded);
        await app.MustAgreeWithTheProviderAsync();
        heard.About(offer).ShouldHaveSingleItem("the seller heard of it the first time");
    }

    [Fact]
    public async Task ARefundThatNeverSucceedsIsTriedAgainToo()
    {
        (await app.Sandbox().PutAsJsonAsync("/_sandbox/refunds", new { asynchronous = true })).EnsureSuccessStatusCode();
        var (offer, _) = await app.PaidAsync(_buyer);
        await app.SellerGivesBackAsync(offer);
        var id = await Poll.ForAsync(() =>
            app.WithDbAsync(db => db.Refunds.Where(r => r.OrderId == offer.OrderId).Select(r => r.ProviderId).SingleOrDefaultAsync())
        );
        (await app.Sandbox().PutAsJsonAsync("/_sandbox/refunds", new { asynchronous = false })).EnsureSuccessStatusCode();
        await app.ControlAsync($"refunds/{id}", new { outcome = "fail" });
        await Buyer.WaitForStatusAsync(offer.OrderId, "refund_failed");
        await app.TryRefundsNowAsync(offer.OrderId);
        await Buyer.WaitForStatusAsync(offer.OrderId, OrderStatus.Refunded);
        await app.MustAgreeWithTheProviderAsync();
    }

    [Fact]
    public async Task AnOperatorsRefundInPlaceOfAFailedOneIsNotAnnouncedAgain()
    {
        await using var heard = await Heard<Contracts.Payments.PaymentRefunded>.ListenAsync(app);
        var (offer, intent, refund) = await GivenBackAsync();
        await app.ControlAsync($"refunds/{refund}", new { outcome = "fail" });
        await Buyer.WaitForStatusAsync(offer, "refund_failed");
        await app.RefundAtProviderAsync(intent);
        await Buyer.WaitForStatusAsync(offer, OrderStatus.Refunded);

        // The order's events come in their order: the seller has heard all of them before this one.
        var (other, _) = await app.PaidAsync(_buyer);
        await app.SellerGivesBackAsync(other);
        await Poll.UntilAsync(() => heard.About(other.OrderId).Count > 0);
        heard.About(offer).ShouldHaveSingleItem("the seller heard of it the first time");
        await app.MustAgreeWithTheProviderAsync();
    }

    [Fact]
    public async Task ARefundThatIsUnderWayAtTheProviderIsFoundByItsMetadata()
    {
        (await app.Sandbox().PutAsJsonAsync("/_sandbox/refunds", new { asynchronous = true })).EnsureSuccessStatusCode();
        var (offer, _) = await app.PaidAsync(_buyer);
        await app.SellerGivesBackAsync(offer);
        var id = await Poll.ForAsync(() =>
            app.WithDbAsync(db => db.Refunds.Where(r => r.OrderId == offer.OrderId).Select(r => r.ProviderId).SingleOrDefaultAsync())
        );
        (await app.Sandbox().PutAsJsonAsync("/_sandbox/refunds", new { asynchronous = false })).EnsureSuccessStatusCode();
        // As after an answer that was lost.
        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"UPDATE refunds SET provider_id = NULL, next_attempt_at = now() + interval '1 day' WHERE order_id = {offer.OrderId}"
            )
        );

        await app.WithAsync(async services =>
        {
            var db = services.GetRequiredService<PaymentsDb>();
            var payment = await db.Payments.AsNoTracking().SingleAsync(payment => payment.OrderId == offer.OrderId);
            var finding = await services.GetRequiredService<StripeLookup>().OfRefundsAsync(payment, CancellationToken.None);
            await db.InTransactionAsync(() => services.GetRequiredService<StripeFacts>().ApplyAsync(finding));
            return true;
        });

        (await app.WithDbAsync(db => db.Refunds.Where(r => r.OrderId == offer.OrderId).Select(r => r.ProviderId).SingleAsync())).ShouldBe(
            id
        );
        await app.ControlAsync($"refunds/{id}", new { outcome = "succeed" });
        await Buyer.WaitForStatusAsync(offer.OrderId, OrderStatus.Refunded);
    }

    /// <summary>A dispute lasts for months, and the wait doubles with each attempt up to its limit.</summary>
    [Fact]
    public async Task ARefundThatWaitedForMonthsKeepsNoOtherWaiting()
    {
        var (waiting, intent) = await app.PaidAsync(_buyer);
        await app.ControlAsync("disputes", new { payment_intent = intent });
        await app.SellerGivesBackAsync(waiting);
        await Poll.UntilAsync(() => app.WithDbAsync(db => db.Refunds.AnyAsync(r => r.OrderId == waiting.OrderId && r.Attempts > 0)));
        await app.WithDbAsync(db => db.Database.ExecuteSqlAsync($"UPDATE refunds SET attempts = 60 WHERE order_id = {waiting.OrderId}"));
        await app.TryRefundsNowAsync(waiting.OrderId);

        var (other, _) = await app.PaidAsync(_buyer);
        await app.SellerGivesBackAsync(other);
        await Buyer.WaitForStatusAsync(other.OrderId, OrderStatus.Refunded);
        await Poll.UntilAsync(() => app.WithDbAsync(db => db.Refunds.AnyAsync(r => r.OrderId == waiting.OrderId && r.Attempts > 60)));
    }

    [Fact]
    public async Task TheBuyerMayTakeItAsCredits()
    {
        var (offer, _, refund) = await GivenBackAsync();
        await app.ControlAsync($"refunds/{refund}", new { outcome = "fail" });
        await Buyer.WaitForStatusAsync(offer, "refund_failed");
        var id = await app.WithDbAsync(db => db.Refunds.Where(r => r.OrderId == offer).Select(r => r.Id).SingleAsync());
        (
            await app.HttpAs(Guid.CreateVersion7())
                .PostAsync(new Uri($"/api/v1/payments/refunds/{id}/take-as-credits", UriKind.Relative), null)
        ).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await Buyer.PostJsonAsync($"/api/v1/payments/refunds/{id}/take-as-credits", null);
        await Buyer.PostJsonAsync($"/api/v1/payments/refunds/{id}/take-as-credits", null, HttpStatusCode.Conflict);
        (await Buyer.StatusOfAsync(offer)).ShouldBe(OrderStatus.Refunded);
        (await app.BalanceAsync(_buyer)).ShouldBe(250, "25.00 USD at 0.10 each");
        await app.TryRefundsNowAsync(offer);
        await app.MustAgreeWithTheProviderAsync();
    }

    [Theory]
    [InlineData(90_000, 100_000_000, 100, "what the money is worth, not what the seller says")]
    [InlineData(90_000, 60, 60, "the seller's own rate")]
    public async Task TakenAsCreditsTheMoneyBringsAtMostItsWorth(long amount, long price, long credits, string why)
    {
        var offered = Seller.Offer(_buyer, amount, "INR", price) with { SellerId = Guid.CreateVersion7() };
        var (offer, _) = await app.PaidAsync(_buyer, offered);
        await app.SellerGivesBackAsync(offer);
        await Buyer.WaitForStatusAsync(offer.OrderId, OrderStatus.Refunded);
        var refund = await app.WithDbAsync(db => db.Refunds.AsNoTracking().SingleAsync(r => r.OrderId == offer.OrderId));
        await app.ControlAsync($"refunds/{refund.ProviderId}", new { outcome = "fail" });
        await Buyer.WaitForStatusAsync(offer.OrderId, "refund_failed");

        await Buyer.PostJsonAsync($"/api/v1/payments/refunds/{refund.Id}/take-as-credits", null);
        (await app.BalanceAsync(_buyer)).ShouldBe(credits, why);
    }

    [Fact]
    public async Task AnOperatorMayPayItOutAnotherWay()
    {
        var (offer, _, refund) = await GivenBackAsync();
        await app.ControlAsync($"refunds/{refund}", new { outcome = "fail" });
        await Buyer.WaitForStatusAsync(offer, "refund_failed");
        var id = await app.WithDbAsync(db => db.Refunds.Where(r => r.OrderId == offer).Select(r => r.Id).SingleAsync());
        await Buyer.PostJsonAsync($"/api/v1/payments/refunds/{id}/paid-out", new { note = "me" }, HttpStatusCode.Forbidden);
        await app.HttpAs(Guid.CreateVersion7(), "admin")
            .PostJsonAsync($"/api/v1/payments/refunds/{id}/paid-out", new { note = "bank transfer 2026-11-22/7" });
        (await Buyer.StatusOfAsync(offer)).ShouldBe(OrderStatus.Refunded);
        await app.MustAgreeWithTheProviderAsync();
    }

    private async Task<(Guid Offer, string Intent, string Refund)> GivenBackAsync()
    {
        var (offer, intent) = await app.PaidAsync(_buyer);
        await app.SellerGivesBackAsync(offer);
        await Buyer.WaitForStatusAsync(offer.OrderId, OrderStatus.Refunded);
        return (
            offer.OrderId,
            intent,
            (await app.WithDbAsync(db => db.Refunds.Where(r => r.OrderId == offer.OrderId).Select(r => r.ProviderId).SingleAsync()))!
        );
    }
}

internal static class RefundClock
{
    /// <summary>Makes the next attempt due now.</summary>
    public static Task<int> TryRefundsNowAsync(this PaymentsApplication app, Guid orderId) =>
        app.WithDbAsync(
            (PaymentsDb db) =>
                db.Database.ExecuteSqlAsync(
                    $"UPDATE refunds SET next_attempt_at = now() WHERE order_id = {orderId} AND next_attempt_at IS NOT NULL"
                )
        );
}
