namespace Community.Social.Membership;

/// <summary>A user's request to join a private community. A user has one row for a community, whatever its status.</summary>
internal sealed class JoinRequest
{
    public required Guid Id { get; init; }

    public required Guid CommunityId { get; init; }

    public required Guid UserId { get; init; }

    public required long Version { get; set; }

    /// <summary>One of <see cref="JoinRequestStatus"/>.</summary>
    public required string Status { get; set; }

    /// <summary>When the user last asked.</summary>
    public required DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? AnsweredAt { get; set; }

    public Guid? AnsweredBy { get; set; }

    /// <summary>The links by which the user asked, each of which counts the user once; null: none.</summary>
    public Guid[]? CountedLinks { get; set; }

    public bool IsPending => Status == JoinRequestStatus.Pending;

    public JoinRequest Copy() => (JoinRequest)MemberwiseClone();
}

internal static class JoinRequestStatus
{
    public const string Pending = "pending";
    public const string Accepted = "accepted";
    public const string Declined = "declined";
    public const string Withdrawn = "withdrawn";
}
