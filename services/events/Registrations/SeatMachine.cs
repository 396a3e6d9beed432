using Community.Contracts.Events;
using Community.Contracts.Payments;
using Community.Events.Mails;
using Community.Events.Publishing;
using Community.Events.Tickets;

namespace Community.Events.Registrations;

/// <summary>
/// The only place where a registration changes its status or a seat its owner. It has no input or output: it only reads
/// and writes a <see cref="SeatBook"/>, under the lock of the event's seats.
/// <code>
/// (new) -> confirmed                    Confirm        a free event with a seat left
/// (new) -> pending                      Hold           a paid event with a seat left
/// (new) -> waitlisted                   Waitlist       no seat left
/// waitlisted -> confirmed | pending     Promote        a seat became free, and this is the first in line
/// pending -> confirmed                  Confirm        paid
/// pending -> expired                    Expire         the hold or the order ended
/// pending -> cancelled                  End            the payment failed, or the user or organizer cancelled
/// expired, cancelled -> confirmed       Confirm        paid too late, but there is a seat
/// confirmed, waitlisted -> cancelled    End            by attendee, by organizer, event_cancelled
/// confirmed -> checked_in               CheckIn        ticket or geofence
/// cancelled, expired -> refunded        Refund         the money is back
/// confirmed, checked_in -> refunded     Refund         payments refunded it by itself: the seat is free
/// pending -> refunded                   Pay            the refund arrived here before the payment
/// </code>
/// Invariants: held + confirmed never exceed the capacity, and while a seat is free the waitlist is
/// empty (unless the event is closed).
/// </summary>
internal static class SeatMachine
{
    /// <summary>The purpose of our orders in payments.</summary>
    public const string Purpose = "event_ticket";

    public static SeatResult Apply(SeatBook book, SeatCommand command, DateTimeOffset now)
    {
        var result = command switch
        {
            Register register => Register(book, register, now),
            CancelRegistration cancel => Cancel(book, cancel.UserId, "by_attendee", now),
            RemoveAttendee remove => Cancel(book, remove.UserId, "by_organizer", now),
            ChangeCapacity change => ChangeCapacity(book, change.Capacity, now),
            CancelEvent => EndAll(book, now),
            ExpireHold expire => ExpireHold(book, expire.RegistrationId, now),
            PayOrder pay => Pay(book, pay, now),
            FailOrder fail => Fail(book, fail, now),
            RefundOrder refund => Refund(book, refund, now),
            CheckInTicket scan => Scan(book, scan, now),
            Arrive arrive => Arrive(book, arrive, now),
            ForgetUser forget => Forget(book, forget.UserId, now),
            _ => throw new InvalidOperationException($"Unknown command: {command.GetType().Name}."),
        };
        PromoteWhileSeatsAreFree(book, now);
        return result.Registration is { } registration
            ? result with { Registration = registration.Copy(), Refund = RefundOffer.Of(registration, book.Event.Terms, now) }
            : result;
    }

    private static SeatResult Register(SeatBook book, Register register, DateTimeOffset now)
    {
        var userId = register.UserId;
        if (book.ActiveOf(userId) is { } present)
        {
            if (!HoldIsOver(present, now))
            {
                return new(SeatOutcome.Repeated, present, PositionOf(book, present));
            }

            // The sweep has not ended the hold yet. The user gets a new hold if a seat is still free.
            Expire(book, present, now);
            PromoteWhileSeatsAreFree(book, now);
        }

        if (Refusal(book, userId, now) is { } refusal)
        {
            return new(refusal);
        }

        var registration = new Registration
        {
            Id = Guid.CreateVersion7(now),
            EventId = book.Event.Id,
            UserId = userId,
            Status = RegistrationStatus.Waitlisted,
            RegisteredAt = now,
            Language = register.Language,
        };
        if (book.Seats.Waitlisted > 0 || book.Seats.Remaining <= 0)
        {
            Waitlist(book, registration, now);
        }
        else if (book.Event.PriceCents == 0)
        {
            Confirm(book, registration, now);
        }
        else
        {
            Hold(book, registration, book.Holds.Hold, now);
        }

        book.Add(registration);
        return new(SeatOutcome.Done, registration, PositionOf(book, registration));
    }

