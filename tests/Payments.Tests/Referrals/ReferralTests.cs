using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Contracts.Identity;
using Community.Contracts.Payments;
using Community.Payments.Orders;
using Community.Payments.Referrals;
using Community.Payments.Tests.Plans;
using Community.Payments.Wallets;
using Community.Platform.Bus;
using Community.Platform.Http.Json;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Tests.Referrals;

/// <summary>A conversion is a referred person's first payment of money. Each reward is given once, under any repetition.</summary>
[Collection(nameof(PaymentsTests))]
public sealed class ReferralTests(PaymentsApplication app, TestServers servers)
{
    private readonly Guid _me = Guid.CreateVersion7();

    private HttpClient Me => app.HttpAs(_me);

    [Fact]
    public async Task AUserWithMyCodeIsPendingUntilTheyPay()
    {
        await using var heard = await Heard<ReferralConverted>.ListenAsync(app);
        var friend = await ReferredAsync();
        (await MineAsync()).ShouldBe((1, 0, 0));

        await BuyAsync(friend);

        (await MineAsync()).ShouldBe((0, 1, 50));
        (await app.BalanceAsync(_me)).ShouldBe(50);
        (await app.BalanceAsync(friend)).ShouldBe(50);
        var referral = await app.WithDbAsync(db => db.Referrals.AsNoTracking().SingleAsync(r => r.ReferredId == friend));
        await Poll.UntilAsync(() => heard.About(referral.Id).Count == 1);
        heard
            .About(referral.Id)[0]
            .ShouldSatisfyAllConditions(
                converted => converted.ReferrerId.ShouldBe(_me),
                converted => converted.ReferredId.ShouldBe(friend),
                converted => converted.CreditsEarned.ShouldBe(50),
                converted => converted.Conversions.ShouldBe(1)
            );
    }

    [Fact]
    public async Task OnlyTheFirstPaymentConverts()
    {
        var friend = await ReferredAsync();
        await BuyAsync(friend);
        await BuyAsync(friend);
        (await app.BalanceAsync(_me)).ShouldBe(50);
        (await MineAsync()).ShouldBe((0, 1, 50));
    }

    [Fact]
    public async Task PayingSeveralAtOnceConvertsOnce()
    {
        var friend = await ReferredAsync();
        var orders = new List<Guid>();
        for (var i = 0; i < 4; i++)
        {
            orders.Add(await app.OrderAsync(friend));
        }

        await Task.WhenAll(orders.Select(order => app.PayAsync(order)));
        await app.ReferralsAreLookedAtAsync();

        (await MineAsync()).ShouldBe((0, 1, 50));
        (await app.BalanceAsync(_me)).ShouldBe(50);
        (await app.BalanceAsync(friend)).ShouldBe(50);
    }

    [Fact]
    public async Task CreditsAreNoMoney()
    {
        var friend = await ReferredAsync();
        await app.GiveCreditsAsync(friend, 30);
        (await app.HttpAs(friend).PostAsJsonAsync("/api/v1/boosts", new { duration = "day", pay_with = "credits" })).StatusCode.ShouldBe(
            HttpStatusCode.Created
        );
        (await MineAsync()).ShouldBe((1, 0, 0));
    }

    [Fact]
    public async Task NoUserRefersThemselves()
    {
        var friend = Guid.CreateVersion7();
        await app.PublishAsync(Registered(_me, by: _me), Registered(friend, by: _me));
        await Poll.UntilAsync(async () => (await MineAsync()).Pending > 0);
        (await MineAsync()).Pending.ShouldBe(1);
        await BuyAsync(_me);
        (await app.BalanceAsync(_me)).ShouldBe(0);
    }

    [Fact]
    public async Task TheFirstCodeCountsHoweverOftenItIsSaid()
    {
        var friend = await ReferredAsync();
        var (other, marker) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.PublishAsync(Registered(friend, by: _me), Registered(friend, by: other), Registered(marker, by: other));
        await Poll.UntilAsync(async () => (await PendingOfAsync(other)) > 0);

        (await PendingOfAsync(other)).ShouldBe(1);
        (await MineAsync()).Pending.ShouldBe(1);
    }

