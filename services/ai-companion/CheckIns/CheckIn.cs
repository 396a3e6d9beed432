namespace Community.Companion.CheckIns;

/// <summary>How a user felt, in their own words.</summary>
internal sealed class CheckIn
{
    /// <summary>UUIDv7: in the order of time.</summary>
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>The person's own date.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>1 (low) to 5 (high).</summary>
    public required int Mood { get; init; }

    public string[] Words { get; init; } = [];

    public string? Note { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
