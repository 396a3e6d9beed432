namespace Community.Contracts.Social;

/// <summary>Two connected users, for a projection that begins on old data. It is the sum of the integration events so far.</summary>
/// <param name="ConnectionId">The connection.</param>
/// <param name="Version">The version that the snapshot shows. An integration event with a higher version is newer.</param>
/// <param name="FromUserId">The asker.</param>
/// <param name="ToUserId">The asked user.</param>
public sealed record ConnectionSnapshot(Guid ConnectionId, long Version, Guid FromUserId, Guid ToUserId);
