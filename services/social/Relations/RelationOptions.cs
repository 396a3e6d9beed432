using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;

namespace Community.Social.Relations;

/// <summary>How many relations a user may have and request.</summary>
[Settings("Social")]
internal sealed class RelationOptions
{
    /// <summary>For how many days a request that was not accepted cannot be repeated.</summary>
    [Range(1, 365)]
    public int AskAgainDays { get; init; } = 30;

    /// <summary>How many times a request can be withdrawn and repeated within that time.</summary>
    [Range(1, 100)]
    public int MaxWithdrawals { get; init; } = 3;

    /// <summary>Connections of one user.</summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; init; } = 5_000;

    /// <summary>Unanswered requests of one user.</summary>
    [Range(1, 100_000)]
    public int MaxPendingRequests { get; init; } = 500;

    /// <summary>Requests of one user in 24 hours.</summary>
    [Range(1, 100_000)]
    public int MaxRequestsPerDay { get; init; } = 100;

    /// <summary>Followed users of one user.</summary>
    [Range(1, 100_000)]
    public int MaxFollowing { get; init; } = 7_500;

    /// <summary>Blocked users of one user.</summary>
    [Range(1, 100_000)]
    public int MaxBlocks { get; init; } = 5_000;

    /// <inheritdoc cref="AskAgainDays"/>
    public TimeSpan AskAgain => TimeSpan.FromDays(AskAgainDays);
}
