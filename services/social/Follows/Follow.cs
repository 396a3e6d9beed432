namespace Community.Social.Follows;

/// <summary>A user follows another user, or did.</summary>
internal sealed class Follow
{
    public required Guid Id { get; init; }

    public required Guid FollowerId { get; init; }

    public required Guid FollowedId { get; init; }

    public required long Version { get; set; }

    public required bool IsFollowing { get; set; }

    public required DateTimeOffset Since { get; set; }
}
