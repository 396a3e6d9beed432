namespace Community.Contracts.Social;

/// <summary>Memberships that ended lately, for services that react to the end and cannot wait for the bus.</summary>
/// <param name="Until">The end of the time covered, by social's clock. The next request asks from here.</param>
/// <param name="Next">The membership after which the next page begins; null: this is the last page.</param>
/// <param name="Items">Their present state, in the order in which they ended. Memberships that began again are left out.</param>
public sealed record EndedMembershipsSnapshot(DateTimeOffset Until, Guid? Next, IReadOnlyList<MembershipSnapshot> Items);
