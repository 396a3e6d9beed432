namespace Community.Identity.Blocks;

/// <summary>That one person blocks another, as social's integration events have told.</summary>
internal sealed class Block
{
    public required Guid BlockerId { get; init; }

    public required Guid BlockedId { get; init; }

    public long Version { get; init; }

    public bool IsBlocked { get; init; }
}
