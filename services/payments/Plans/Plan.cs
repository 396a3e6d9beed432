namespace Community.Payments.Plans;

/// <summary>The things that a plan may allow. Other services check these and know nothing of plans.</summary>
internal static class Entitlements
{
    public const string UnlimitedCircles = "unlimited_circles";
    public const string AdvancedMatching = "advanced_matching";
    public const string AllCourses = "all_courses";
    public const string PriorityVisibility = "priority_visibility";
    public const string UnlimitedCompanion = "unlimited_companion";
}

/// <summary>A plan.</summary>
/// <param name="Code">Its name on the wire.</param>
/// <param name="Name">The name for buyers.</param>
/// <param name="Rank">Of two plans, the one with the higher rank is in force, and includes the other.</param>
/// <param name="AmountCents">The price of a month in US cents; null: not sold.</param>
/// <param name="Entitlements">The things that it allows.</param>
internal sealed record Plan(string Code, string Name, int Rank, long? AmountCents, IReadOnlyList<string> Entitlements)
{
    public const string Currency = "USD";

    public static Plan Free { get; } = new("free", "Free", 0, null, []);

    public static Plan Premium { get; } =
        new("premium", "Community Premium", 1, 999, [Plans.Entitlements.UnlimitedCircles, Plans.Entitlements.AdvancedMatching]);

    public static Plan Elite { get; } =
        new(
            "elite",
            "Community Elite",
            2,
            1_999,
            [
                .. Premium.Entitlements,
                Plans.Entitlements.AllCourses,
                Plans.Entitlements.PriorityVisibility,
                Plans.Entitlements.UnlimitedCompanion,
            ]
        );

    /// <summary>The reward for ten conversions.</summary>
    public static Plan LifetimeElite { get; } = new("lifetime_elite", "Community Elite for life", 3, null, Elite.Entitlements);

    /// <summary>All plans, the lowest first.</summary>
    public static IReadOnlyList<Plan> All { get; } = [Free, Premium, Elite, LifetimeElite];

    public static Plan Of(string code) => All.Single(plan => plan.Code == code);

    /// <summary>The key by which Stripe knows the monthly price; a new price has a new key.</summary>
    public string LookupKey => $"community_{Code}_monthly";
}