    [Fact]
    public async Task APaymentBeforeTheRegistrationIsKnownConvertsThen()
    {
        var friend = Guid.CreateVersion7();
        await BuyAsync(friend);
        (await app.BalanceAsync(friend)).ShouldBe(0);

        await app.PublishAsync(Registered(friend, by: _me));

        await Poll.UntilAsync(async () => await MineAsync() == (0, 1, 50));
        (await app.BalanceAsync(friend)).ShouldBe(50);
    }

    [Fact]
    public async Task RegisteredAndPaidAtTheSameMomentConvertsOnce()
    {
        for (var round = 0; round < 10; round++)
        {
            var (friend, referrer) = (Guid.CreateVersion7(), Guid.CreateVersion7());
            var order = await app.OrderAsync(friend);
            await Task.WhenAll(app.InTransactionAsync(db => db.NoteReferralAsync(friend, referrer, Seller.Now)), app.PayAsync(order));
            await app.ReferralsAreLookedAtAsync();
            (await app.BalanceAsync(referrer)).ShouldBe(50);
            (await app.BalanceAsync(friend)).ShouldBe(50);
        }
    }

    [Fact]
    public async Task TheFifthGivesThreeMonthsOfEliteAndTheTenthEliteForLifeEachOnceAlsoAtOnce()
    {
        await using var heard = await Heard<EntitlementsChanged>.ListenAsync(app);
        var orders = new List<Guid>();
        for (var i = 0; i < 11; i++)
        {
            orders.Add(await app.OrderAsync(await ReferredAsync()));
        }

        (await Task.WhenAll(orders.Select(order => app.PayAsync(order)))).ShouldAllBe(outcome => outcome == OrderOutcome.Done);
        await app.ReferralsAreLookedAtAsync();

        (await MineAsync()).ShouldBe((0, 11, 550));
        (await app.BalanceAsync(_me)).ShouldBe(550);
        var grants = await app.WithDbAsync(db =>
            db.PlanGrants.AsNoTracking().Where(grant => grant.UserId == _me).OrderBy(grant => grant.Until).ToListAsync()
        );
        grants.Select(grant => grant.Plan).ShouldBe(["elite", "lifetime_elite"]);
        grants[0].Until.ShouldBe(grants[0].StartsAt.AddMonths(3));
        grants[1].Until.ShouldBeNull();
        await Poll.UntilAsync(() => heard.About(_me).Count == 2);
        heard
            .About(_me)
            .Select(changed => (changed.Version, changed.Plan, HasEnd: changed.Until is not null))
            .ShouldBe([(1, "elite", true), (2, "lifetime_elite", false)]);
        heard
            .About(_me)[0]
            .Entitlements.ShouldBe(["unlimited_circles", "advanced_matching", "all_courses", "priority_visibility", "unlimited_companion"]);
    }

