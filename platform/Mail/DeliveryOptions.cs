using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;

namespace Community.Platform.Mail;

/// <summary>How deliveries are tried. The defaults fit production.</summary>
[Settings("Deliveries")]
public sealed class DeliveryOptions
{
    /// <summary>The most attempts for a delivery; with the default back-off, 10 attempts take about 4 hours.</summary>
    [Range(1, 1_000)]
    public int MaxAttempts { get; init; } = 10;

    /// <summary>The wait after the first failure, in seconds; it doubles with each, up to an hour, give or take a tenth.</summary>
    [Range(0.01, 3_600.0)]
    public double FirstRetrySeconds { get; init; } = 30;

    /// <summary>How long one attempt may take, in seconds.</summary>
    [Range(0.1, 600.0)]
    public double AttemptSeconds { get; init; } = 20;

    /// <summary>How often the table is polled without a signal, in seconds.</summary>
    [Range(0.01, 3_600.0)]
    public double SweepSeconds { get; init; } = 5;

    /// <summary>How many are sent at a time by one instance.</summary>
    [Range(1, 100)]
    public int Parallel { get; init; } = 4;

    /// <summary>For how many days a sent or given-up delivery's row is kept.</summary>
    [Range(0, 3_650)]
    public int KeepDays { get; init; } = 30;

    // After this time other instances take the rows of an instance that died while sending.
    internal TimeSpan Lease => TimeSpan.FromSeconds(AttemptSeconds) * 3;

    internal TimeSpan RetryAfter(int attempts) =>
        TimeSpan.FromSeconds(Math.Min(3600, FirstRetrySeconds * Math.Pow(2, attempts - 1)) * (0.9 + (0.2 * Random.Shared.NextDouble())));
}