    private static SeatOutcome? Refusal(SeatBook book, Guid userId, DateTimeOffset now) => book switch
    {
        { Event: var e } when e.OrganizerId == userId =>
            e.Status == EventStatus.Published ? SeatOutcome.IsOrganizer : SeatOutcome.NotPublished,
        _ when book.Event.Status == EventStatus.Draft || !book.MayRegister(userId) => SeatOutcome.NotFound,
        _ when book.IsClosed => SeatOutcome.EventCancelled,
        _ when now >= book.Event.EndsAt => SeatOutcome.EventOver,
        _ => null,
    };

    private static SeatResult Cancel(SeatBook book, Guid userId, string reason, DateTimeOffset now)
    {
        if (book.LatestOf(userId) is not { } registration)
        {
            return new(SeatOutcome.NotFound);
        }

        if (!registration.IsActive)
        {
            return new(SeatOutcome.Repeated, registration);
        }

        if (registration.Status == RegistrationStatus.CheckedIn)
        {
            return new(SeatOutcome.AlreadyCheckedIn, registration);
        }

        // An event that was moved to an earlier time may be over before its buyers' deadline to cancel.
        if (now >= book.Event.EndsAt && !(registration.PaidAt is not null && now <= RefundUntil(book, registration)))
        {
            return new(SeatOutcome.EventOver, registration);
        }

        End(book, registration, reason, now);
        return new(SeatOutcome.Done, registration);
    }

    private static SeatResult ChangeCapacity(SeatBook book, int? capacity, DateTimeOffset now)
    {
        var seats = book.Seats;
        if (seats.Held + seats.Confirmed > capacity)
        {
            return new(SeatOutcome.BelowTaken);
        }

        if (seats.Capacity == capacity && seats.LedgerSeq > 0)
        {
            return new(SeatOutcome.Repeated);
        }

        seats.Capacity = capacity;
        book.Record("capacity", now);
        return new(SeatOutcome.Done);
    }

    private static SeatResult EndAll(SeatBook book, DateTimeOffset now)
    {
        book.IsClosed = true;
        foreach (var registration in book.Active.ToArray())
        {
            End(book, registration, "event_cancelled", now);
        }

        return new(SeatOutcome.Done);
    }

    private static SeatResult ExpireHold(SeatBook book, Guid registrationId, DateTimeOffset now)
    {
        if (book.ById(registrationId) is not { } registration)
        {
            return new(SeatOutcome.NotFound);
        }

        if (!HoldIsOver(registration, now))
        {
            return new(SeatOutcome.Repeated, registration);
        }

        Expire(book, registration, now);
        return new(SeatOutcome.Done, registration);
    }

    private static SeatResult Pay(SeatBook book, PayOrder paid, DateTimeOffset now)
    {
        if (book.ByOrder(paid.OrderId) is not { } registration)
        {
            return new(SeatOutcome.NotFound);
        }

        if (registration.PaidAt is not null)
        {
            return new(SeatOutcome.Repeated, registration);
        }

        (registration.PaidAt, registration.PaidAmount, registration.PaidCurrency) = (now, paid.Amount, paid.Currency);
        if (registration.RefundedAmount >= paid.Amount)
        {
            // The two integration events have different queues: the refund arrived before the payment.
            EndRefunded(book, registration, now);
            book.Change(registration);
        }
        else if (registration.Status == RegistrationStatus.Pending || IsStillToBeHad(book, registration, now))
        {
            Confirm(book, registration, now);
            book.Announce(new OrderFulfilled(NewId(now), now, paid.OrderId, 3, registration.UserId, Purpose, registration.Id));
        }
        else
        {
            RequestRefund(book, registration, NoticeTexts.SeatGivenAway, now);
            book.Notify(MailNotice.About(registration, MailKind.Cancelled, now, NoticeTexts.SeatGivenAway, registration.PaidAmount));
            book.Change(registration);
        }

        return new(SeatOutcome.Done, registration);
    }

