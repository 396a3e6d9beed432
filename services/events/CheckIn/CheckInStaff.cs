namespace Community.Events.CheckIn;

/// <summary>A ticket scanner: a user chosen by the organizer.</summary>
internal sealed class CheckInStaff
{
    public required Guid EventId { get; init; }

    public required Guid UserId { get; init; }

    public required DateTimeOffset AddedAt { get; init; }
}
