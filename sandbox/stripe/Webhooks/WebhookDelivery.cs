using Community.StripeSandbox.State;

namespace Community.StripeSandbox.Webhooks;

/// <summary>One copy of one event on its way; kept until it is delivered or given up.</summary>
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

    /// <summary>When it is tried next, Unix milliseconds.</summary>
    public long DueAt { get; init; }
}
