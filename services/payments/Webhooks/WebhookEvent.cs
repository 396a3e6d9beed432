namespace Community.Payments.Webhooks;

/// <summary>An event of the provider that has been applied.</summary>
internal sealed class WebhookEvent
{
    public required string Id { get; init; }

    public required string Type { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
}
