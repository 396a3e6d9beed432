using Community.StripeSandbox.State;

namespace Community.StripeSandbox.Webhooks;

/// <summary>One copy of an event to deliver; stored until it is delivered or the attempts end.</summary>
internal sealed record WebhookDelivery : SandboxRecord
{
    /// <summary>Its name in the file.</summary>
    public const string Name = "sandbox.webhook_delivery";

    /// <inheritdoc/>
    public override string Object => Name;

    /// <summary>The event's id.</summary>
    public required string Event { get; init; }

    /// <summary>The number of attempts.</summary>
    public int Attempts { get; init; }

    /// <summary>The time of the next attempt, Unix milliseconds.</summary>
    public long DueAt { get; init; }
}
