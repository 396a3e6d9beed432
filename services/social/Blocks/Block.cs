namespace Community.Social.Blocks;

/// <summary>A user blocks another user, or did. Only the blocking user can see the block.</summary>
internal sealed class Block
{
    public required Guid Id { get; init; }

    public required Guid BlockerId { get; init; }

    public required Guid BlockedId { get; init; }

    public required long Version { get; set; }

    public required bool IsBlocked { get; set; }

    public required DateTimeOffset Since { get; set; }
}

/// <summary>A row of the view <c>hidden_from</c>: the two users do not see each other. The view has both directions.</summary>
internal sealed class Hidden
{
    public required Guid UserId { get; init; }

    public required Guid OtherId { get; init; }
}
