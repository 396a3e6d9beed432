namespace Community.Social.Plans;

/// <summary>The entitlements that this service uses.</summary>
internal static class EntitlementCode
{
    public const string UnlimitedCircles = "unlimited_circles";
    public const string AdvancedMatching = "advanced_matching";
    public const string PriorityVisibility = "priority_visibility";
}

/// <summary>A user's profile is shown first in discovery for a while.</summary>
internal sealed class Boost
{
    public required Guid UserId { get; init; }

    public required long Version { get; init; }

    public required DateTimeOffset BoostedUntil { get; init; }
}
