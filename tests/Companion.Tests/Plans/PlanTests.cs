using Community.Companion.Plans;
using Community.Companion.Tests.People;
using Community.Contracts.Payments;
using Community.People.Plans;
using Community.Testing;

namespace Community.Companion.Tests.Plans;

[Collection(nameof(CompanionTests))]
public sealed class PlanTests(CompanionApplication companion)
{
    [Fact]
    public async Task TheNewestPlanThatWasAnnouncedCounts()
    {
        var person = await companion.PersonAsync();
        await companion.PlanAsync(person, "elite", version: 3);
        (await AllowsAsync(person)).ShouldBeTrue();

        await companion.PublishAsync(Changed(person, 2, "free"), Changed(person, 4, "premium", "unlimited_circles"));
        await Poll.UntilAsync(async () => !await AllowsAsync(person));
    }

    [Fact]
    public async Task APlanIsValidRightAfterThePurchase()
    {
        var person = await companion.PersonAsync();
        companion.Payments.Plans[person] = new(person, 2, "elite", [EntitlementCode.UnlimitedCompanion], null);
        (await AllowsAsync(person)).ShouldBeTrue();
        companion.Payments.Plans.TryRemove(person, out _);
        (await AllowsAsync(person)).ShouldBeTrue("it was kept");
    }

    private static EntitlementsChanged Changed(Guid person, long version, string plan, params string[] codes) =>
        new(Guid.CreateVersion7(), Users.Start, person, version, plan, codes, null);

    private Task<bool> AllowsAsync(Guid person) =>
        companion.WithAsync<PlanLookup, bool>(plans => plans.AllowsAsync(person, EntitlementCode.UnlimitedCompanion));
}
