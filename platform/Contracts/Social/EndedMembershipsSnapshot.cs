namespace Community.Contracts.Social;

/// <summary>Memberships that ended lately, for services that end something with them and cannot wait for the bus.</summary>
/// <param name="Until">Up to when, by social's clock: what to ask from next.</param>
/// <param name="Next">The membership after which there are more of that moment and later; null: these were all.</param>
/// <param name="Items">As they are now, in the order of their ends; what was begun again is not among them.</param>
public sealed record EndedMembershipsSnapshot(DateTimeOffset Until, Guid? Next, IReadOnlyList<MembershipSnapshot> Items);
