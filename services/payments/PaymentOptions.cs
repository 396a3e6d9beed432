using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;

namespace Community.Payments;

/// <summary>Waiting times of payments, and the sellers that it asks.</summary>
[Settings("Payments")]
internal sealed class PaymentOptions
{
    /// <summary>How many milliseconds pass between two sweeps for overdue orders, refunds and sessions.</summary>
    [Range(50, 60_000)]
    public int SweepMilliseconds { get; init; } = 1_000;

    /// <summary>How many seconds a checkout waits for an order on its way.</summary>
    [Range(0, 25)]
    public int OrderWaitSeconds { get; init; } = 3;

    /// <summary>How many seconds may pass without a webhook before the provider is first asked about a session.</summary>
    [Range(1, 3_600)]
    public int FirstCheckSeconds { get; init; } = 20;

    /// <summary>Names of services that are asked for an order that the bus has not brought.</summary>
    public string[] Sellers { get; init; } = [];

    /// <summary>Hosts that a checkout may lead back to.</summary>
    public string[] RedirectHosts { get; init; } = [];

    /// <summary>How many payments from one wallet commit together; 1: no batching.</summary>
    [Range(1, 1_000)]
    public int MaxGroup { get; init; } = 64;

    /// <inheritdoc cref="SweepMilliseconds"/>
    public TimeSpan Sweep => TimeSpan.FromMilliseconds(SweepMilliseconds);

    /// <inheritdoc cref="OrderWaitSeconds"/>
    public TimeSpan OrderWait => TimeSpan.FromSeconds(OrderWaitSeconds);

    /// <inheritdoc cref="FirstCheckSeconds"/>
    public TimeSpan FirstCheck => TimeSpan.FromSeconds(FirstCheckSeconds);
}
