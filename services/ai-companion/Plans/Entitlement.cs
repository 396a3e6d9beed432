namespace Community.Companion.Plans;

/// <summary>The entitlements of a person's plan, as payments published them.</summary>
internal sealed class Entitlement
{
    public required Guid UserId { get; init; }

    public required long Version { get; init; }

    /// <summary><c>free</c>, <c>premium</c>, <c>elite</c> or <c>lifetime_elite</c>.</summary>
    public required string Plan { get; init; }

    /// <summary>Codes of <see cref="EntitlementCode"/>, and others that this service does not use.</summary>
    public required string[] Codes { get; init; }

    /// <summary>When it ends; null: no end.</summary>
    public DateTimeOffset? EndsAt { get; init; }
}

/// <summary>The entitlements that this service checks.</summary>
internal static class EntitlementCode
{
    public const string UnlimitedCompanion = "unlimited_companion";
    public const string AllCourses = "all_courses";
}
