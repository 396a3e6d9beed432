namespace Community.Messaging.Webhooks;

/// <summary>An address of an organizer or an administrator that is called when something happens.</summary>
internal sealed class WebhookEndpoint
{
    /// <summary>The most endpoints of one owner.</summary>
    public const int MostOfOwner = 10;

    /// <summary>For how long the former secret signs, too.</summary>
    public static readonly TimeSpan FormerSecretLife = TimeSpan.FromHours(24);

    public required Guid Id { get; init; }

    /// <summary>The owner.</summary>
    public required Guid UserId { get; init; }

    /// <summary>Whether it gets the events of the whole fleet: an administrator's.</summary>
    public required bool IsFleetWide { get; init; }

    public required string Url { get; set; }

    public string? Description { get; set; }

    /// <summary>Of <see cref="WebhookCatalogue"/>; none: all.</summary>
    public required string[] EventTypes { get; set; }

    /// <summary>Encrypted: <see cref="WebhookSignature"/>.</summary>
    public required byte[] Secret { get; set; }

    /// <summary>Signs beside the present one until <see cref="FormerUntil"/>.</summary>
    public byte[]? FormerSecret { get; set; }

    public DateTimeOffset? FormerUntil { get; set; }

    public bool IsEnabled { get; set; } = true;

    /// <summary>The first failed attempt since the last successful one; null: the last one was successful, or there was none.</summary>
    public DateTimeOffset? FailingSince { get; set; }

    /// <summary>Why the platform switched it off, as a code; null: it did not.</summary>
    public string? DisabledReason { get; set; }

    /// <summary>The user who last set the address or the secret; null: the owner.</summary>
    public Guid? SetBy { get; set; }

    /// <summary>When the address or the secret was last set; null: before this was kept.</summary>
    public DateTimeOffset? SetAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When it was deleted. Its log is removed after that, batch by batch.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    /// <summary>Leaves nothing but the row that its log needs.</summary>
    public void Delete(DateTimeOffset now)
    {
        (DeletedAt, IsEnabled) = (now, false);
        (Url, Description, EventTypes) = ("", null, []);
        (Secret, FormerSecret, FormerUntil) = ([], null, null);
    }
}

/// <summary>An event on its way to one endpoint, or in its log.</summary>
internal sealed class WebhookDelivery
{
    public required Guid Id { get; init; }

    public required Guid EndpointId { get; init; }

    public required Guid EventId { get; init; }

    /// <summary>One of <see cref="WebhookDeliveryState"/>.</summary>
    public required string State { get; set; }

    public int Attempts { get; set; }

    /// <summary>The number of attempts before the last redelivery: the pauses count from there.</summary>
    public int FormerAttempts { get; set; }

    /// <summary>Not tried before this.</summary>
    public required DateTimeOffset AvailableAt { get; set; }

    /// <summary>Until when an instance has it for an attempt; null: no instance has it.</summary>
    public DateTimeOffset? LeasedUntil { get; set; }

    /// <summary>When it is given up.</summary>
    public required DateTimeOffset ExpiresAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? SettledAt { get; set; }
}

/// <summary>States of a delivery.</summary>
internal static class WebhookDeliveryState
{
    public const string Waiting = "waiting";
    public const string Delivered = "delivered";
    public const string Failed = "failed";
}

/// <summary>One attempt of a delivery.</summary>
internal sealed class WebhookAttempt
{
    public required Guid DeliveryId { get; init; }

    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    public required DateTimeOffset At { get; init; }

    public required int Milliseconds { get; init; }

    /// <summary>The status of the answer; null: there was none.</summary>
    public int? Status { get; init; }

    /// <summary>Why there was no answer; null: there was one.</summary>
    public string? Error { get; init; }

    /// <summary>The beginning of the answer.</summary>
    public string? Response { get; init; }
}

/// <summary>A body, as it is sent.</summary>
internal sealed class WebhookEvent
{
    /// <summary>The integration event's id.</summary>
    public required Guid Id { get; init; }

    public required string Type { get; init; }

    public Guid? CommunityId { get; init; }

    public Guid? EventId { get; init; }

    public required string Body { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
