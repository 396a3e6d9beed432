using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Contracts.Payments;
using Community.Payments.Plans;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Tests.Plans;

/// <summary>The events that tell the fleet about a person's plan.</summary>
[Collection(nameof(PaymentsTests))]
public sealed class EntitlementTests(PaymentsApplication app)
{
    private readonly Guid _me = Guid.CreateVersion7();

    [Fact]
    public async Task WhatWasGivenIsAnnouncedOnceHoweverOftenItIsGiven()
    {
        await using var heard = await Heard<EntitlementsChanged>.ListenAsync(app);
        for (var i = 0; i < 3; i++)
        {
            await app.InTransactionAsync(db => db.GrantAsync(_me, Plan.Elite, Seller.Now.AddDays(30), $"gift:{_me}", Seller.Now));
        }

        await app.InTransactionAsync(db => db.GrantAsync(_me, Plan.LifetimeElite, null, $"more:{_me}", Seller.Now));

        await Poll.UntilAsync(() => heard.About(_me).Count >= 2);
        heard.About(_me).Select(changed => (changed.Version, changed.Plan)).ShouldBe([(1, "elite"), (2, "lifetime_elite")]);
    }

    [Fact]
    public async Task WhatEndsByTimeIsAnnouncedWithWhatIsLeft()
    {
        await using var heard = await Heard<EntitlementsChanged>.ListenAsync(app);
        var (id, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO plan_grants (id, user_id, plan, reference, starts_at, until) VALUES
                    ({id}, {_me}, 'elite', {$"a:{_me}"}, now() - interval '3 months', now() - interval '1 second'),
                    ({other}, {_me}, 'premium', {$"b:{_me}"}, now() - interval '3 months', now() + interval '1 day');
                INSERT INTO entitlements (user_id, plan, until, version) VALUES ({_me}, 'elite', now() - interval '1 second', 1)
                """
            )
        );

        await Poll.UntilAsync(() => heard.About(_me) is [{ Plan: "premium", Version: 2 }]);
        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"""
                UPDATE plan_grants SET until = now() - interval '1 second' WHERE user_id = {_me};
                UPDATE entitlements SET until = now() - interval '1 second' WHERE user_id = {_me}
                """
            )
        );
        await Poll.UntilAsync(() => heard.About(_me) is [_, { Plan: "free", Version: 3, Entitlements: [], Until: null }]);
    }

    [Fact]
    public async Task GivenAtOnceBothAreInIt()
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(i =>
                    app.InTransactionAsync(db =>
                        db.GrantAsync(
                            _me,
                            i == 3 ? Plan.LifetimeElite : Plan.Elite,
                            i == 3 ? null : Seller.Now.AddDays(i + 1),
                            $"{i}:{_me}",
                            Seller.Now
                        )
                    )
                )
        );
        (await SnapshotAsync(_me)).GetProperty("plan").GetString().ShouldBe("lifetime_elite");
    }

    [Fact]
    public async Task AClockThatIsBehindTakesNothingAway()
    {
        await app.InTransactionAsync(db => db.GrantAsync(_me, Plan.LifetimeElite, null, $"more:{_me}", Seller.Now));
        await app.InTransactionAsync(db =>
            db.GrantAsync(_me, Plan.Elite, Seller.Now.AddDays(90), $"gift:{_me}", Seller.Now.AddMinutes(-1))
        );
        (await SnapshotAsync(_me)).GetProperty("plan").GetString().ShouldBe("lifetime_elite");
    }

    [Fact]
    public async Task TheFleetReadsTheEntitlementsOfAnyUser()
    {
        await app.InTransactionAsync(db => db.GrantAsync(_me, Plan.Premium, null, $"gift:{_me}", Seller.Now));

        var mine = await SnapshotAsync(_me);
        mine.GetProperty("plan").GetString().ShouldBe("premium");
        mine.GetProperty("version").GetInt64().ShouldBe(1);
        mine.GetProperty("entitlements").EnumerateArray().Select(e => e.GetString()).ShouldBe(["unlimited_circles", "advanced_matching"]);
        var nobodys = await SnapshotAsync(Guid.CreateVersion7());
        nobodys.GetProperty("plan").GetString().ShouldBe("free");
        nobodys.GetProperty("version").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task TheFleetReadsAllInPages()
    {
        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"INSERT INTO entitlements (user_id, plan, version) SELECT gen_random_uuid(), 'free', 1 FROM generate_series(1, 1200)"
            )
        );
        await app.InTransactionAsync(db => db.GrantAsync(_me, Plan.Premium, null, $"gift:{_me}", Seller.Now));
        var seen = new List<Guid>();
        for (string? after = null; ; )
        {
            var page = await Fleet().GetFromJsonAsync<JsonElement>($"/internal/entitlements{(after is null ? "" : $"?after={after}")}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("user_id").GetGuid()));
            after = page.GetProperty("next").GetString();
            if (after is null)
            {
                break;
            }
        }

        seen.Count.ShouldBeGreaterThan(1200);
        seen.Distinct().Count().ShouldBe(seen.Count);
        seen.ShouldContain(_me);
    }

    [Fact]
    public async Task OnlyTheFleetReadsIt()
    {
        (await app.HttpAs(_me, "admin").GetAsync("/internal/entitlements")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await app.HttpAs(_me).GetAsync($"/internal/entitlements/{_me}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task AnErasedPersonHasNothingLeft()
    {
        await app.InTransactionAsync(db => db.GrantAsync(_me, Plan.Elite, null, $"gift:{_me}", Seller.Now));
        await app.EraseAsync(_me);

        (await app.WithDbAsync(db => db.PlanGrants.AnyAsync(grant => grant.UserId == _me))).ShouldBeFalse();
        (await SnapshotAsync(_me)).GetProperty("version").GetInt64().ShouldBe(0);
    }

    private Task<JsonElement> SnapshotAsync(Guid user) => Fleet().GetFromJsonAsync<JsonElement>($"/internal/entitlements/{user}");

    private HttpClient Fleet()
    {
        var http = app.Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Fleet", FakeIdentity.FleetKey);
        return http;
    }
}
