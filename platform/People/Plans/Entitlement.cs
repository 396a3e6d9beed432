namespace Community.People.Plans;

/// <summary>The entitlements of a user's plan: a projection of payments' integration events.</summary>
public sealed class Entitlement
{
    /// <summary>The user.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The version at which payments published them; the newest counts.</summary>
    public required long Version { get; init; }

    /// <summary><c>free</c>, <c>premium</c>, <c>elite</c> or <c>lifetime_elite</c>.</summary>
    public required string Plan { get; init; }

    /// <summary>The codes that the service checks, and others that it ignores.</summary>
    public required string[] Codes { get; init; }

    /// <summary>When they end; null: no end.</summary>
    public DateTimeOffset? EndsAt { get; init; }
}
