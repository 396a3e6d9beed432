namespace Community.Events.Invitations;

/// <summary>A user is invited to an event, and so may know of it if it is private.</summary>
internal sealed class Invitation
{
    public required Guid Id { get; init; }

    public required Guid EventId { get; init; }

    public required Guid FromUserId { get; init; }

    public required Guid ToUserId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
