using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;

namespace Community.Messaging.Calls;

/// <summary>Limits of calls, and the servers that help devices to reach each other.</summary>
[Settings("Calls")]
internal sealed class CallOptions : IValidatableObject
{
    /// <summary>The most people in a call.</summary>
    [Range(2, 32)]
    public int MostParticipants { get; init; } = 8;

    /// <summary>After how many seconds of ringing a call is missed.</summary>
    [Range(5, 300)]
    public int RingSeconds { get; init; } = 45;

    /// <summary>How many seconds a participant without a connection still belongs to the call.</summary>
    [Range(1, 300)]
    public int RejoinSeconds { get; init; } = 15;

    /// <summary>The most calls that one person starts in a minute.</summary>
    [Range(1, 1_000)]
    public int StartsPerMinute { get; init; } = 6;

    /// <summary>The most signals of one person in a second.</summary>
    [Range(1, 10_000)]
    public int SignalsPerSecond { get; init; } = 50;

    /// <summary>For how many days ended calls are kept.</summary>
    [Range(0, 3_650)]
    public int HistoryDays { get; init; } = 90;

    /// <summary>Addresses of STUN servers, separated by commas.</summary>
    [ConfigurationKeyName("StunUrls")]
    public string StunUrlList { get; init; } = "";

    /// <summary>Addresses of TURN servers, separated by commas.</summary>
    [ConfigurationKeyName("TurnUrls")]
    public string TurnUrlList { get; init; } = "";

    /// <summary>coturn's <c>static-auth-secret</c>.</summary>
    public string TurnSecret { get; init; } = "";

    /// <summary>For how many minutes a TURN credential works.</summary>
    [Range(1, 1_440)]
    public int TurnCredentialMinutes { get; init; } = 60;

    /// <inheritdoc cref="RingSeconds"/>
    public TimeSpan RingTime => TimeSpan.FromSeconds(RingSeconds);

    /// <inheritdoc cref="RejoinSeconds"/>
    public TimeSpan RejoinTime => TimeSpan.FromSeconds(RejoinSeconds);

    /// <inheritdoc cref="HistoryDays"/>
    public TimeSpan History => TimeSpan.FromDays(HistoryDays);

    /// <inheritdoc cref="TurnCredentialMinutes"/>
    public TimeSpan TurnCredentialTime => TimeSpan.FromMinutes(TurnCredentialMinutes);

    internal IReadOnlyList<string> StunUrls => Urls(StunUrlList);

    internal IReadOnlyList<string> TurnUrls => Urls(TurnUrlList);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!StunUrls.All(url => IsOf(url, "stun:", "stuns:")))
        {
            yield return new("Calls:StunUrls must be addresses that begin with stun: or stuns:.");
        }

        if (!TurnUrls.All(url => IsOf(url, "turn:", "turns:")))
        {
            yield return new("Calls:TurnUrls must be addresses that begin with turn: or turns:.");
        }

        if (TurnUrls.Count > 0 && TurnSecret.Length == 0)
        {
            yield return new("Calls:TurnUrls is of no use without Calls:TurnSecret.");
        }
    }

    private static string[] Urls(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool IsOf(string url, params string[] schemes) =>
        schemes.Any(scheme => url.StartsWith(scheme, StringComparison.Ordinal) && url.Length > scheme.Length);
}
