namespace Community.Social.Membership;

/// <summary>Somebody is asked to join, and so may know of the community if it is private. It ends when the person has joined.</summary>
internal sealed class CommunityInvitation
{
    public required Guid Id { get; init; }

    public required Guid CommunityId { get; init; }

    public required Guid UserId { get; init; }

    public required long Version { get; init; }

    public required Guid InvitedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DeclinedAt { get; init; }
}

/// <summary>A row of the view <c>open_invitations</c>: one that was not declined, from somebody whom the invited sees.</summary>
internal sealed class OpenInvitation
{
    public required Guid Id { get; init; }

    public required Guid CommunityId { get; init; }

    public required Guid UserId { get; init; }

    public required Guid InvitedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
