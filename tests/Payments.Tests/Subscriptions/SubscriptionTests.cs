using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Community.Contracts.Payments;
using Community.Payments.Plans;
using Community.Payments.Tests.Plans;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Tests.Subscriptions;

/// <summary>Subscribing, changing and ending, against Stripe's stand-in.</summary>
[Collection(nameof(PaymentsTests))]
public sealed class SubscriptionTests(PaymentsApplication app)
{
    private readonly Guid _me = Guid.CreateVersion7();

    private HttpClient Me => app.HttpAs(_me);

    [Fact]
    public async Task AnyCallerSeesThePlans()
    {
        var plans = await app.Http().GetFromJsonAsync<JsonElement[]>("/api/v1/subscriptions/plans");
        plans!
            .Select(plan => (plan.GetProperty("plan").GetString(), plan.GetProperty("amount_cents").GetInt64()))
            .ShouldBe([("free", 0), ("premium", 999), ("elite", 1999)]);
        plans![2].GetProperty("entitlements").GetArrayLength().ShouldBe(5);
    }

    [Theory]
    [InlineData("premium")]
    [InlineData("elite")]
    public async Task EliteForLifeIsNotSoldALowerPlan(string plan)
    {
        await app.InTransactionAsync(db => db.GrantAsync(_me, Plan.LifetimeElite, null, $"test:{_me}", Seller.Now));
        var refused = await Me.PostJsonAsync(
            "/api/v1/subscriptions/me",
            new
            {
                plan,
                success_url = "https://app.example.org/paid",
                cancel_url = "https://app.example.org/",
            },
            HttpStatusCode.Conflict
        );
        refused["reason"]!.GetValue<string>().ShouldBe("plan_included");
        (
            await app.WithDbAsync(db =>
                db.Subscriptions.AnyAsync(row => db.Subscribers.Any(one => one.Id == row.SubscriberId && one.UserId == _me))
            )
        ).ShouldBeFalse();
    }

