using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;

namespace Community.Payments.Subscriptions;

/// <summary>Waiting times of subscriptions.</summary>
[Settings("Payments")]
internal sealed class SubscriptionOptions
{
    private const int Month = 2_592_000;

    /// <summary>How many seconds a plan stays in force while its renewal is not paid, or not known: a week; a month at most.</summary>
    [Range(1, Month)]
    public int GraceSeconds { get; init; } = 604_800;

    /// <inheritdoc cref="GraceSeconds"/>
    public TimeSpan Grace => TimeSpan.FromSeconds(GraceSeconds);
}
