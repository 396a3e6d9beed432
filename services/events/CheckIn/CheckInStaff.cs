namespace Community.Events.CheckIn;

/// <summary>A user whom the organizer lets scan tickets.</summary>
internal sealed class CheckInStaff
{
    public required Guid EventId { get; init; }

    public required Guid UserId { get; init; }

    public required DateTimeOffset AddedAt { get; init; }
}
