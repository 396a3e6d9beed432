namespace Community.Events.Registrations;

/// <summary>Something that is asked of an event's seats or registrations. <see cref="SeatMachine"/> says what each does.</summary>
internal abstract record SeatCommand;

/// <summary>A command about a person's registration.</summary>
internal abstract record OfUser(Guid UserId) : SeatCommand;

/// <summary>A command about the registration that an order is for.</summary>
internal abstract record OfOrder(Guid OrderId) : SeatCommand;

/// <summary>Somebody wants to come. Repeated, it answers what there is.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Language">In which they are written to: <c>en</c>, <c>ar</c>, or null for another.</param>
internal sealed record Register(Guid UserId, string? Language = null) : OfUser(UserId);

/// <summary>Somebody who registered won't come, or leaves the waitlist.</summary>
internal sealed record CancelRegistration(Guid UserId) : OfUser(UserId);

/// <summary>The organizer turns somebody away; what was paid is given back whatever the refund policy.</summary>
internal sealed record RemoveAttendee(Guid UserId) : OfUser(UserId);

/// <summary>There are more or fewer seats; never fewer than are taken. Null: no limit.</summary>
internal sealed record ChangeCapacity(int? Capacity) : SeatCommand;

/// <summary>The event won't take place: everybody's registration ends, and who paid is refunded.</summary>
internal sealed record CancelEvent : SeatCommand;

/// <summary>A hold has reached its end.</summary>
internal sealed record ExpireHold(Guid RegistrationId) : SeatCommand;

/// <summary>An order is paid: the seat is confirmed; if it was given away meanwhile, another is, or the money goes back.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Amount">What came in, in minor units of <paramref name="Currency"/>.</param>
/// <param name="Currency">ISO 4217, or <c>credits</c>.</param>
internal sealed record PayOrder(Guid OrderId, long Amount, string Currency) : OfOrder(OrderId);

/// <summary>An order will not be paid.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Expired">Its time ran out; else the payment failed for good.</param>
internal sealed record FailOrder(Guid OrderId, bool Expired) : OfOrder(OrderId);

/// <summary>What was paid for an order went back.</summary>
internal sealed record RefundOrder(Guid OrderId, long Amount) : OfOrder(OrderId);

/// <summary>A ticket is scanned.</summary>
/// <param name="TicketCode">What it says.</param>
/// <param name="By">Who scans.</param>
/// <param name="Nonce">Tells a repeated request from a second scan.</param>
internal sealed record CheckInTicket(string TicketCode, Guid By, string? Nonce) : SeatCommand;

/// <summary>Somebody is inside the geofence.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Flags">What was odd about it.</param>
internal sealed record Arrive(Guid UserId, IReadOnlyList<string> Flags) : OfUser(UserId);

/// <summary>A person is erased: cancels what is still to come, and takes the person out of what was.</summary>
internal sealed record ForgetUser(Guid UserId) : OfUser(UserId);

/// <summary>How a command ended.</summary>
internal enum SeatOutcome
{
    /// <summary>It had its effect.</summary>
    Done,

    /// <summary>It had its effect before; nothing changed.</summary>
    Repeated,

    /// <summary>There is no such event, registration, order or ticket, or none that the caller may know of.</summary>
    NotFound,

    /// <summary>The event is not published.</summary>
    NotPublished,

    /// <summary>The event was cancelled.</summary>
    EventCancelled,

    /// <summary>The event is over.</summary>
    EventOver,

    /// <summary>Who runs the event needs no seat.</summary>
    IsOrganizer,

    /// <summary>More seats are taken than the new capacity has.</summary>
    BelowTaken,

    /// <summary>The ticket was used before, in another scan.</summary>
    AlreadyCheckedIn,

    /// <summary>There is no seat to check in to: the registration is pending, waitlisted or ended.</summary>
    NotConfirmed,
}

/// <summary>A command's end, and the registration that it was about as it is then.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Registration">A copy; null where there is none.</param>
/// <param name="WaitlistPosition">1 is next; of a waitlisted registration only.</param>
/// <param name="Refund">What the registration's owner gets back; null where there is no registration.</param>
internal sealed record SeatResult(SeatOutcome Outcome, Registration? Registration = null, int? WaitlistPosition = null, RefundOffer? Refund = null);
