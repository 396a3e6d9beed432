using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;

namespace Community.Companion.Conversation;

/// <summary>How many messages a person may send, and how instances share the work.</summary>
[Settings("Companion")]
internal sealed class ConversationOptions
{
    /// <summary>How many messages a model is sent, including the one to answer.</summary>
    public const int ContextLength = 10;

    /// <summary>A person's messages a day, unless the plan has no limit.</summary>
    [Range(1, 10_000)]
    public int DailyMessages { get; init; } = 20;

    /// <summary>A session that can be bought.</summary>
    public PaidSession Session { get; init; } = new();

    /// <summary>After how many seconds another instance takes over an answer whose instance is gone.</summary>
    [Range(1, 600)]
    public int LeaseSeconds { get; init; } = 30;

    /// <summary>How many milliseconds pass between two sweeps for such answers.</summary>
    [Range(50, 60_000)]
    public int SweepMilliseconds { get; init; } = 2_000;

    /// <inheritdoc cref="LeaseSeconds"/>
    public TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);

    /// <inheritdoc cref="SweepMilliseconds"/>
    public TimeSpan Sweep => TimeSpan.FromMilliseconds(SweepMilliseconds);
}

/// <summary>A session's messages and price.</summary>
internal sealed class PaidSession
{
    /// <summary>Messages beyond those of the day.</summary>
    [Range(1, 10_000)]
    public int Messages { get; init; } = 50;

    /// <summary>Its price in credits.</summary>
    [Range(1, 100_000)]
    public int PriceCredits { get; init; } = 20;

    /// <summary>Its price in the currency's smallest unit.</summary>
    [Range(50, 1_000_000)]
    public int AmountCents { get; init; } = 200;

    /// <summary>ISO 4217.</summary>
    public string Currency { get; init; } = "USD";
}