    /// <summary>
    /// The payment came too late. A user who had cancelled does not want the seat. A user who was only slow gets one if it is still free.
    /// </summary>
    private static bool IsStillToBeHad(SeatBook book, Registration registration, DateTimeOffset now) =>
        !registration.IsActive && registration.EndReason is "hold_expired" or "payment_failed"
        && book.ActiveOf(registration.UserId) is null
        && !book.IsClosed && now < book.Event.EndsAt
        && book.Seats.Waitlisted == 0 && book.Seats.Remaining is null or > 0;

    private static SeatResult Fail(SeatBook book, FailOrder failed, DateTimeOffset now)
    {
        if (book.ByOrder(failed.OrderId) is not { } registration)
        {
            return new(SeatOutcome.NotFound);
        }

        if (registration.Status != RegistrationStatus.Pending)
        {
            return new(SeatOutcome.Repeated, registration);
        }

        if (failed.Expired)
        {
            Expire(book, registration, now);
        }
        else
        {
            End(book, registration, "payment_failed", now);
        }

        return new(SeatOutcome.Done, registration);
    }

    private static SeatResult Refund(SeatBook book, RefundOrder refunded, DateTimeOffset now)
    {
        if (book.ByOrder(refunded.OrderId) is not { } registration)
        {
            return new(SeatOutcome.NotFound);
        }

        registration.RefundedAt = now;
        registration.RefundedAmount = (registration.RefundedAmount ?? 0) + refunded.Amount;
        if (registration.RefundedAmount >= registration.PaidAmount)
        {
            EndRefunded(book, registration, now);
        }

        book.Change(registration);
        return new(SeatOutcome.Done, registration);
    }

    private static SeatResult Scan(SeatBook book, CheckInTicket scan, DateTimeOffset now)
    {
        if (book.ByTicket(scan.TicketCode) is not { } registration)
        {
            return new(SeatOutcome.NotFound);
        }

        if (registration.Status is not (RegistrationStatus.Confirmed or RegistrationStatus.CheckedIn))
        {
            return new(SeatOutcome.NotConfirmed, registration);
        }

        if (registration.CheckedInBy is not null)
        {
            return new(scan.Nonce is not null && registration.CheckInNonce == scan.Nonce ? SeatOutcome.Repeated : SeatOutcome.AlreadyCheckedIn, registration);
        }

        (registration.CheckedInBy, registration.CheckInNonce) = (scan.By, scan.Nonce);
        // A user who arrived by geofence may still show the ticket at the door once; they count as arrived only once.
        if (registration.Status == RegistrationStatus.CheckedIn)
        {
            book.Change(registration);
        }
        else
        {
            CheckIn(book, registration, "ticket", now);
        }

        return new(SeatOutcome.Done, registration);
    }

    private static SeatResult Arrive(SeatBook book, Arrive arrive, DateTimeOffset now)
    {
        switch (book.ActiveOf(arrive.UserId))
        {
            case null:
                return new(SeatOutcome.NotFound);
            case { Status: RegistrationStatus.CheckedIn } present:
                return new(SeatOutcome.Repeated, present);
            case { Status: RegistrationStatus.Confirmed } registration:
                registration.ArrivalFlags = [.. arrive.Flags];
                CheckIn(book, registration, "geofence", now);
                return new(SeatOutcome.Done, registration);
            case { } registration:
                return new(SeatOutcome.NotConfirmed, registration);
        }
    }

