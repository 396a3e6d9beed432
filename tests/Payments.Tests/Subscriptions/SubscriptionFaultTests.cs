using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Contracts.Payments;
using Community.Payments.Orders;
using Community.Payments.Stripe;
using Community.Payments.Subscriptions;
using Community.Payments.Tests.Plans;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Tests.Subscriptions;

/// <summary>Lost, late, repeated and duplicated messages lead to the same result.</summary>
[Collection(nameof(PaymentsTests))]
public sealed class SubscriptionFaultTests(PaymentsApplication app)
{
    private readonly Guid _me = Guid.CreateVersion7();

    private HttpClient Me => app.HttpAs(_me);

    [Fact]
    public async Task ALostWebhookIsNotALostPlan()
    {
        await using var silent = await app.WebhooksAsync(new { enabled = false });
        (await app.PayPageAsync(await Me.PageAsync("premium"))).ShouldBe(HttpStatusCode.OK);
        await Me.WaitForPlanAsync("premium", "active");
        await Poll.UntilAsync(async () => await app.PaidAsync(_me) is [(999, "fulfilled")]);
    }

    [Fact]
    public async Task NoticesOfSeveralPaymentsLostAreNoPaymentLost()
    {
        await app.SubscribeAsync(_me, "premium");
        // A late webhook of the first payment would postpone the next check.
        await NothingPendingAsync();
        await using var silent = await app.WebhooksAsync(new { enabled = false });
        await app.AdvanceAsync(_me);
        await app.AdvanceAsync(_me);
        (await app.PaidAsync(_me)).Count.ShouldBe(1);

        // A day later.
        var stripeId = await app.StripeIdAsync(_me);
        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync($"UPDATE subscriptions SET next_check_at = now() WHERE stripe_subscription_id = {stripeId}")
        );

