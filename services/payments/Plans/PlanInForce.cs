using Community.Payments.Subscriptions;

namespace Community.Payments.Plans;

/// <summary>The plan that a person has, and its end unless something changes.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Until">When it ends by itself; null: no end.</param>
/// <param name="Source">Where it comes from, one of <see cref="PlanSource"/>.</param>
internal sealed record PlanInForce(Plan Plan, DateTimeOffset? Until, string Source)
{
    private static readonly PlanInForce None = new(Plan.Free, null, PlanSource.None);

    /// <summary>
    /// Decides which plan is in force: the highest of all plans that a person has now; of equal ones, the one that lasts longest.
    /// </summary>
    /// <param name="subscription">The person's subscription that is running, or ran last.</param>
    /// <param name="grants">The person's grants, in any order, past ones included.</param>
    /// <param name="now">The present.</param>
    public static PlanInForce Decide(Subscription? subscription, IEnumerable<PlanGrant> grants, DateTimeOffset now) =>
        // The time of a grant does not matter: a transaction that waited for a lock read the clock before, and clocks differ.
        grants
            .Select(grant => new PlanInForce(Plan.Of(grant.Plan), grant.Until, PlanSource.Grant))
            .Concat(
                subscription?.EntitledUntil is { } until
                    ? [new PlanInForce(Plan.Of(subscription.Plan), until, PlanSource.Subscription)]
                    : []
            )
            .Where(held => held.Until is null || held.Until > now)
            .OrderByDescending(held => held.Plan.Rank)
            .ThenByDescending(held => held.Until ?? DateTimeOffset.MaxValue)
            .FirstOrDefault(None);
}

internal static class PlanSource
{
    public const string Subscription = "subscription";
    public const string Grant = "grant";
    public const string None = "none";
}
