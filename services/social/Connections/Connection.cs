namespace Community.Social.Connections;

/// <summary>What there is, or was, between two people who once asked to connect; one row for a pair, for ever.</summary>
internal sealed class Connection
{
    public required Guid Id { get; init; }

    /// <summary>The lesser id of the two, by bytes.</summary>
    public required Guid LowId { get; init; }

    public required Guid HighId { get; init; }

    /// <summary>Who asked last.</summary>
    public required Guid FromId { get; set; }

    public required Guid ToId { get; set; }

    /// <summary>One of <see cref="ConnectionStatus"/>.</summary>
    public required string Status { get; set; }

    public required long Version { get; set; }

    /// <summary>0 to 100, as it was when it was asked for.</summary>
    public int? CompatibilityScore { get; set; }

    public required DateTimeOffset RequestedAt { get; set; }

    public DateTimeOffset? AnsweredAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>When the asked person declined; remembered while the asker withdraws and asks again.</summary>
    public DateTimeOffset? DeclinedAt { get; set; }

    /// <summary>How often in a row the asker has withdrawn.</summary>
    public int Withdrawals { get; set; }
}

internal static class ConnectionStatus
{
    public const string Pending = "pending";
    public const string Accepted = "accepted";

    /// <summary>To whoever was asked it is over; to whoever asks it is <see cref="Pending"/>, for ever.</summary>
    public const string Declined = "declined";
    public const string Withdrawn = "withdrawn";
    public const string Removed = "removed";
}

/// <summary>An accepted connection as one of the two sees it. The database keeps these rows itself (a trigger of <c>connections</c>).</summary>
internal sealed class ConnectionEdge
{
    public required Guid UserId { get; init; }

    public required Guid OtherId { get; init; }

    public required DateTimeOffset Since { get; init; }
}
