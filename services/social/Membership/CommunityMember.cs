namespace Community.Social.Membership;

/// <summary>A user's membership of a community, active or ended. The row is never deleted.</summary>
internal sealed class CommunityMember
{
    public required Guid Id { get; init; }

    public required Guid CommunityId { get; init; }

    public required Guid UserId { get; init; }

    public required long Version { get; set; }

    public required bool IsMember { get; set; }

    /// <summary>One of <see cref="MemberRole"/>; the last one if the membership has ended.</summary>
    public required string Role { get; set; }

    public required DateTimeOffset JoinedAt { get; set; }

    public DateTimeOffset? LeftAt { get; set; }

    /// <summary><c>left</c>, <c>removed</c>, <c>banned</c>, <c>expired</c> or <c>deleted</c>.</summary>
    public string? LeaveReason { get; set; }

    public CommunityMember Copy() => (CommunityMember)MemberwiseClone();
}

internal static class MemberRole
{
    public const string Owner = "owner";
    public const string Moderator = "moderator";
    public const string Member = "member";

    /// <summary>The highest rank.</summary>
    public const int RankOfOwner = 2;

    /// <summary>The rank of a membership: a higher rank may act on a lower one. No active membership: -1.</summary>
    public static int RankOf(CommunityMember? member) =>
        member switch
        {
            { IsMember: true, Role: Owner } => RankOfOwner,
            { IsMember: true, Role: Moderator } => 1,
            { IsMember: true } => 0,
            _ => -1,
        };
}

/// <summary>Values of <see cref="CommunityMember.LeaveReason"/>.</summary>
internal static class LeaveReason
{
    public const string Left = "left";
    public const string Removed = "removed";
    public const string Banned = "banned";

    /// <summary>The paid time has ended.</summary>
    public const string Expired = "expired";

    /// <summary>The community was deleted.</summary>
    public const string Deleted = "deleted";
}
