using Community.Events.Registrations;
using Community.Platform.Http.Localization;
using Community.Platform.Mail;

namespace Community.Events.Mails;

/// <summary>
/// A mail about a registration that is to be sent. It is committed with the change that it is about, and mailed soon after.
/// </summary>
internal sealed class EventMail : QueuedMail
{
    public required Guid EventId { get; init; }

    public required Guid RegistrationId { get; init; }

    /// <summary>One of <see cref="MailKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>One of <see cref="TextLanguage"/>.</summary>
    public required string Language { get; init; }

    /// <summary>The reason why a registration ended, as in <see cref="Registration.EndReason"/>, or <c>seat_given_away</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// The amount of the refund, in minor units of <see cref="RefundCurrency"/>; 0: nothing of the payment is refunded; null: nothing was
    /// paid.
    /// </summary>
    public long? RefundAmount { get; init; }

    /// <summary>ISO 4217, or <c>credits</c>.</summary>
    public string? RefundCurrency { get; init; }

    /// <summary>The start before a change.</summary>
    public DateTimeOffset? WasStartsAt { get; init; }

    /// <summary>The end before a change.</summary>
    public DateTimeOffset? WasEndsAt { get; init; }

    /// <summary>The place before a change, in one line; null: it had no place.</summary>
    public string? WasPlace { get; init; }

    /// <summary>The organizer's message.</summary>
    public Guid? AnnouncementId { get; init; }

    public static EventMail About(Registration registration, string kind, DateTimeOffset now, string? reason = null, long? refund = null) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            UserId = registration.UserId,
            EventId = registration.EventId,
            RegistrationId = registration.Id,
            Kind = kind,
            Language = registration.Language ?? TextLanguage.English,
            Reason = reason,
            RefundAmount = refund,
            RefundCurrency = refund is null ? null : registration.PaidCurrency,
            CreatedAt = now,
            NextAt = now,
        };
}

/// <summary>Values of <see cref="EventMail.Kind"/>.</summary>
internal static class MailKind
{
    /// <summary>A registration is confirmed.</summary>
    public const string Ticket = "ticket";

    /// <summary>A seat became free for the first registration of the waitlist, and has to be paid.</summary>
    public const string Offer = "offer";

    /// <summary>A registration ended.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The event has another time or place.</summary>
    public const string Changed = "changed";

    /// <summary>The organizer wrote to all attendees.</summary>
    public const string Announced = "announced";
}
