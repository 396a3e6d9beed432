namespace Community.Contracts.Social;

/// <summary>A block that is in force, for a projection that begins on old data. It is the sum of the integration events so far.</summary>
/// <param name="BlockId">The block.</param>
/// <param name="Version">The version that the snapshot shows. An integration event with a higher version is newer.</param>
/// <param name="BlockerId">The blocking user.</param>
/// <param name="BlockedId">The blocked user.</param>
public sealed record BlockSnapshot(Guid BlockId, long Version, Guid BlockerId, Guid BlockedId);
