namespace Community.Contracts.Payments;

/// <summary>A person's plan as payments have it now, for a projection that begins on old data: what the integration events so far add up to.</summary>
/// <param name="UserId">Whose account it is.</param>
/// <param name="Version">Newer than that is what integration events say with a higher one.</param>
/// <param name="Plan"><c>free</c>, <c>premium</c>, <c>elite</c> or <c>lifetime_elite</c>.</param>
/// <param name="Entitlements">Every entitlement held now.</param>
/// <param name="Until">When they end unless renewed; null: no end.</param>
public sealed record EntitlementSnapshot(Guid UserId, long Version, string Plan, IReadOnlyList<string> Entitlements, DateTimeOffset? Until);
