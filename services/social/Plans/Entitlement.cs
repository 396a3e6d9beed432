namespace Community.Social.Plans;

/// <summary>What a person's plan allows, as payments announced it.</summary>
internal sealed class Entitlement
{
    public required Guid UserId { get; init; }

    public required long Version { get; init; }

    public required string Plan { get; init; }

    /// <summary>Of <see cref="EntitlementCode"/>, and others that are nothing to this service.</summary>
    public required string[] Codes { get; init; }

    /// <summary>Null: no end.</summary>
    public DateTimeOffset? EndsAt { get; init; }
}

/// <summary>What this service asks of plans.</summary>
internal static class EntitlementCode
{
    public const string UnlimitedCircles = "unlimited_circles";
    public const string AdvancedMatching = "advanced_matching";
    public const string PriorityVisibility = "priority_visibility";
}

/// <summary>A person is shown on top of discovery for a while.</summary>
internal sealed class Boost
{
    public required Guid UserId { get; init; }

    public required long Version { get; init; }

    public required DateTimeOffset BoostedUntil { get; init; }
}
