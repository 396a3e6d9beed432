namespace Community.Messaging.Webhooks;

/// <summary>
/// The types of events that webhooks carry, with their public shapes. A shape gains optional members only; another change is a new version.
/// They are shapes of their own, so that an integration event may change without the receivers' programs.
/// </summary>
internal static class WebhookCatalogue
{
    public const string EventPublished = "event.published";
    public const string EventChanged = "event.changed";
    public const string EventCancelled = "event.cancelled";
    public const string RegistrationConfirmed = "registration.confirmed";
    public const string RegistrationWaitlisted = "registration.waitlisted";
    public const string RegistrationCancelled = "registration.cancelled";
    public const string RegistrationExpired = "registration.expired";
    public const string RegistrationCheckedIn = "registration.checked_in";
    public const string OrderPaid = "order.paid";
    public const string OrderRefunded = "order.refunded";
    public const string MemberJoined = "community.member_joined";
    public const string MemberLeft = "community.member_left";
    public const string Ping = "webhook.ping";

    /// <summary>Every type that an endpoint can choose; a ping comes to all.</summary>
    public static IReadOnlyList<WebhookType> Types { get; } =
    [
        new(EventPublished, 1, typeof(WebhookEventData), "An event became visible."),
        new(EventChanged, 1, typeof(WebhookEventData), "A published event changed. Carries all of it."),
        new(EventCancelled, 1, typeof(WebhookCancellationData), "An event will not take place."),
        new(RegistrationConfirmed, 1, typeof(WebhookRegistrationData), "A registration is confirmed and has a ticket."),
        new(RegistrationWaitlisted, 1, typeof(WebhookRegistrationData), "A user is on the waitlist of a full event."),
        new(RegistrationCancelled, 1, typeof(WebhookRegistrationData), "A registration was cancelled; its seat is free."),
        new(RegistrationExpired, 1, typeof(WebhookRegistrationData), "An unpaid seat was not paid in time and is free."),
        new(RegistrationCheckedIn, 1, typeof(WebhookRegistrationData), "A ticket was scanned, or a user arrived."),
        new(OrderPaid, 1, typeof(WebhookOrderData), "An order of the seller's goods is paid."),
        new(OrderRefunded, 1, typeof(WebhookOrderData), "Money of an order was given back, all of it or a part."),
        new(MemberJoined, 1, typeof(WebhookMemberData), "A user became a member of a community."),
        new(MemberLeft, 1, typeof(WebhookMemberData), "A membership ended."),
    ];

    /// <summary>Its names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Types.Select(type => type.Name)];
}

/// <summary>A type of event.</summary>
/// <param name="Name">Such as <c>event.published</c>.</param>
/// <param name="Version">The version of its shape.</param>
/// <param name="Data">The shape of its data.</param>
/// <param name="Meaning">The event in words.</param>
internal sealed record WebhookType(string Name, int Version, Type Data, string Meaning);

/// <summary>The body of a webhook.</summary>
/// <param name="Id">Unique for each event: a repeated delivery has the same id.</param>
/// <param name="Type">The type of the event.</param>
/// <param name="Version">The version of the shape of data.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="Data">The shape that the type names.</param>
internal sealed record WebhookBody(Guid Id, string Type, int Version, DateTimeOffset OccurredAt, object Data);

/// <summary>An event, as it is after the change.</summary>
/// <param name="EventId">The event.</param>
/// <param name="OrganizerId">Its organizer.</param>
/// <param name="Name">Its name.</param>
/// <param name="EventType">Its type, such as meetup.</param>
/// <param name="Category">Its category.</param>
/// <param name="Region">Its region.</param>
/// <param name="City">Its city.</param>
/// <param name="StartsAt">When it begins.</param>
/// <param name="EndsAt">When it ends.</param>
/// <param name="TimeZone">IANA name of the time zone that it is announced in.</param>
/// <param name="Visibility">public or private.</param>
/// <param name="Description">The organizer's description.</param>
/// <param name="LocationName">The venue's name.</param>
/// <param name="LocationAddress">The venue's address.</param>
/// <param name="Latitude">The venue's latitude in degrees.</param>
/// <param name="Longitude">The venue's longitude in degrees.</param>
internal sealed record WebhookEventData(
    Guid EventId,
    Guid OrganizerId,
    string Name,
    string EventType,
    string? Category,
    string? Region,
    string? City,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string TimeZone,
    string Visibility,
    string? Description,
    string? LocationName,
    string? LocationAddress,
    double? Latitude,
    double? Longitude
);

/// <summary>An event that will not take place.</summary>
/// <param name="EventId">The event.</param>
/// <param name="OrganizerId">Its organizer.</param>
/// <param name="Reason">The organizer's words.</param>
internal sealed record WebhookCancellationData(Guid EventId, Guid OrganizerId, string? Reason);

/// <summary>A registration after the change.</summary>
/// <param name="RegistrationId">The registration.</param>
/// <param name="EventId">The event.</param>
/// <param name="UserId">The registered user.</param>
/// <param name="Status">confirmed, waitlisted, cancelled, expired or checked_in.</param>
/// <param name="Reason">Of a cancellation: by_attendee, by_organizer, event_cancelled, payment_failed or refunded.</param>
/// <param name="IsRefunded">Of a cancellation: whether the payment is refunded.</param>
/// <param name="Method">Of a check-in: ticket or geofence.</param>
internal sealed record WebhookRegistrationData(
    Guid RegistrationId,
    Guid EventId,
    Guid UserId,
    string Status,
    string? Reason = null,
    bool? IsRefunded = null,
    string? Method = null
);

/// <summary>A payment of an order, or a refund.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="UserId">The buyer.</param>
/// <param name="Purpose">The kind of purchase.</param>
/// <param name="ReferenceId">The purchase: of a seat, the registration.</param>
/// <param name="AmountCents">The amount that was paid or given back, in minor units of the currency.</param>
/// <param name="Currency">ISO 4217 code; credits where paid with credits.</param>
/// <param name="PaymentMethod">Of a payment: card, alipay, wechat_pay or credits.</param>
/// <param name="Description">The description that the buyer read.</param>
/// <param name="Reason">Of a refund: its reason, as a code.</param>
internal sealed record WebhookOrderData(
    Guid OrderId,
    Guid UserId,
    string Purpose,
    Guid ReferenceId,
    long AmountCents,
    string Currency,
    string? PaymentMethod,
    string? Description,
    string? Reason
);

/// <summary>A membership that began or ended.</summary>
/// <param name="CommunityId">The community.</param>
/// <param name="UserId">The user.</param>
/// <param name="Role">Of a new member: owner, moderator or member.</param>
/// <param name="Reason">Of a former member: left, removed, banned, expired or deleted.</param>
internal sealed record WebhookMemberData(Guid CommunityId, Guid UserId, string? Role, string? Reason);

/// <summary>A ping: the owner tries the endpoint.</summary>
/// <param name="WebhookId">The endpoint.</param>
internal sealed record WebhookPingData(Guid WebhookId);
