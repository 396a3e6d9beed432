namespace Community.Events.CheckIn;

/// <summary>A position that a user reported on arrival. The next one is compared with it to find implausible jumps.</summary>
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
