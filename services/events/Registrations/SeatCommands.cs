namespace Community.Events.Registrations;

/// <summary>A command about an event's seats or registrations. <see cref="Seats"/> defines the effect of each.</summary>
internal abstract record SeatCommand;

/// <summary>A command about a user's registration.</summary>
internal abstract record OfUser(Guid UserId) : SeatCommand;

/// <summary>A command about the registration of an order.</summary>
internal abstract record OfOrder(Guid OrderId) : SeatCommand;

/// <summary>A user registers. A repeat answers with the existing registration.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Language">The language of mails to the user: <c>en</c>, <c>ar</c>, or null for another.</param>
internal sealed record Register(Guid UserId, string? Language = null) : OfUser(UserId);

/// <summary>A registered user cancels, or leaves the waitlist.</summary>
internal sealed record CancelRegistration(Guid UserId) : OfUser(UserId);

/// <summary>The organizer removes a user; the payment is refunded regardless of the refund policy.</summary>
internal sealed record RemoveAttendee(Guid UserId) : OfUser(UserId);

/// <summary>Changes the number of seats; never to fewer than are taken. Null: no limit.</summary>
internal sealed record ChangeCapacity(int? Capacity) : SeatCommand;

/// <summary>Cancels the event: all registrations end, and paid ones are refunded.</summary>
internal sealed record CancelEvent : SeatCommand;

/// <summary>A hold has reached its end.</summary>
internal sealed record ExpireHold(Guid RegistrationId) : SeatCommand;

/// <summary>
/// An order is paid: the seat is confirmed. If it was given away in the meantime, another seat is confirmed, or the money is refunded.
/// </summary>
/// <param name="OrderId">The order.</param>
/// <param name="Amount">The amount received, in minor units of <paramref name="Currency"/>.</param>
/// <param name="Currency">ISO 4217, or <c>credits</c>.</param>
internal sealed record PayOrder(Guid OrderId, long Amount, string Currency) : OfOrder(OrderId);

/// <summary>An order will not be paid.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Expired">Its time ran out; otherwise the payment failed permanently.</param>
internal sealed record FailOrder(Guid OrderId, bool Expired) : OfOrder(OrderId);

/// <summary>The payment of an order was refunded.</summary>
internal sealed record RefundOrder(Guid OrderId, long Amount) : OfOrder(OrderId);

/// <summary>A ticket is scanned.</summary>
/// <param name="TicketCode">The ticket's code.</param>
/// <param name="By">The scanner.</param>
/// <param name="Nonce">Distinguishes a repeated request from a second scan.</param>
internal sealed record CheckInTicket(string TicketCode, Guid By, string? Nonce) : SeatCommand;

/// <summary>A user is inside the geofence.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Flags">Anomalies of the arrival.</param>
internal sealed record Arrive(Guid UserId, IReadOnlyList<string> Flags) : OfUser(UserId);

/// <summary>A user is erased: cancels their future registrations, and removes the user's id from past ones.</summary>
internal sealed record ForgetUser(Guid UserId) : OfUser(UserId);

/// <summary>A removed or hidden event is shown again: seats that became free meanwhile go to the waitlist.</summary>
internal sealed record OfferFreeSeats : SeatCommand;

/// <summary>How a command ended.</summary>
internal enum SeatOutcome
{
    /// <summary>It had its effect.</summary>
    Done,

    /// <summary>It had its effect before; nothing changed.</summary>
    Repeated,

    /// <summary>There is no such event, registration, order or ticket, or the caller may not know of it.</summary>
    NotFound,

    /// <summary>The event is not published.</summary>
    NotPublished,

    /// <summary>The event was cancelled.</summary>
    EventCancelled,

    /// <summary>The event is over.</summary>
    EventOver,

    /// <summary>The organizer of the event needs no seat.</summary>
    IsOrganizer,

    /// <summary>More seats are taken than the new capacity has.</summary>
    BelowTaken,

    /// <summary>The ticket was used before, in another scan.</summary>
    AlreadyCheckedIn,

    /// <summary>There is no seat to check in to: the registration is pending, waitlisted or ended.</summary>
    NotConfirmed,
}

/// <summary>A command's outcome, and a copy of its registration after the command.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Registration">A copy; null if there is none.</param>
/// <param name="WaitlistPosition">1 is next; only for a waitlisted registration.</param>
/// <param name="Refund">The refund of the registration's owner; null if there is no registration.</param>
internal sealed record SeatResult(
    SeatOutcome Outcome,
    Registration? Registration = null,
    int? WaitlistPosition = null,
    RefundOffer? Refund = null
);
