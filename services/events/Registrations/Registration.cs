namespace Community.Events.Registrations;

/// <summary>A user's registration for an event. A user who registers again after cancelling gets a new one.</summary>
internal sealed class Registration
{
    public required Guid Id { get; init; }

    public required Guid EventId { get; init; }

    /// <summary>After the user was erased, a new id that refers to no user.</summary>
    public required Guid UserId { get; set; }

    public long Version { get; set; }

    /// <summary>One of <see cref="RegistrationStatus"/>; only <see cref="Seats"/> changes it.</summary>
    public required string Status { get; set; }

    /// <summary><c>COMM-</c> and eight of A-Z0-9, set on confirmation.</summary>
    public string? TicketCode { get; set; }

    /// <summary>
    /// The order of the waitlist. A registration's position is the number of waiting registrations with a number up to its own.
    /// </summary>
    public long? WaitlistNumber { get; set; }

    public DateTimeOffset? HoldExpiresAt { get; set; }

    public Guid? OrderId { get; set; }

    /// <summary>The price when the seat was held, in minor units; null: it was free.</summary>
    public long? AmountCents { get; set; }

    public string? Currency { get; set; }

    public long? PriceCredits { get; set; }

    /// <summary>The terms (<see cref="SaleTerms.Seq"/>) at the time when the seat was held, or confirmed if it is free.</summary>
    public int TermsSeq { get; set; } = 1;

    public DateTimeOffset? PaidAt { get; set; }

    /// <summary>The amount received, in minor units of <see cref="PaidCurrency"/>, or in credits.</summary>
    public long? PaidAmount { get; set; }

    /// <summary>ISO 4217, or <c>credits</c>.</summary>
    public string? PaidCurrency { get; set; }

    public DateTimeOffset? RefundRequestedAt { get; set; }

    public DateTimeOffset? RefundedAt { get; set; }

    public long? RefundedAmount { get; set; }

    /// <summary>The reason why it ended: the reasons of <c>RsvpCancelled</c>, <c>hold_expired</c> or <c>person_erased</c>.</summary>
    public string? EndReason { get; set; }

    public required DateTimeOffset RegisteredAt { get; init; }

    public DateTimeOffset? ConfirmedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public DateTimeOffset? CheckedInAt { get; set; }

    public Guid? CheckedInBy { get; set; }

    public string? CheckInNonce { get; set; }

    /// <summary>The language that the user's client requested: <c>en</c>, <c>ar</c>, or null for another.</summary>
    public string? Language { get; init; }

    /// <summary><c>ticket</c> or <c>geofence</c>.</summary>
    public string? ArrivalMethod { get; set; }

    /// <summary>Anomalies of the arrival, such as <c>implausible_jump</c>.</summary>
    public string[] ArrivalFlags { get; set; } = [];

    public bool IsActive =>
        Status
            is RegistrationStatus.Pending
                or RegistrationStatus.Confirmed
                or RegistrationStatus.Waitlisted
                or RegistrationStatus.CheckedIn;

    /// <summary>The part of the payment that has not gone back yet; null: nothing was paid.</summary>
    public long? Refundable() => PaidAmount is { } paid ? Math.Max(0, paid - (RefundedAmount ?? 0)) : null;

    public Registration Copy() => (Registration)MemberwiseClone();
}

/// <summary>Values of <see cref="Registration.Status"/>.</summary>
internal static class RegistrationStatus
{
    /// <summary>A seat is held until it is paid for or the hold ends.</summary>
    public const string Pending = "pending";

    /// <summary>Has a seat and a ticket.</summary>
    public const string Confirmed = "confirmed";

    /// <summary>On the waitlist.</summary>
    public const string Waitlisted = "waitlisted";

    public const string Cancelled = "cancelled";

    /// <summary>The hold ended before payment.</summary>
    public const string Expired = "expired";

    /// <summary>Cancelled, and the money was refunded.</summary>
    public const string Refunded = "refunded";

    /// <summary>The user has arrived.</summary>
    public const string CheckedIn = "checked_in";
}
