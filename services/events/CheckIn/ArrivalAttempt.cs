namespace Community.Events.CheckIn;

/// <summary>A position that somebody reported on arrival: what implausible jumps are judged by.</summary>
internal sealed class ArrivalAttempt
{
    public required Guid Id { get; init; }

    public required Guid EventId { get; init; }

    public required Guid UserId { get; init; }

    public required double Latitude { get; init; }

    public required double Longitude { get; init; }

    public required double AccuracyM { get; init; }

    public required bool Accepted { get; init; }

    public required DateTimeOffset At { get; init; }
}
