namespace Community.Contracts.Payments;

/// <summary>
/// A user's present plan in payments, for a projection that begins on old data. It is the sum of the integration events so far.
/// </summary>
/// <param name="UserId">The user.</param>
/// <param name="Version">The version that the snapshot shows. An integration event with a higher version is newer.</param>
/// <param name="Plan"><c>free</c>, <c>premium</c>, <c>elite</c> or <c>lifetime_elite</c>.</param>
/// <param name="Entitlements">Every entitlement held now.</param>
/// <param name="Until">When they end unless renewed; null: no end.</param>
public sealed record EntitlementSnapshot(Guid UserId, long Version, string Plan, IReadOnlyList<string> Entitlements, DateTimeOffset? Until);
