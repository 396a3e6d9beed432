using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Community.Contracts.Identity;
using Community.Contracts.Payments;
using Community.Identity.Data;
using Community.Identity.Referrals;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Identity.Tests.Referrals;

public sealed class ReferralTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    [Fact]
    public async Task AReferralIsPendingUntilItConverts()
    {
        var referrer = await application.RegisterAsync();
        var code = (await ReferralAsync(referrer))["code"]!.GetValue<string>();
        code.ShouldMatch("^[A-HJKMNP-Z2-9]{10}$");
        var referred = await application.RegisterAsync(more: new { referral_code = $" {code.ToLowerInvariant()}".Trim() });
        await application.RegisterAsync(more: new { referral_code = code });
        (await application.PublishedAsync<UserRegistered>(referred.Id)).ShouldHaveSingleItem().ReferredBy.ShouldBe(referrer.Id);

        var converted = new ReferralConverted(
            Guid.CreateVersion7(),
            TimeProvider.System.GetUtcNow(),
            Guid.CreateVersion7(),
            1,
            referrer.Id,
            referred.Id,
            CreditsEarned: 50,
            Conversions: 1
        );
        await ConsumeAsync(converted);
        await ConsumeAsync(converted with { EventId = Guid.CreateVersion7() });

        var view = await ReferralAsync(referrer);
        view["referral_code"]!.GetValue<string>().ShouldBe(code);
        view["referrals_count"]!.GetValue<int>().ShouldBe(2);
        view["pending"]!.GetValue<int>().ShouldBe(1);
        view["conversions"]!.GetValue<int>().ShouldBe(1);
        view["credits_earned"]!.GetValue<long>().ShouldBe(50);
    }

    [Fact]
    public async Task AReversedReferralIsShownAsPendingAndItsCreditsAsNone()
    {
        var referrer = await application.RegisterAsync();
        var code = (await ReferralAsync(referrer))["code"]!.GetValue<string>();
        var referred = await application.RegisterAsync(more: new { referral_code = code });
        var converted = new ReferralConverted(
            Guid.CreateVersion7(),
            TimeProvider.System.GetUtcNow(),
            Guid.CreateVersion7(),
            2,
            referrer.Id,
            referred.Id,
            CreditsEarned: 50,
            Conversions: 1
        );
        await ConsumeAsync(converted);
        (await ShownAsync()).ShouldBe((0, 1, 50));

        var reversed = new ReferralReversed(
            Guid.CreateVersion7(),
            converted.OccurredAt.AddDays(1),
            converted.ReferralId,
            3,
            referrer.Id,
            referred.Id,
            Conversions: 0
        );
        await using (var scope = application.Services.CreateAsyncScope())
        {
            await new WhenReferralReversed(scope.ServiceProvider.GetRequiredService<IdentityDb>()).ApplyAsync(reversed);
        }

        (await ShownAsync()).ShouldBe((1, 0, 0));
        await ConsumeAsync(converted with { Version = 4 });
        (await ShownAsync()).ShouldBe((0, 1, 50));

        async Task<(int Pending, int Conversions, long Earned)> ShownAsync()
        {
            var view = await ReferralAsync(referrer);
            return (view["pending"]!.GetValue<int>(), view["conversions"]!.GetValue<int>(), view["credits_earned"]!.GetValue<long>());
        }
    }

    [Fact]
    public async Task AnUnknownCodeIsRefusedAndMakesNoAccount()
    {
        var name = application.NewName();
        using var anonymous = application.Anonymous();
        var problem = await anonymous
            .PostAsJsonAsync(
                "/api/v1/auth/register",
                new
                {
                    username = name,
                    email = $"{name}@example.org",
                    password = Person.DefaultPassword,
                    referral_code = "AAAAAAAAAA",
                }
            )
            .ShouldBeAsync(HttpStatusCode.BadRequest);
        problem["errors"]!["referral_code"].ShouldNotBeNull();
        (await application.QueryAsync<long>("SELECT count(*) FROM users WHERE username = $1", name)).ShouldBe(0);
    }

    [Fact]
    public void CodesAreOfTheirAlphabetAndDiffer()
    {
        var codes = Enumerable.Range(0, 1000).Select(_ => ReferralCodes.New()).ToList();
        codes.ShouldAllBe(code => code.Length == 10 && code.All(c => "ABCDEFGHJKMNPQRSTUVWXYZ23456789".Contains(c)));
        codes.Distinct().Count().ShouldBe(1000);
    }

    private static async Task<JsonNode> ReferralAsync(Person person) =>
        await person.Client.GetAsync("/api/v1/users/me/referral").ShouldBeAsync(HttpStatusCode.OK);

    /// <summary>Does as the inbox filter: the consumer changes the context, then it is saved.</summary>
    private async Task ConsumeAsync(ReferralConverted converted)
    {
        await using var scope = application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        await new WhenReferralConverted(db).ApplyAsync(converted);
        await db.SaveChangesAsync();
    }
}
