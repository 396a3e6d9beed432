namespace Community.Contracts.Social;

/// <summary>A mute that is in force, for a projection that begins on old data. It is the sum of the integration events so far.</summary>
/// <param name="SanctionId">The sanction.</param>
/// <param name="Version">The version that the snapshot shows. An integration event with a higher version is newer.</param>
/// <param name="UserId">The muted user.</param>
/// <param name="Until">When it ends by itself; null: when it is lifted.</param>
public sealed record MuteSnapshot(Guid SanctionId, long Version, Guid UserId, DateTimeOffset? Until);
