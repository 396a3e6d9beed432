namespace Community.Social.Connections;

/// <summary>
/// The connection of two users, present or past, since one first asked the other. A pair has one row, which is never deleted.
/// </summary>
internal sealed class Connection
{
    public required Guid Id { get; init; }

    /// <summary>The smaller id of the two, by bytes.</summary>
    public required Guid LowId { get; init; }

    public required Guid HighId { get; init; }

    /// <summary>The asker; after several requests, the last one.</summary>
    public required Guid FromId { get; set; }

    public required Guid ToId { get; set; }

    /// <summary>One of <see cref="ConnectionStatus"/>.</summary>
    public required string Status { get; set; }

    public required long Version { get; set; }

    /// <summary>0 to 100, at the time of the request.</summary>
    public int? CompatibilityScore { get; set; }

    public required DateTimeOffset RequestedAt { get; set; }

    public DateTimeOffset? AnsweredAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>When the asked user declined; it is kept while the asker withdraws and asks again.</summary>
    public DateTimeOffset? DeclinedAt { get; set; }

    /// <summary>How many times in a row the asker has withdrawn.</summary>
    public int Withdrawals { get; set; }
}

internal static class ConnectionStatus
{
    public const string Pending = "pending";
    public const string Accepted = "accepted";

    /// <summary>
    /// The request was declined. The asked user sees that it is over; the asker sees it as <see cref="Pending"/>, permanently.
    /// </summary>
    public const string Declined = "declined";
    public const string Withdrawn = "withdrawn";
    public const string Removed = "removed";
}

/// <summary>An accepted connection from the side of one of the two. A trigger of <c>connections</c> writes these rows.</summary>
internal sealed class ConnectionEdge
{
    public required Guid UserId { get; init; }

    public required Guid OtherId { get; init; }

    public required DateTimeOffset Since { get; init; }
}
