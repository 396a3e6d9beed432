namespace Community.Social.Blocks;

/// <summary>One person blocks another, or did. Nobody but the blocker ever learns of it.</summary>
internal sealed class Block
{
    public required Guid Id { get; init; }

    public required Guid BlockerId { get; init; }

    public required Guid BlockedId { get; init; }

    public required long Version { get; set; }

    public required bool IsBlocked { get; set; }

    public required DateTimeOffset Since { get; set; }
}

/// <summary>A row of the view <c>hidden_from</c>: the two do not see each other. Both directions are there.</summary>
internal sealed class Hidden
{
    public required Guid UserId { get; init; }

    public required Guid OtherId { get; init; }
}
