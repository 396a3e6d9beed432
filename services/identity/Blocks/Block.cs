namespace Community.Identity.Blocks;

/// <summary>A user blocks another user: a projection of social's integration events.</summary>
internal sealed class Block
{
    public required Guid BlockerId { get; init; }

    public required Guid BlockedId { get; init; }

    public long Version { get; init; }

    public bool IsBlocked { get; init; }
}