    private static SeatResult Forget(SeatBook book, Guid userId, DateTimeOffset now)
    {
        if (book.ActiveOf(userId) is { } active && active.Status != RegistrationStatus.CheckedIn && now < book.Event.EndsAt)
        {
            End(book, active, "by_attendee", now);
        }

        var all = book.AllOf(userId).ToArray();
        foreach (var registration in all)
        {
            // Counts and money stay. A new id that refers to no user keeps the rows of two erased users apart.
            registration.UserId = Guid.CreateVersion7(now);
            if (!registration.IsActive)
            {
                // No user remains who could take a seat that is paid too late.
                registration.EndReason = "person_erased";
            }

            book.Change(registration);
        }

        return new(all.Length > 0 ? SeatOutcome.Done : SeatOutcome.NotFound);
    }

    // --- the transitions ------------------------------------------------------------------------------------------------

    private static void Waitlist(SeatBook book, Registration registration, DateTimeOffset now)
    {
        registration.WaitlistNumber = ++book.Seats.LastWaitlistNumber;
        book.Seats.Waitlisted++;
        book.Change(registration);
        book.Announce(Created(book, registration, now));
    }

    private static void Hold(SeatBook book, Registration registration, TimeSpan time, DateTimeOffset now)
    {
        registration.Status = RegistrationStatus.Pending;
        registration.HoldExpiresAt = now + time < book.Event.EndsAt ? now + time : book.Event.EndsAt;
        registration.OrderId = Guid.CreateVersion7(now);
        registration.TermsSeq = book.Event.Terms[^1].Seq;
        (registration.AmountCents, registration.Currency, registration.PriceCredits) = (book.Event.PriceCents, book.Event.Currency, book.Event.PriceCredits);
        book.Seats.Held++;
        book.Record("held", now);
        book.Change(registration);
        book.Announce(Created(book, registration, now));
        book.Announce(new PaymentRequested(
            NewId(now), now, registration.OrderId.Value, 1, registration.UserId, Purpose, registration.Id, book.Event.Name,
            registration.AmountCents.Value, registration.Currency, registration.PriceCredits, registration.HoldExpiresAt.Value, book.Event.Id,
            book.Event.OrganizerId, book.Event.EndsAt + RefundTerms.Notice));
    }

    private static void Confirm(SeatBook book, Registration registration, DateTimeOffset now)
    {
        var isNew = registration.Version == 0;
        if (registration.Status == RegistrationStatus.Pending)
        {
            book.Seats.Held--;
        }

        if (registration.OrderId is null)
        {
            registration.TermsSeq = book.Event.Terms[^1].Seq;
        }

        registration.Status = RegistrationStatus.Confirmed;
        registration.TicketCode ??= TicketCode.New();
        registration.ConfirmedAt = now;
        (registration.HoldExpiresAt, registration.EndReason, registration.EndedAt) = (null, null, null);
        book.Seats.Confirmed++;
        book.Record("confirmed", now);
        book.Change(registration);
        if (isNew)
        {
            book.Announce(Created(book, registration, now));
            registration.Version++;
        }

        book.Notify(MailNotice.About(registration, MailKind.Ticket, now));
        book.Announce(new RsvpConfirmed(
            NewId(now), now, registration.Id, registration.Version, book.Event.Id, registration.UserId, book.Event.OrganizerId));
    }

    private static void PromoteWhileSeatsAreFree(SeatBook book, DateTimeOffset now)
    {
        while (!book.IsClosed && now < book.Event.EndsAt && book.Seats.Remaining is null or > 0 && book.FirstWaiting is { } next)
        {
            book.LeaveWaitlist(next);
            if (book.Event.PriceCents == 0)
            {
                Confirm(book, next, now);
            }
            else
            {
                Hold(book, next, book.Holds.Offer, now);
                book.Notify(MailNotice.About(next, MailKind.Offer, now));
            }
        }
    }

    private static void Expire(SeatBook book, Registration registration, DateTimeOffset now)
    {
        Release(book, registration, now);
        (registration.Status, registration.EndReason, registration.EndedAt) = (RegistrationStatus.Expired, "hold_expired", now);
        book.Change(registration);
        book.Announce(new RsvpExpired(
            NewId(now), now, registration.Id, registration.Version, book.Event.Id, registration.UserId, book.Event.OrganizerId));
    }