        await Poll.UntilAsync(async () => await app.PaidAsync(_me) is [(999, "fulfilled"), (999, "fulfilled"), (999, "fulfilled")]);
        await app.MustBalanceAsync();
    }

    [Fact]
    public async Task WebhooksInAnyOrderSeveralTimesAreOnePayment()
    {
        await using var heard = await Heard<SubscriptionChanged>.ListenAsync(app);
        await using var odd = await app.WebhooksAsync(
            new
            {
                copies = 3,
                shuffle = true,
                delay_ms = new { min = 0, max = 300 },
            }
        );
        await app.SubscribeAsync(_me, "premium");
        await app.AdvanceAsync(_me, "fail");
        await Me.WaitForPlanAsync("premium", "past_due");
        await app.AdvanceAsync(_me);
        await Me.WaitForPlanAsync("premium", "active");
        await Me.WantAsync("elite");
        await NothingPendingAsync();

        (await app.PaidAsync(_me)).Select(paid => paid.Status).ShouldBe(["fulfilled", "fulfilled", "fulfilled"]);
        (await Me.MineAsync()).GetProperty("plan").GetString().ShouldBe("elite");
        await Poll.UntilAsync(() => heard.About(_me) is [.., { Plan: "elite", Status: "active" }]);
        heard
            .About(_me)
            .Select(changed => changed.Version)
            .ShouldBe(Enumerable.Range(1, heard.About(_me).Count).Select(version => (long)version));
        await app.MustBalanceAsync();
    }

    [Fact]
    public async Task WhatAnOldEventSaysDoesNotCount()
    {
        await app.SubscribeAsync(_me, "premium");
        var stripes = await app.AtStripeAsync($"subscriptions/{await app.StripeIdAsync(_me)}");
        var old = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(stripes.GetRawText())!;
        old["status"] = JsonSerializer.SerializeToElement("canceled");
        foreach (var type in new[] { "customer.subscription.deleted", "customer.subscription.updated" })
        {
            (await app.Http().SendAsync(Seller.Webhook(type, old))).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await Me.MineAsync()).GetProperty("status").GetString().ShouldBe("active");
        (await app.PaidAsync(_me)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task WhatWasFetchedBeforeAnotherWasAppliedIsNotApplied()
    {
        await app.SubscribeAsync(_me, "premium");
        await NothingPendingAsync();
        var (facts, before) = (app.Service<SubscriptionFacts>(), (await app.WithDbAsync(db => db.CurrentSubscriptionAsync(_me)))!);
        var fetched = await app.Service<IStripe>().GetSubscriptionAsync(before.StripeSubscriptionId!);

        (await facts.TryApplyAsync(fetched with { CancelAtPeriodEnd = true }, before.Applied)).ShouldBeTrue();
        (await facts.TryApplyAsync(fetched, before.Applied)).ShouldBeFalse();

        (await Me.MineAsync()).GetProperty("status").GetString().ShouldBe("cancelling");
    }

    [Fact]
    public async Task AnotherSystemsSubscriptionsAndInvoicesAreNothingToUs()
    {
        (
            await app.Http()
                .SendAsync(
                    Seller.Webhook(
                        "customer.subscription.updated",
                        new
                        {
                            id = "sub_unknown",
                            @object = "subscription",
                            status = "active",
                        }
                    )
                )
        ).StatusCode.ShouldBe(HttpStatusCode.OK);
        (
            await app.Http()
                .SendAsync(
                    Seller.Webhook(
                        "invoice.paid",
                        new
                        {
                            id = "in_unknown",
                            @object = "invoice",
                            status = "paid",
                            amount_due = 999,
                            amount_paid = 999,
                            currency = "usd",
                            subscription = "sub_unknown",
                        }
                    )
                )
        ).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task OfTwoThatWerePaidTheFirstStaysAndTheOtherGoesBack()
    {
        var lost = await Me.PageAsync("premium");
        // As if it had been closed here before Stripe knew of it.
        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync($"UPDATE subscriptions SET status = 'ended', next_check_at = NULL WHERE session_id = {lost}")
        );
        await app.SubscribeAsync(_me, "elite");
        (await app.PayPageAsync(lost)).ShouldBe(HttpStatusCode.OK);

        await Poll.UntilAsync(async () =>
            (await app.PaidAsync(_me)).OrderBy(paid => paid.Amount).ToArray() is [(999, "refunded"), (1999, "fulfilled")]
        );
        await Poll.UntilAsync(async () =>
            await app.RowAsync(lost) is { IsSuperfluous: true, Status: "ended", Closing: null, StripeSubscriptionId: not null }
        );
        (await app.AtStripeAsync($"subscriptions/{(await app.RowAsync(lost)).StripeSubscriptionId}"))
            .GetProperty("status")
            .GetString()
            .ShouldBe("canceled");
        (await Me.MineAsync()).GetProperty("plan").GetString().ShouldBe("elite");
        await app.MustBalanceAsync();
    }

    [Fact]
    public async Task WhatWasPaidAfterItEndedIsThereUnlessAnotherIsPaid()
    {
        var lost = await Me.PageAsync("premium");
        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync($"UPDATE subscriptions SET status = 'ended', next_check_at = NULL WHERE session_id = {lost}")
        );
        var second = await Me.PageAsync("elite");
        (await app.PayPageAsync(lost)).ShouldBe(HttpStatusCode.OK);

        await Me.WaitForPlanAsync("premium", "active");
        await Poll.UntilAsync(async () =>
            await app.PayPageAsync(second) == HttpStatusCode.Gone || (await app.RowAsync(second)).IsSuperfluous
        );
        await Poll.UntilAsync(async () => (await app.PaidAsync(_me)).Count(paid => paid.Status == "fulfilled") == 1);
        (await Me.MineAsync()).GetProperty("plan").GetString().ShouldBe("premium");
    }

    [Fact]
    public async Task AnErasedPersonsSubscriptionEndsAtOnceAlsoAtStripeAndTheRecordsStay()
    {
        await app.SubscribeAsync(_me, "premium");
        var (stripeId, order) = (
            await app.StripeIdAsync(_me),
            await app.WithDbAsync(db => db.Orders.Where(o => o.UserId == _me).Select(o => o.Id).SingleAsync())
        );
        var customer = (await app.AtStripeAsync($"subscriptions/{stripeId}")).GetProperty("customer").GetString();

        await app.PublishAsync(new Contracts.Identity.UserErased(Guid.CreateVersion7(), Seller.Now, _me, 9));

        await Poll.UntilAsync(async () =>
            (await app.AtStripeAsync($"subscriptions/{stripeId}")).GetProperty("status").GetString() == "canceled"
        );
        await Poll.UntilAsync(async () => (await app.AtStripeAsync($"customers/{customer}")).TryGetProperty("deleted", out _));
        await Poll.UntilAsync(async () =>
            await app.WithDbAsync(db =>
                db.Subscriptions.AnyAsync(ours =>
                    ours.StripeSubscriptionId == stripeId && ours.Status == SubscriptionStatus.Ended && ours.Closing == null
                )
            )
        );
        (await app.WithDbAsync(db => db.Orders.AsNoTracking().SingleAsync(o => o.Id == order))).ShouldSatisfyAllConditions(
            kept => kept.UserId.ShouldBeNull(),
            kept => kept.Status.ShouldBe("fulfilled")
        );
        // The customer's id is deleted last: until Stripe has deleted the customer, the service needs it.
        await Poll.UntilAsync(async () =>
            !await app.WithDbAsync(db =>
                db.Subscribers.AnyAsync(subscriber => subscriber.UserId == _me || subscriber.StripeCustomerId == customer)
            )
        );
    }

    [Fact]
    public async Task ARenewalOfAnErasedPersonIsBookedWithoutThePersonAndGoesBack()
    {
        await app.SubscribeAsync(_me, "premium");
        var stripeId = await app.StripeIdAsync(_me);
        // As if Stripe had renewed it during the cancellation.
        await app.WithDbAsync(db => db.Database.ExecuteSqlAsync($"UPDATE subscribers SET user_id = NULL WHERE user_id = {_me}"));
        (
            await app.Sandbox().PostAsJsonAsync($"/_sandbox/subscriptions/{stripeId}/advance", new { outcome = "pay" })
        ).EnsureSuccessStatusCode();

        await Poll.UntilAsync(async () =>
            await app.WithDbAsync(db =>
                db.SubscriptionInvoices.CountAsync(invoice =>
                    db.Subscriptions.Any(ours => ours.Id == invoice.SubscriptionId && ours.StripeSubscriptionId == stripeId)
                    && db.Orders.Any(o => o.Id == invoice.OrderId && o.UserId == null && o.Status == OrderStatus.Refunded)
                )
            ) == 1
        );
    }

    private Task NothingPendingAsync() =>
        Poll.UntilAsync(async () =>
            (await app.Sandbox().GetFromJsonAsync<JsonElement>("/_sandbox/webhooks/pending")).GetProperty("pending").GetInt32() == 0
        );
}