    [Fact]
    public async Task AUserWithoutASubscriptionHasTheFreePlan()
    {
        var mine = await Me.MineAsync();
        mine.GetProperty("plan").GetString().ShouldBe("free");
        mine.GetProperty("source").GetString().ShouldBe("none");
        mine.GetProperty("status").GetString().ShouldBe("none");
        mine.GetProperty("entitlements").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task PaidThePlanIsThereTheMoneyIsBookedAndTheFleetIsTold()
    {
        await using var entitlements = await Heard<EntitlementsChanged>.ListenAsync(app);
        await using var changes = await Heard<SubscriptionChanged>.ListenAsync(app);
        var session = await Me.PageAsync("premium");
        (await Me.MineAsync()).GetProperty("status").GetString().ShouldBe("pending");
        (await app.PayPageAsync(session)).ShouldBe(HttpStatusCode.OK);

        await Me.WaitForPlanAsync("premium", "active");
        var mine = await Me.MineAsync();
        mine.GetProperty("source").GetString().ShouldBe("subscription");
        mine.GetProperty("current_period_end").GetDateTimeOffset().ShouldBeInRange(Seller.Now.AddDays(27), Seller.Now.AddDays(32));
        mine.GetProperty("until").GetDateTimeOffset().ShouldBe(mine.GetProperty("current_period_end").GetDateTimeOffset());
        mine.GetProperty("grace_until").ValueKind.ShouldBe(JsonValueKind.Null);
        await Poll.UntilAsync(async () => (await app.PaidAsync(_me)) is [(999, "fulfilled")]);
        await Poll.UntilAsync(() => entitlements.About(_me) is [{ Version: 1, Plan: "premium" }]);
        await Poll.UntilAsync(() => changes.About(_me) is [{ Version: 1, Plan: "premium", Status: "active" }]);
        var payment = await app.WithDbAsync(db =>
            db.Payments.AsNoTracking().SingleAsync(p => db.Orders.Any(o => o.Id == p.OrderId && o.UserId == _me))
        );
        payment.InvoiceId.ShouldStartWith("in_");
        payment.PaymentIntent.ShouldStartWith("pi_");
        await app.MustBalanceAsync();
    }

    [Fact]
    public async Task ItIsAPaymentForReferrals()
    {
        var referrer = Guid.CreateVersion7();
        await app.InTransactionAsync(db => Payments.Referrals.ReferralStore.NoteReferralAsync(db, _me, referrer, Seller.Now));
        await app.SubscribeAsync(_me, "premium");
        await Poll.UntilAsync(async () => await app.BalanceAsync(referrer) == 50);
        (await app.BalanceAsync(_me)).ShouldBe(50);
    }

    [Fact]
    public async Task AskingAgainAtOnceOrLaterIsTheSamePageAndCustomer()
    {
        var pages = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Me.PageAsync("premium")));
        (await Me.PageAsync("premium")).ShouldBe(pages[0]);
        pages.Distinct().Count().ShouldBe(1);
        var customers = (await app.AtStripeAsync("customers?limit=100")).GetProperty("data").EnumerateArray();
        customers
            .Count(customer => customer.GetProperty("metadata").TryGetProperty("user_id", out var id) && id.GetGuid() == _me)
            .ShouldBe(1);
    }

    [Fact]
    public async Task AnotherWishClosesThePageBefore()
    {
        var first = await Me.PageAsync("premium");
        var second = await Me.PageAsync("elite");
        var third = await Me.PageAsync("elite", "https://app.example.org/elsewhere");

        (await app.PayPageAsync(first)).ShouldBe(HttpStatusCode.Gone);
        (await app.PayPageAsync(second)).ShouldBe(HttpStatusCode.Gone);
        (await app.PayPageAsync(third)).ShouldBe(HttpStatusCode.OK);
        await Me.WaitForPlanAsync("elite", "active");
    }

    [Fact]
    public async Task TheSamePlanAgainIs409()
    {
        await app.SubscribeAsync(_me, "premium");
        var answer = await Me.WantAsync("premium");
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.JsonAsync()).Reason().ShouldBe("already_subscribed");
    }

    [Fact]
    public async Task AnUpgradeBeginsAtOnceAndTheDifferenceIsCharged()
    {
        await using var entitlements = await Heard<EntitlementsChanged>.ListenAsync(app);
        await app.SubscribeAsync(_me, "premium");
        var answer = await Me.WantAsync("elite");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var mine = await answer.JsonAsync();
        mine.GetProperty("plan").GetString().ShouldBe("elite");
        mine.GetProperty("next_plan").ValueKind.ShouldBe(JsonValueKind.Null);
        var paid = await app.PaidAsync(_me);
        paid.Count.ShouldBe(2);
        paid[1].Status.ShouldBe("fulfilled");
        paid[1].Amount.ShouldBeInRange(990, 1000);
        await Poll.UntilAsync(() => entitlements.About(_me).Select(changed => changed.Plan).SequenceEqual(["premium", "elite"]));
        await app.MustBalanceAsync();
    }

    [Fact]
    public async Task AnUpgradeRepeatedAfterACrashBeforeItsAnswerIsAnsweredAndChargedOnce()
    {
        await app.SubscribeAsync(_me, "premium");
        var me = Me;
        me.DefaultRequestHeaders.Add("Idempotency-Key", $"upgrade-{_me}");
        (await me.WantAsync("elite")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await app.WithDbAsync(Crash.BetweenEffectAndAnswerAsync);

        var again = await me.WantAsync("elite");

        again.StatusCode.ShouldBe(HttpStatusCode.OK, await again.Content.ReadAsStringAsync());
        (await again.JsonAsync()).GetProperty("plan").GetString().ShouldBe("elite");
        (await app.PaidAsync(_me)).Count.ShouldBe(2, "the plan, and the difference once");
        (await Me.WantAsync("elite")).StatusCode.ShouldBe(HttpStatusCode.Conflict, "another request is no repeat");
    }

    [Fact]
    public async Task ALowerPlanRepeatedAfterACrashBeforeItsAnswerIsAnsweredTheSame()
    {
        await app.SubscribeAsync(_me, "elite");
        var me = Me;
        me.DefaultRequestHeaders.Add("Idempotency-Key", $"lower-{_me}");
        (await (await me.WantAsync("premium")).JsonAsync()).GetProperty("next_plan").GetString().ShouldBe("premium");
        await app.WithDbAsync(Crash.BetweenEffectAndAnswerAsync);

        var again = await me.WantAsync("premium");

        again.StatusCode.ShouldBe(HttpStatusCode.OK, await again.Content.ReadAsStringAsync());
        var mine = await again.JsonAsync();
        (mine.GetProperty("plan").GetString(), mine.GetProperty("next_plan").GetString()).ShouldBe(("elite", "premium"));
        (await app.PaidAsync(_me)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task UpgradingSeveralTimesAtOnceChargesOnce()
    {
        await app.SubscribeAsync(_me, "premium");
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Me.WantAsync("elite")));
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK || answer.StatusCode == HttpStatusCode.Conflict);
        await Me.WaitForPlanAsync("elite", "active");
        (await app.PaidAsync(_me)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task AnUpgradeThatCannotBePaidIs402AndChangesNothing()
    {
        await app.SubscribeAsync(_me, "premium", Subscribers.FailsLater);
        var answer = await Me.WantAsync("elite");

        answer.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        (await answer.JsonAsync()).Reason().ShouldBe("card_declined");
        (await Me.MineAsync()).GetProperty("plan").GetString().ShouldBe("premium");
        (await app.PaidAsync(_me)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task ADowngradeBeginsWithTheNextPeriodAndCanBeTakenBack()
    {
        await app.SubscribeAsync(_me, "elite");
        var answer = await Me.WantAsync("premium");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var mine = await answer.JsonAsync();
        mine.GetProperty("plan").GetString().ShouldBe("elite");
        mine.GetProperty("next_plan").GetString().ShouldBe("premium");
        (await Me.WantAsync("premium")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var back = await (await Me.WantAsync("elite")).JsonAsync();
        back.GetProperty("next_plan").ValueKind.ShouldBe(JsonValueKind.Null);
        (await Me.WantAsync("elite")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await app.PaidAsync(_me)).Count.ShouldBe(1);

        await Me.WantAsync("premium");
        await WhenANewSecondBeginsAsync();
        await app.AdvanceAsync(_me);
        await Me.WaitForPlanAsync("premium", "active");
        (await Me.MineAsync()).GetProperty("next_plan").ValueKind.ShouldBe(JsonValueKind.Null);
        await Poll.UntilAsync(async () => await app.PaidAsync(_me) is [(1999, _), (999, "fulfilled")]);
    }

    [Fact]
    public async Task ACancelledOneLastsUntilItsPeriodEndsAndCanBeResumed()
    {
        await using var changes = await Heard<SubscriptionChanged>.ListenAsync(app);
        await app.SubscribeAsync(_me, "premium");
        var cancelled = await (await Me.DeleteAsync(Subscribers.Me)).JsonAsync();
        var again = await (await Me.DeleteAsync(Subscribers.Me)).JsonAsync();

        again.GetRawText().ShouldBe(cancelled.GetRawText());
        cancelled.GetProperty("plan").GetString().ShouldBe("premium");
        cancelled.GetProperty("status").GetString().ShouldBe("cancelling");
        cancelled.GetProperty("cancel_at_period_end").GetBoolean().ShouldBeTrue();
        cancelled.GetProperty("until").GetDateTimeOffset().ShouldBe(cancelled.GetProperty("current_period_end").GetDateTimeOffset());

        for (var i = 0; i < 2; i++)
        {
            var resumed = await Me.PostAsync(Subscribers.Me + "/resume", null);
            resumed.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await resumed.JsonAsync()).GetProperty("status").GetString().ShouldBe("active");
        }

        await Me.DeleteAsync(Subscribers.Me);
        await app.AdvanceAsync(_me);
        await Me.WaitForPlanAsync("free", "none");
        (await Me.PostAsync(Subscribers.Me + "/resume", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await Poll.UntilAsync(() =>
            changes.About(_me).Select(changed => changed.Status).SequenceEqual(["active", "cancelling", "active", "cancelling", "ended"])
        );
        changes.About(_me).Select(changed => changed.Version).ShouldBe([1, 2, 3, 4, 5]);
        (await app.PaidAsync(_me)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task CancellingWhatIsOnlyAskedForClosesItsPageAndCancellingNothingIsNoError()
    {
        var session = await Me.PageAsync("premium");
        (await (await Me.DeleteAsync(Subscribers.Me)).JsonAsync()).GetProperty("status").GetString().ShouldBe("none");
        (await app.PayPageAsync(session)).ShouldBe(HttpStatusCode.Gone);
        (await Me.DeleteAsync(Subscribers.Me)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Me.PostAsync(Subscribers.Me + "/resume", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task ChoosingAPlanTakesACancellationBack()
    {
        await app.SubscribeAsync(_me, "premium");
        await Me.DeleteAsync(Subscribers.Me);
        var mine = await (await Me.WantAsync("elite")).JsonAsync();
        mine.GetProperty("status").GetString().ShouldBe("active");
        mine.GetProperty("plan").GetString().ShouldBe("elite");
    }

    [Fact]
    public async Task EachRenewalIsMoneyOfItsOwn()
    {
        await app.SubscribeAsync(_me, "premium");
        await app.AdvanceAsync(_me);
        await Poll.UntilAsync(async () => await app.PaidAsync(_me) is [(999, "fulfilled"), (999, "fulfilled")]);
        await app.MustBalanceAsync();
    }

    [Fact]
    public async Task AnUnpaidRenewalKeepsThePlanForAWeekAndIsMadeUpFor()
    {
        await using var changes = await Heard<SubscriptionChanged>.ListenAsync(app);
        await app.SubscribeAsync(_me, "premium");
        await app.AdvanceAsync(_me, "fail");
        await Me.WaitForPlanAsync("premium", "past_due");

        var mine = await Me.MineAsync();
        mine.GetProperty("grace_until").GetDateTimeOffset().ShouldBeInRange(Seller.Now.AddDays(6.9), Seller.Now.AddDays(7));
        mine.GetProperty("until").GetDateTimeOffset().ShouldBe(mine.GetProperty("grace_until").GetDateTimeOffset());
        (await (await Me.WantAsync("elite")).JsonAsync()).Reason().ShouldBe("payment_overdue");
        (await app.PaidAsync(_me)).Count.ShouldBe(1);

        await app.AdvanceAsync(_me);
        await Me.WaitForPlanAsync("premium", "active");
        await Poll.UntilAsync(async () => (await app.PaidAsync(_me)).Count == 2);
        await Poll.UntilAsync(() => changes.About(_me).Select(changed => changed.Status).SequenceEqual(["active", "past_due", "active"]));
    }

    [Fact]
    public async Task AUserWithAGivenElitePlanPaysForPremiumAndKeepsElite()
    {
        await app.InTransactionAsync(db =>
            Payments.Plans.EntitlementStore.GrantAsync(
                db,
                _me,
                Payments.Plans.Plan.Elite,
                Seller.Now.AddDays(90),
                $"gift:{_me}",
                Seller.Now
            )
        );
        var session = await Me.PageAsync("premium");
        await app.PayPageAsync(session);
        await Me.WaitForPlanAsync("elite", "active");
        var mine = await Me.MineAsync();
        mine.GetProperty("source").GetString().ShouldBe("grant");
        mine.GetProperty("subscribed_plan").GetString().ShouldBe("premium");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"plan":"free","success_url":"https://app.example.org/a","cancel_url":"https://app.example.org/b"}""")]
    [InlineData("""{"plan":"lifetime_elite","success_url":"https://app.example.org/a","cancel_url":"https://app.example.org/b"}""")]
    [InlineData("""{"plan":"Premium","success_url":"https://app.example.org/a","cancel_url":"https://app.example.org/b"}""")]
    [InlineData("""{"plan":null,"success_url":"https://app.example.org/a","cancel_url":"https://app.example.org/b"}""")]
    [InlineData("""{"plan":1,"success_url":"https://app.example.org/a","cancel_url":"https://app.example.org/b"}""")]
    [InlineData("""{"plan":["elite"],"success_url":"https://app.example.org/a","cancel_url":"https://app.example.org/b"}""")]
    [InlineData(
        """{"plan":"elite","payment_method":"alipay","success_url":"https://app.example.org/a","cancel_url":"https://app.example.org/b"}"""
    )]
    [InlineData(
        """{"plan":"elite","payment_method":"credits","success_url":"https://app.example.org/a","cancel_url":"https://app.example.org/b"}"""
    )]
    [InlineData("""{"plan":"elite","success_url":"https://evil.example/a","cancel_url":"https://app.example.org/b"}""")]
    [InlineData("""{"plan":"elite","success_url":"https://app.example.org/a","cancel_url":"javascript:alert(1)"}""")]
    [InlineData("""{"plan":"elite","success_url":"https://app.example.org/a"}""")]
    [InlineData("""{"plan":"elite","amount_cents":1,"success_url":"","cancel_url":""}""")]
    public async Task ABadRequestIs400AndBeginsNothing(string body)
    {
        var answer = await Me.PostAsync(Subscribers.Me, new StringContent(body, Encoding.UTF8, "application/json"));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await app.WithDbAsync(db => db.Subscribers.AnyAsync(subscriber => subscriber.UserId == _me))).ShouldBeFalse();
    }

    [Fact]
    public async Task AStrangerSubscribesToNothing()
    {
        (await app.Http().GetAsync(Subscribers.Me)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await app.Http().WantAsync("premium")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await app.Http().DeleteAsync(Subscribers.Me)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await app.Http().PostAsync(Subscribers.Me + "/resume", null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    // Stripe counts seconds: periods that begin in the same second are equal.
    private static Task WhenANewSecondBeginsAsync()
    {
        var now = Seller.Now.ToUnixTimeSeconds();
        return Poll.UntilAsync(() => Seller.Now.ToUnixTimeSeconds() > now + 1);
    }
}
