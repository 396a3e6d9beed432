using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;

namespace Community.Events.Registrations;

/// <summary>How long seats are held, and how seat commands are committed.</summary>
[Settings("Registrations")]
internal sealed class RegistrationOptions
{
    /// <summary>How many seconds a seat is held for an unpaid registration.</summary>
    [Range(60, 86_400)]
    public int HoldSeconds { get; init; } = 900;

    /// <summary>How many seconds a seat is held for a user promoted from the waitlist; they have to notice first.</summary>
    [Range(60, 86_400)]
    public int OfferSeconds { get; init; } = 7_200;

    /// <summary>How many milliseconds pass between two sweeps for holds that are over.</summary>
    [Range(50, 60_000)]
    public int SweepMilliseconds { get; init; } = 1_000;

    /// <summary>How many commands on one event commit together at most; 1 commits each alone.</summary>
    [Range(1, 1_000)]
    public int MaxGroup { get; init; } = 256;

    /// <summary>Both times together.</summary>
    public HoldTimes Holds => new(TimeSpan.FromSeconds(HoldSeconds), TimeSpan.FromSeconds(OfferSeconds));

    /// <inheritdoc cref="SweepMilliseconds"/>
    public TimeSpan Sweep => TimeSpan.FromMilliseconds(SweepMilliseconds);
}
