using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Webhooks;

/// <summary>How webhooks are sent from now on; changed by the control API.</summary>
/// <param name="Enabled">Whether they are sent at all; otherwise they wait.</param>
/// <param name="Copies">How often each is sent, 1 to 5.</param>
/// <param name="DelayMs">The delay of each copy, drawn at random for each.</param>
/// <param name="Shuffle">Whether each copy is delayed by up to half a second more, so that they arrive in random order.</param>
internal sealed record WebhookSwitches(bool Enabled, int Copies, DelayRange DelayMs, bool Shuffle)
{
    /// <summary>As Stripe does.</summary>
    public static readonly WebhookSwitches Normal = new(Enabled: true, Copies: 1, new DelayRange(0, 0), Shuffle: false);

    private const int ShuffleMs = 500;

    /// <summary>Why these values are invalid, or null.</summary>
    public string? Fault() =>
        this switch
        {
            { Copies: < 1 or > 5 } => "copies is 1 to 5",
            { DelayMs: null } or { DelayMs.Min: < 0 } => "delay_ms is {min, max}, not negative",
            { DelayMs: var delay } when delay.Max < delay.Min || delay.Max > 3_600_000 => "delay_ms.max is min to 3600000",
            _ => null,
        };

    /// <summary>How long a copy waits, drawn at random, ms.</summary>
    public int DrawDelay() => Random.Shared.Next(DelayMs.Min, DelayMs.Max + 1) + (Shuffle ? Random.Shared.Next(ShuffleMs) : 0);
}

/// <summary>From and to, both included, ms.</summary>
internal sealed record DelayRange(int Min, int Max);

/// <summary>Decides which events are sent, and how.</summary>
internal sealed class EventSettings(SandboxOptions options)
{
    private readonly HashSet<string> _types =
    [
        .. options.WebhookEvents.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
    ];

    /// <summary>The present switches.</summary>
    public WebhookSwitches Switches { get; set; } = WebhookSwitches.Normal;

    /// <summary>Whether events of this type are posted somewhere.</summary>
    public bool IsSent(string type) => options.WebhookUrl is { Length: > 0 } && (_types.Contains("*") || _types.Contains(type));

    /// <summary>The copies of an event to send.</summary>
    public IEnumerable<WebhookDelivery> DeliveriesOf(StripeEvent happened, DateTimeOffset now)
    {
        var switches = Switches;
        for (var copy = 0; IsSent(happened.Type) && copy < switches.Copies; copy++)
        {
            yield return new WebhookDelivery
            {
                Id = Ids.New("whd"),
                Created = now.ToUnixTimeSeconds(),
                Event = happened.Id,
                DueAt = now.ToUnixTimeMilliseconds() + switches.DrawDelay(),
            };
        }
    }
}
