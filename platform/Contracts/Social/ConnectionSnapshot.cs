namespace Community.Contracts.Social;

/// <summary>Two people who are connected, for a projection that begins on old data: what the integration events so far add up to.</summary>
/// <param name="ConnectionId">The connection.</param>
/// <param name="Version">Newer than that is what integration events say with a higher one.</param>
/// <param name="FromUserId">Who had asked.</param>
/// <param name="ToUserId">Who accepted.</param>
public sealed record ConnectionSnapshot(Guid ConnectionId, long Version, Guid FromUserId, Guid ToUserId);
