using System.ComponentModel.DataAnnotations;
using Community.ServiceDefaults.Configuration;

namespace Community.Social.Relations;

/// <summary>How many relations one person may have and ask for.</summary>
[Settings("Social")]
internal sealed class RelationOptions
{
    /// <summary>How many days a request that was not accepted cannot be repeated.</summary>
    [Range(1, 365)]
    public int AskAgainDays { get; init; } = 30;

    /// <summary>How often a request can be withdrawn and made again within that time.</summary>
    [Range(1, 100)]
    public int MaxWithdrawals { get; init; } = 3;

    /// <summary>Connections of one person.</summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; init; } = 5_000;

    /// <summary>Requests of one person that wait for an answer.</summary>
    [Range(1, 100_000)]
    public int MaxPendingRequests { get; init; } = 500;

    /// <summary>People that one person asks in 24 hours.</summary>
    [Range(1, 100_000)]
    public int MaxRequestsPerDay { get; init; } = 100;

    /// <summary>People that one person follows.</summary>
    [Range(1, 100_000)]
    public int MaxFollowing { get; init; } = 7_500;

    /// <summary>People that one person blocks.</summary>
    [Range(1, 100_000)]
    public int MaxBlocks { get; init; } = 5_000;

    /// <inheritdoc cref="AskAgainDays"/>
    public TimeSpan AskAgain => TimeSpan.FromDays(AskAgainDays);
}
