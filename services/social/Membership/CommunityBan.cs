namespace Community.Social.Membership;

/// <summary>A user may not be a member of a community. It is not a block: the user and the members see each other as before.</summary>
internal sealed class CommunityBan
{
    public required Guid Id { get; init; }

    public required Guid CommunityId { get; init; }

    public required Guid UserId { get; init; }

    public required Guid BannedBy { get; set; }

    public string? Reason { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it ends by itself; null: when it is lifted.</summary>
    public DateTimeOffset? Until { get; set; }

    public bool IsInForce(DateTimeOffset now) => Until is null || Until > now;
}
