namespace Community.Social.Membership;

/// <summary>
/// A user is invited to join, and so may know of the community if it is private. The invitation ends when the user has joined.
/// </summary>
internal sealed class CommunityInvitation
{
    public required Guid Id { get; init; }

    public required Guid CommunityId { get; init; }

    public required Guid UserId { get; init; }

    public required long Version { get; init; }

    public required Guid InvitedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DeclinedAt { get; init; }

    public DateTimeOffset? WithdrawnAt { get; init; }
}

/// <summary>
/// A row of the view <c>open_invitations</c>: an invitation that was neither declined nor withdrawn, from a user whom the invited
/// user sees.
/// </summary>
internal sealed class OpenInvitation
{
    public required Guid Id { get; init; }

    public required Guid CommunityId { get; init; }

    public required Guid UserId { get; init; }

    public required Guid InvitedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