    [Fact]
    public async Task TheNextRewardIsShownWithWhatIsMissing()
    {
        await BuyAsync(await ReferredAsync());
        var next = (await Me.GetFromJsonAsync<JsonElement>("/api/v1/payments/referrals")).GetProperty("next_reward");
        next.GetProperty("conversions").GetInt32().ShouldBe(5);
        next.GetProperty("missing").GetInt32().ShouldBe(4);
        next.GetProperty("plan").GetString().ShouldBe("elite");
        next.GetProperty("months").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task AfterTheLastRewardThereIsNoNext()
    {
        ReferralsView.Of(0, 9, 450).NextReward.ShouldBe(new NextRewardView(10, 1, "lifetime_elite", null));
        ReferralsView.Of(0, 10, 500).NextReward.ShouldBeNull();
        (await app.Http().GetAsync("/api/v1/payments/referrals")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task AnErasedReferrerGetsNothingMoreAndIsNotNotedAgain()
    {
        var friend = await ReferredAsync();
        await app.EraseAsync(_me);
        await app.InTransactionAsync(db => db.NoteReferralAsync(Guid.CreateVersion7(), _me, Seller.Now));

        await BuyAsync(friend);

        (await app.BalanceAsync(_me)).ShouldBe(0);
        (await app.WithDbAsync(db => db.Referrals.CountAsync(r => r.ReferrerId == _me || r.ReferredId == friend))).ShouldBe(0);
    }

    [Fact]
    public async Task AnErasedFriendStaysCountedWithoutAName()
    {
        var friend = await ReferredAsync();
        await BuyAsync(friend);
        await app.EraseAsync(friend);
        (await MineAsync()).ShouldBe((0, 1, 50));
        (await app.WithDbAsync(db => db.Referrals.CountAsync(r => r.ReferredId == friend))).ShouldBe(0);
    }

    [Fact]
    public async Task RefundedTicketsForTheReferrersOwnEventEarnNothing()
    {
        // Ten accounts with my code each buy a ticket for 10.00 to my own event, and take the refund.
        var orders = new List<Guid>();
        for (var i = 0; i < 10; i++)
        {
            var order = await app.OrderAsync(await ReferredAsync(), cents: 1_000, seller: _me, refundableUntil: Seller.Now.AddDays(7));
            orders.Add(order);
            await app.PayAsync(order);
        }

        await app.ReferralsAreLookedAtAsync();
        (await MineAsync()).ShouldBe((10, 0, 0));
        foreach (var order in orders)
        {
            await app.GiveBackAsync(order);
        }

        await app.ReferralsAreLookedAtAsync();
        (await MineAsync()).ShouldBe((10, 0, 0));
        (await app.BalanceAsync(_me)).ShouldBe(0);
        (await app.WithDbAsync(db => db.PlanGrants.CountAsync(grant => grant.UserId == _me))).ShouldBe(0);
    }

    [Fact]
    public async Task APurchaseFromTheReferrerCountsForNothingAndAnotherOneDoes()
    {
        var friend = await ReferredAsync();
        await BuyAsync(friend, seller: _me);
        (await MineAsync()).ShouldBe((1, 0, 0));
        await BuyAsync(friend, seller: Guid.CreateVersion7());
        (await MineAsync()).ShouldBe((0, 1, 50));
    }

    [Theory]
    [InlineData(998, "USD", false)]
    [InlineData(999, "USD", true)]
    [InlineData(879, "EUR", false)]
    [InlineData(880, "EUR", true)]
    [InlineData(3_090, "KWD", false)]
    [InlineData(3_100, "KWD", true)]
    [InlineData(89_999, "INR", false)]
    [InlineData(90_000, "INR", true)]
    [InlineData(5_499, "BRL", false)]
    public async Task OnlyAPaymentThatIsWorthTheRewardsCounts(long amount, string currency, bool counts)
    {
        var order = await app.OpenAsync(Seller.Offer(await ReferredAsync(), amount, currency) with { RefundableUntil = Seller.Now });
        await app.PayAsync(order.OrderId);
        await app.ReferralsAreLookedAtAsync();
        (await MineAsync()).Conversions.ShouldBe(counts ? 1 : 0);
    }

    [Fact]
    public async Task AReferralThatCountedUnderTheOldRuleKeepsItsRewardsUntilTheMoneyGoesBack()
    {
        var friend = await ReferredAsync();
        var order = await BuyAsync(friend);
        // As the upgrade leaves it: a payment of 4.99, and a note of the rule.
        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"""
                WITH old AS (UPDATE payments SET amount = 499 WHERE order_id = {order})
                UPDATE referrals SET counts_any_amount = true WHERE referred_id = {friend}
                """
            )
        );
        var small = await app.OpenAsync(Seller.Offer(friend, 200, "USD") with { RefundableUntil = Seller.Now });
        await app.PayAsync(small.OrderId);
        await app.ReferralsAreLookedAtAsync();
        (await MineAsync()).ShouldBe((0, 1, 50));

        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync($"UPDATE payments SET disputing_amount = amount WHERE order_id IN ({order}, {small.OrderId})")
        );
        await app.WithDbAsync(db => db.Database.ExecuteSqlAsync($"INSERT INTO referral_looks (order_id) VALUES ({order})"));
        await app.ReferralsAreLookedAtAsync();
        (await MineAsync()).Conversions.ShouldBe(0);
        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync($"UPDATE payments SET disputing_amount = 0 WHERE order_id IN ({order}, {small.OrderId})")
        );
        await app.WithDbAsync(db => db.Database.ExecuteSqlAsync($"INSERT INTO referral_looks (order_id) VALUES ({order})"));
        await app.ReferralsAreLookedAtAsync();
        (await MineAsync()).Conversions.ShouldBe(0, "the present rule counts from now on");
        await app.WithDbAsync(db => db.Database.ExecuteSqlAsync($"UPDATE payments SET amount = 2500 WHERE order_id = {order}"));
    }

    [Fact]
    public async Task AReversalIsPublishedAndInTheSnapshotAndSoIsTheNextConversion()
    {
        await using var counted = await Heard<ReferralConverted>.ListenAsync(app);
        await using var reversed = await Heard<ReferralReversed>.ListenAsync(app);
        var friend = await ReferredAsync();
        var order = await BuyAsync(friend);
        await app.GiveBackAsync(order);
        await app.ReferralsAreLookedAtAsync();
        (await MineAsync()).ShouldBe((1, 0, 0));
        var referral = await app.WithDbAsync(db => db.Referrals.AsNoTracking().SingleAsync(r => r.ReferredId == friend));
        await Poll.UntilAsync(() => reversed.About(referral.Id).Count == 1);
        var news = reversed.About(referral.Id)[0];
        (news.Version, news.ReferrerId, news.ReferredId, news.Conversions).ShouldBe((3, _me, friend, 0));
        (await SnapshotAsync()).ShouldBe(new ReferralSnapshot(referral.Id, 3, _me, friend, 0, null));

        await BuyAsync(friend);
        await Poll.UntilAsync(() => counted.About(referral.Id).Count == 2);
        counted.About(referral.Id).Select(one => one.Version).ShouldBe([2, 4]);
        (await SnapshotAsync()).ShouldSatisfyAllConditions(
            now => now.Version.ShouldBe(4),
            now => now.CreditsEarned.ShouldBe(50),
            now => now.ConvertedAt.ShouldNotBeNull()
        );

        async Task<ReferralSnapshot> SnapshotAsync()
        {
            using var fleet = app.Http();
            fleet.DefaultRequestHeaders.Authorization = new("Fleet", FakeIdentity.FleetKey);
            var page = await fleet.GetFromJsonAsync<SnapshotPage<ReferralSnapshot>>(
                $"/internal/referrals?after={new Guid([.. referral.Id.ToByteArray(bigEndian: true)[..8], .. new byte[8]], bigEndian: true)}",
                ServiceJson.Options
            );
            return page!.Items.Single(one => one.ReferralId == referral.Id);
        }
    }

    [Fact]
    public async Task TheLedgerNamesNoErasedUser()
    {
        var friend = await ReferredAsync();
        var order = await BuyAsync(friend);
        await app.GiveBackAsync(order);
        await app.ReferralsAreLookedAtAsync();
        await BuyAsync(friend);
        (await app.BalanceAsync(_me)).ShouldBe(50);
        await app.EraseAsync(_me);
        await app.EraseAsync(friend);
        (await NamedInLedgerAsync(_me) + await NamedInLedgerAsync(friend)).ShouldBe(0);
    }

    [Theory]
    [InlineData("_references_without_people.sql")]
    [InlineData("_late_references.sql")]
    public async Task TheMigrationTakesUsersOutOfTheReferencesOfTheLedger(string migration)
    {
        var (service, friend) = (typeof(Referral).Assembly, Guid.CreateVersion7());
        var (first, second) = (Guid.Parse("0190a5c0-0000-7000-8000-000000000001"), Guid.Parse("0190a5c0-0000-7000-8000-000000000002"));
        await using var database = await servers.CreateBareDatabaseAsync("references", service);
        var (referral, forgotten) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await database.ExecuteAsync(
            $"""
            INSERT INTO referrals (id, referrer_id, referred_id, credits_earned, created_at) VALUES
                ('{referral}', '{_me}', '{friend}', 50, now()), ('{forgotten}', NULL, NULL, 50, now());
            INSERT INTO ledger_transactions (id, reference, kind, at) VALUES
                (gen_random_uuid(), 'referral:{referral}:{_me}', 'referral', now()),
                (gen_random_uuid(), 'referral:{referral}:{friend}:2', 'referral', now()),
                (gen_random_uuid(), 'referral_reversed:{referral}:{friend}:1', 'referral_reversed', now()),
                (gen_random_uuid(), 'referral:{forgotten}:{first}', 'referral', now()),
                (gen_random_uuid(), 'referral:{forgotten}:{second}', 'referral', now()),
                (gen_random_uuid(), 'credit_pack:{first}', 'credit_pack', now());
            """
        );
        using var file = new StreamReader(
            service.GetManifestResourceStream(
                service.GetManifestResourceNames().Single(name => name.EndsWith(migration, StringComparison.Ordinal))
            )!
        );
        await database.ExecuteAsync(await file.ReadToEndAsync());

        var references = new List<string>();
        await using (var command = database.CreateCommand("SELECT reference FROM ledger_transactions"))
        await using (var row = await command.ExecuteReaderAsync())
        {
            while (await row.ReadAsync())
            {
                references.Add(row.GetString(0));
            }
        }

        references.ShouldBe(
            [
                $"referral:{referral}:referrer",
                $"referral:{referral}:referred:2",
                $"referral_reversed:{referral}:referred:1",
                $"referral:{forgotten}:referrer",
                $"referral:{forgotten}:referred",
                $"credit_pack:{first}",
            ],
            ignoreOrder: true
        );
        await Should.ThrowAsync<Npgsql.PostgresException>(() => database.ExecuteAsync("DELETE FROM ledger_transactions"));
    }

    [Fact]
    public async Task APaymentCountsWhenItsTermsHaveEnded()
    {
        var friend = await ReferredAsync();
        var order = await BuyAsync(friend, refundableUntil: Seller.Now.AddDays(7));
        (await MineAsync()).ShouldBe((1, 0, 0));
        await app.WithDbAsync(db => db.Database.ExecuteSqlAsync($"UPDATE orders SET refundable_until = now() WHERE id = {order}"));
        await app.WithDbAsync(db => db.Database.ExecuteSqlAsync($"UPDATE referrals SET next_look_at = now() WHERE referred_id = {friend}"));
        await app.ReferralsAreLookedAtAsync();
        (await MineAsync()).ShouldBe((0, 1, 50));
    }

    [Fact]
    public async Task WhatGoesBackAfterItCountedTakesTheRewardsBack()
    {
        var orders = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            orders.Add(await BuyAsync(await ReferredAsync()));
        }

        (await app.BalanceAsync(_me)).ShouldBe(250);
        (await PlanAsync()).ShouldBe("elite");
        // I spend most of it: the part that cannot be taken back now is deducted from the next rewards.
        await app.InTransactionAsync(db => db.IssueAsync(_me, -230, "test", $"spent:{_me}", null, Seller.Now));
        await app.GiveBackAsync(orders[0]);
        await app.ReferralsAreLookedAtAsync();
        (await MineAsync()).ShouldBe((1, 4, 200));
        (await app.BalanceAsync(_me)).ShouldBe(0);
        (await PlanAsync()).ShouldBe("free");

        var until = await app.WithDbAsync(db =>
            db.PlanGrants.Where(grant => grant.UserId == _me).Select(grant => grant.Until).SingleAsync()
        );
        await BuyAsync(await ReferredAsync());
        (await app.BalanceAsync(_me)).ShouldBe(20, "30 of the 50 were owed");
        (await PlanAsync()).ShouldBe("elite");
        (
            await app.WithDbAsync(db => db.PlanGrants.Where(grant => grant.UserId == _me).Select(grant => grant.Until).SingleAsync())
        ).ShouldBe(until);
        await app.MustBalanceAsync();
    }

    [Fact]
    public async Task NoSequenceOfRefundedPurchasesEarnsAnything()
    {
        var random = new Random(20261122);
        var friends = new List<Guid> { await ReferredAsync(), await ReferredAsync(), await ReferredAsync() };
        var open = new List<Guid>();
        for (var step = 0; step < 30; step++)
        {
            if (open.Count == 0 || random.Next(2) == 0)
            {
                var until = random.Next(3) switch
                {
                    0 => Seller.Now.AddDays(7),
                    1 => Seller.Now.AddDays(-7),
                    _ => (DateTimeOffset?)null,
                };
                var order = await app.OrderAsync(
                    friends[random.Next(3)],
                    1_000 + random.Next(500),
                    random.Next(4) == 0 ? _me : null,
                    until
                );
                await app.PayAsync(order);
                open.Add(order);
            }
            else
            {
                var at = random.Next(open.Count);
                await app.GiveBackAsync(open[at]);
                open.RemoveAt(at);
            }

            if (random.Next(3) == 0)
            {
                await app.ReferralsAreLookedAtAsync();
            }
        }

        foreach (var order in open)
        {
            await app.GiveBackAsync(order);
        }

        await app.ReferralsAreLookedAtAsync();
        (await MineAsync()).ShouldBe((3, 0, 0));
        foreach (var person in friends.Append(_me))
        {
            (await app.BalanceAsync(person)).ShouldBe(0);
            (
                await app.WithDbAsync(db =>
                    db.Wallets.Where(wallet => wallet.UserId == person).Select(wallet => wallet.OwedCredits).SingleOrDefaultAsync()
                )
            ).ShouldBe(0);
        }

        (await PlanAsync()).ShouldBe("free");
        await app.MustBalanceAsync();
    }

    private async Task<string> PlanAsync() =>
        (await Me.GetFromJsonAsync<JsonElement>("/api/v1/subscriptions/me")).GetProperty("plan").GetString()!;

    private async Task<Guid> ReferredAsync()
    {
        var friend = Guid.CreateVersion7();
        await app.PublishAsync(Registered(friend, _me));
        await Poll.UntilAsync(async () => await app.WithDbAsync(db => db.Referrals.AnyAsync(r => r.ReferredId == friend)));
        return friend;
    }

    private async Task<Guid> BuyAsync(Guid user, Guid? seller = null, DateTimeOffset? refundableUntil = null)
    {
        var order = await app.OrderAsync(user, seller: seller, refundableUntil: refundableUntil);
        (await app.PayAsync(order)).ShouldBe(OrderOutcome.Done);
        await app.ReferralsAreLookedAtAsync();
        return order;
    }

    private async Task<(int Pending, int Conversions, long Earned)> MineAsync()
    {
        var mine = await Me.GetFromJsonAsync<JsonElement>("/api/v1/payments/referrals");
        return (
            mine.GetProperty("pending").GetInt32(),
            mine.GetProperty("conversions").GetInt32(),
            mine.GetProperty("credits_earned").GetInt64()
        );
    }

    private Task<int> NamedInLedgerAsync(Guid user) =>
        app.WithDbAsync(db =>
            db.Database.SqlQuery<int>(
                    $"""SELECT count(*)::int AS "Value" FROM ledger_transactions WHERE reference LIKE '%' || {user}::text || '%'"""
                )
                .SingleAsync()
        );

    private Task<int> PendingOfAsync(Guid referrer) =>
        app.WithDbAsync(db => db.Referrals.CountAsync(r => r.ReferrerId == referrer && r.ConvertedAt == null));

    private static UserRegistered Registered(Guid user, Guid? by) =>
        new(
            Guid.CreateVersion7(),
            Seller.Now,
            user,
            1,
            new UserProfile($"u{user:N}"[..20], null, null, null, null, null, null, null, [], null, null, Seller.Now),
            ["attendee"],
            IsGuest: false,
            by
        );
}