    private static void End(SeatBook book, Registration registration, string reason, DateTimeOffset now)
    {
        if (registration.Status == RegistrationStatus.Pending && reason is not ("payment_failed" or "refunded"))
        {
            book.Announce(new PaymentWithdrawn(
                NewId(now), now, registration.OrderId!.Value, 2, registration.UserId, Purpose, registration.Id, reason));
        }

        var isRefunded = registration.PaidAt is not null && (reason != "by_attendee" || now <= RefundUntil(book, registration));
        if (isRefunded)
        {
            RequestRefund(book, registration, reason, now);
        }

        Release(book, registration, now);
        (registration.Status, registration.EndReason, registration.EndedAt) = (RegistrationStatus.Cancelled, reason, now);
        book.Change(registration);
        if (reason != "payment_failed")
        {
            book.Notify(MailNotice.About(registration, MailKind.Cancelled, now, reason, registration.PaidAmount is { } paid ? (isRefunded ? paid : 0) : null));
        }

        book.Announce(new RsvpCancelled(
            NewId(now), now, registration.Id, registration.Version, book.Event.Id, registration.UserId, book.Event.OrganizerId, reason,
            isRefunded));
    }

    /// <summary>
    /// The whole payment was refunded. If this service did not request it (a dispute, an operator), the registration loses its seat,
    /// because it is no longer paid.
    /// </summary>
    private static void EndRefunded(SeatBook book, Registration registration, DateTimeOffset now)
    {
        if (registration.IsActive)
        {
            registration.RefundRequestedAt ??= now;
            End(book, registration, "refunded", now);
        }

        registration.Status = RegistrationStatus.Refunded;
    }

    private static void CheckIn(SeatBook book, Registration registration, string method, DateTimeOffset now)
    {
        (registration.Status, registration.CheckedInAt, registration.ArrivalMethod) = (RegistrationStatus.CheckedIn, now, method);
        book.Change(registration);
        book.Announce(new AttendeeArrived(
            NewId(now), now, registration.Id, registration.Version, book.Event.Id, registration.UserId, book.Event.OrganizerId, method));
    }

    /// <summary>Makes the seat, or the position on the waitlist, free for others.</summary>
    private static void Release(SeatBook book, Registration registration, DateTimeOffset now)
    {
        switch (registration.Status)
        {
            case RegistrationStatus.Waitlisted:
                book.LeaveWaitlist(registration);
                return;
            case RegistrationStatus.Pending:
                book.Seats.Held--;
                registration.HoldExpiresAt = null;
                break;
            default:
                book.Seats.Confirmed--;
                break;
        }

        book.Record("released", now);
    }

    private static void RequestRefund(SeatBook book, Registration registration, string reason, DateTimeOffset now)
    {
        if (registration.RefundRequestedAt is not null)
        {
            return;
        }

        registration.RefundRequestedAt = now;
        book.Announce(new RefundRequested(
            NewId(now), now, registration.OrderId!.Value, 3, registration.UserId, Purpose, registration.Id, AmountCents: null, reason));
    }

    private static RsvpCreated Created(SeatBook book, Registration registration, DateTimeOffset now) => new(
        NewId(now), now, registration.Id, registration.Version, book.Event.Id, registration.UserId, book.Event.OrganizerId, registration.Status);

    private static DateTimeOffset RefundUntil(SeatBook book, Registration registration) => RefundTerms.Until(book.Event.Terms, registration.TermsSeq);

    private static bool HoldIsOver(Registration registration, DateTimeOffset now) =>
        registration.Status == RegistrationStatus.Pending && registration.HoldExpiresAt <= now;

    /// <summary>
    /// For a registration that has just joined, the length of the waitlist. For one in the middle, null: its position is not known here.
    /// </summary>
    private static int? PositionOf(SeatBook book, Registration registration) =>
        registration.WaitlistNumber is { } number && number == book.Seats.LastWaitlistNumber ? book.Seats.Waitlisted : null;

    private static Guid NewId(DateTimeOffset now) => Guid.CreateVersion7(now);
}
