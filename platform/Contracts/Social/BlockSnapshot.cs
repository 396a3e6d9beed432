namespace Community.Contracts.Social;

/// <summary>A block that is in force, for a projection that begins on old data: what the integration events so far add up to.</summary>
/// <param name="BlockId">The block.</param>
/// <param name="Version">Newer than that is what integration events say with a higher one.</param>
/// <param name="BlockerId">Who blocks.</param>
/// <param name="BlockedId">Who is blocked.</param>
public sealed record BlockSnapshot(Guid BlockId, long Version, Guid BlockerId, Guid BlockedId);
