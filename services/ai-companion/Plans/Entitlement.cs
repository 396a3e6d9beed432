namespace Community.Companion.Plans;

/// <summary>What a person's plan allows, as payments announced it.</summary>
internal sealed class Entitlement
{
    public required Guid UserId { get; init; }

    public required long Version { get; init; }

    /// <summary><c>free</c>, <c>premium</c>, <c>elite</c> or <c>lifetime_elite</c>.</summary>
    public required string Plan { get; init; }

    /// <summary>Of <see cref="EntitlementCode"/>, and others that are nothing to this service.</summary>
    public required string[] Codes { get; init; }

    /// <summary>Null: no end.</summary>
    public DateTimeOffset? EndsAt { get; init; }
}

/// <summary>What this service asks of plans.</summary>
internal static class EntitlementCode
{
    public const string UnlimitedCompanion = "unlimited_companion";
    public const string AllCourses = "all_courses";
}
