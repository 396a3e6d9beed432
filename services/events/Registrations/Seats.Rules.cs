using Community.Contracts.Events;
using Community.Contracts.Payments;
using Community.Events.Mails;
using Community.Events.Publishing;
using Community.Events.Tickets;

namespace Community.Events.Registrations;

/// <summary>
/// The only place where a registration changes its status or a seat its owner. It has no input or output. It is used
/// under the lock of the event's seats.
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
/// empty (unless the event is closed or paused).
/// </summary>
internal sealed partial class Seats
{
    /// <summary>The purpose of our orders in payments.</summary>
    public const string Purpose = "event_ticket";

    public static SeatResult Apply(Seats state, SeatCommand command, DateTimeOffset now)
    {
        var result = command switch
        {
            Register register => Register(state, register, now),
            CancelRegistration cancel => Cancel(state, cancel.UserId, "by_attendee", now),
            RemoveAttendee remove => Cancel(state, remove.UserId, "by_organizer", now),
            ChangeCapacity change => ChangeCapacity(state, change.Capacity, now),
            CancelEvent => EndAll(state, now),
            ExpireHold expire => ExpireHold(state, expire.RegistrationId, now),
            PayOrder pay => Pay(state, pay, now),
            FailOrder fail => Fail(state, fail, now),
            RefundOrder refund => Refund(state, refund, now),
            CheckInTicket scan => Scan(state, scan, now),
            Arrive arrive => Arrive(state, arrive, now),
            ForgetUser forget => Forget(state, forget.UserId, now),
            OfferFreeSeats => new(SeatOutcome.Done),
            _ => throw new InvalidOperationException($"Unknown command: {command.GetType().Name}."),
        };
        PromoteWhileSeatsAreFree(state, now);
        return result.Registration is { } registration
            ? result with
            {
                Registration = registration.Copy(),
                Refund = RefundOffer.Of(registration, state.Event.Terms, now),
            }
            : result;
    }

    private static SeatResult Register(Seats state, Register register, DateTimeOffset now)
    {
        var userId = register.UserId;
        if (state.ActiveOf(userId) is { } present)
        {
            if (!HoldIsOver(present, now))
            {
                return new(SeatOutcome.Repeated, present, PositionOf(state, present));
            }

            // The sweep has not ended the hold yet. The user gets a new hold if a seat is still free.
            Expire(state, present, now);
            PromoteWhileSeatsAreFree(state, now);
        }

        if (Refusal(state, userId, now) is { } refusal)
        {
            return new(refusal);
        }

        var registration = new Registration
        {
            Id = Guid.CreateVersion7(now),
            EventId = state.Event.Id,
            UserId = userId,
            Status = RegistrationStatus.Waitlisted,
            RegisteredAt = now,
            Language = register.Language,
        };
        if (state.Counts.Waitlisted > 0 || state.Counts.Remaining <= 0)
        {
            Waitlist(state, registration, now);
        }
        else if (state.Event.PriceCents == 0)
        {
            Confirm(state, registration, now);
        }
        else
        {
            Hold(state, registration, state.Holds.Hold, now);
        }

        state.Add(registration);
        return new(SeatOutcome.Done, registration, PositionOf(state, registration));
    }

    private static SeatOutcome? Refusal(Seats state, Guid userId, DateTimeOffset now) =>
        state switch
        {
            { Event: var e } when e.OrganizerId == userId => e.Status == EventStatus.Published
                ? SeatOutcome.IsOrganizer
                : SeatOutcome.NotPublished,
            _ when state.Event.Status == EventStatus.Draft || state.Event.IsPaused || !state.MayRegister(userId) => SeatOutcome.NotFound,
            _ when state.IsClosed => SeatOutcome.EventCancelled,
            _ when now >= state.Event.EndsAt => SeatOutcome.EventOver,
            _ => null,
        };

    private static SeatResult Cancel(Seats state, Guid userId, string reason, DateTimeOffset now)
    {
        if (state.LatestOf(userId) is not { } registration)
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
        if (now >= state.Event.EndsAt && !(registration.PaidAt is not null && now <= RefundUntil(state, registration)))
        {
            return new(SeatOutcome.EventOver, registration);
        }

        End(state, registration, reason, now);
        return new(SeatOutcome.Done, registration);
    }

    private static SeatResult ChangeCapacity(Seats state, int? capacity, DateTimeOffset now)
    {
        var seats = state.Counts;
        if (seats.Held + seats.Confirmed > capacity)
        {
            return new(SeatOutcome.BelowTaken);
        }

        if (seats.Capacity == capacity && seats.LedgerSeq > 0)
        {
            return new(SeatOutcome.Repeated);
        }

        seats.Capacity = capacity;
        state.Record("capacity", now);
        return new(SeatOutcome.Done);
    }

    private static SeatResult EndAll(Seats state, DateTimeOffset now)
    {
        state.IsClosed = true;
        foreach (var registration in state.Active.ToArray())
        {
            End(state, registration, "event_cancelled", now);
        }

        return new(SeatOutcome.Done);
    }

    private static SeatResult ExpireHold(Seats state, Guid registrationId, DateTimeOffset now)
    {
        if (state.ById(registrationId) is not { } registration)
        {
            return new(SeatOutcome.NotFound);
        }

        if (!HoldIsOver(registration, now))
        {
            return new(SeatOutcome.Repeated, registration);
        }

        Expire(state, registration, now);
        return new(SeatOutcome.Done, registration);
    }

    private static SeatResult Pay(Seats state, PayOrder paid, DateTimeOffset now)
    {
        if (state.ByOrder(paid.OrderId) is not { } registration)
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
            EndRefunded(state, registration, now);
            state.Change(registration);
        }
        else if (registration.Status == RegistrationStatus.Pending || IsStillToBeHad(state, registration, now))
        {
            Confirm(state, registration, now);
            state.Announce(new OrderFulfilled(NewId(now), now, paid.OrderId, 3, registration.UserId, Purpose, registration.Id));
        }
        else
        {
            RequestRefund(state, registration, EventMailTexts.SeatGivenAway, now);
            state.Notify(EventMail.About(registration, MailKind.Cancelled, now, EventMailTexts.SeatGivenAway, registration.Refundable()));
            state.Change(registration);
        }

        return new(SeatOutcome.Done, registration);
    }

    /// <summary>
    /// The payment came too late. After a cancellation the user does not want the seat. A slow payer gets a seat if one is still free and
    /// the event is not paused.
    /// </summary>
    private static bool IsStillToBeHad(Seats state, Registration registration, DateTimeOffset now) =>
        !registration.IsActive
        && registration.EndReason is "hold_expired" or "payment_failed"
        && state.ActiveOf(registration.UserId) is null
        && !state.IsClosed
        && !state.Event.IsPaused
        && now < state.Event.EndsAt
        && state.Counts.Waitlisted == 0
        && state.Counts.Remaining is null or > 0;

    private static SeatResult Fail(Seats state, FailOrder failed, DateTimeOffset now)
    {
        if (state.ByOrder(failed.OrderId) is not { } registration)
        {
            return new(SeatOutcome.NotFound);
        }

        if (registration.Status != RegistrationStatus.Pending)
        {
            return new(SeatOutcome.Repeated, registration);
        }

        if (failed.Expired)
        {
            Expire(state, registration, now);
        }
        else
        {
            End(state, registration, "payment_failed", now);
        }

        return new(SeatOutcome.Done, registration);
    }

    private static SeatResult Refund(Seats state, RefundOrder refunded, DateTimeOffset now)
    {
        if (state.ByOrder(refunded.OrderId) is not { } registration)
        {
            return new(SeatOutcome.NotFound);
        }

        registration.RefundedAt = now;
        registration.RefundedAmount = (registration.RefundedAmount ?? 0) + refunded.Amount;
        if (registration.RefundedAmount >= registration.PaidAmount)
        {
            EndRefunded(state, registration, now);
        }

        state.Change(registration);
        return new(SeatOutcome.Done, registration);
    }

    private static SeatResult Scan(Seats state, CheckInTicket scan, DateTimeOffset now)
    {
        if (state.ByTicket(scan.TicketCode) is not { } registration)
        {
            return new(SeatOutcome.NotFound);
        }

        if (registration.Status is not (RegistrationStatus.Confirmed or RegistrationStatus.CheckedIn))
        {
            return new(SeatOutcome.NotConfirmed, registration);
        }

        if (registration.CheckedInBy is not null)
        {
            return new(
                scan.Nonce is not null && registration.CheckInNonce == scan.Nonce ? SeatOutcome.Repeated : SeatOutcome.AlreadyCheckedIn,
                registration
            );
        }

        (registration.CheckedInBy, registration.CheckInNonce) = (scan.By, scan.Nonce);
        // After an arrival by geofence, the ticket can still be scanned at the door once; the user counts as arrived only once.
        if (registration.Status == RegistrationStatus.CheckedIn)
        {
            state.Change(registration);
        }
        else
        {
            CheckIn(state, registration, "ticket", now);
        }

        return new(SeatOutcome.Done, registration);
    }

    private static SeatResult Arrive(Seats state, Arrive arrive, DateTimeOffset now)
    {
        switch (state.ActiveOf(arrive.UserId))
        {
            case null:
                return new(SeatOutcome.NotFound);
            case { Status: RegistrationStatus.CheckedIn } present:
                return new(SeatOutcome.Repeated, present);
            case { Status: RegistrationStatus.Confirmed } registration:
                registration.ArrivalFlags = [.. arrive.Flags];
                CheckIn(state, registration, "geofence", now);
                return new(SeatOutcome.Done, registration);
            case { } registration:
                return new(SeatOutcome.NotConfirmed, registration);
        }
    }

    private static SeatResult Forget(Seats state, Guid userId, DateTimeOffset now)
    {
        if (state.ActiveOf(userId) is { } active && active.Status != RegistrationStatus.CheckedIn && now < state.Event.EndsAt)
        {
            End(state, active, "by_attendee", now);
        }

        var all = state.AllOf(userId).ToArray();
        foreach (var registration in all)
        {
            // Counts and money stay. A new id that refers to no user keeps the rows of two erased users apart.
            registration.UserId = Guid.CreateVersion7(now);
            if (!registration.IsActive)
            {
                // No user remains for a seat that is paid too late.
                registration.EndReason = "person_erased";
            }

            state.Change(registration);
        }

        return new(all.Length > 0 ? SeatOutcome.Done : SeatOutcome.NotFound);
    }

    // --- the transitions ------------------------------------------------------------------------------------------------

    private static void Waitlist(Seats state, Registration registration, DateTimeOffset now)
    {
        registration.WaitlistNumber = ++state.Counts.LastWaitlistNumber;
        state.Counts.Waitlisted++;
        state.Change(registration);
        state.Announce(Created(state, registration, now));
    }

    private static void Hold(Seats state, Registration registration, TimeSpan time, DateTimeOffset now)
    {
        registration.Status = RegistrationStatus.Pending;
        registration.HoldExpiresAt = now + time < state.Event.EndsAt ? now + time : state.Event.EndsAt;
        registration.OrderId = Guid.CreateVersion7(now);
        registration.TermsSeq = state.Event.Terms[^1].Seq;
        (registration.AmountCents, registration.Currency, registration.PriceCredits) = (
            state.Event.PriceCents,
            state.Event.Currency,
            state.Event.PriceCredits
        );
        state.Counts.Held++;
        state.Record("held", now);
        state.Change(registration);
        state.Announce(Created(state, registration, now));
        state.Announce(
            new PaymentRequested(
                NewId(now),
                now,
                registration.OrderId.Value,
                1,
                registration.UserId,
                Purpose,
                registration.Id,
                state.Event.Name,
                registration.AmountCents.Value,
                registration.Currency,
                registration.PriceCredits,
                registration.HoldExpiresAt.Value,
                state.Event.Id,
                state.Event.OrganizerId,
                state.Event.EndsAt + RefundTerms.Notice
            )
        );
    }

    private static void Confirm(Seats state, Registration registration, DateTimeOffset now)
    {
        var isNew = registration.Version == 0;
        if (registration.Status == RegistrationStatus.Pending)
        {
            state.Counts.Held--;
        }

        if (registration.OrderId is null)
        {
            registration.TermsSeq = state.Event.Terms[^1].Seq;
        }

        registration.Status = RegistrationStatus.Confirmed;
        registration.TicketCode ??= TicketCode.New();
        registration.ConfirmedAt = now;
        (registration.HoldExpiresAt, registration.EndReason, registration.EndedAt) = (null, null, null);
        state.Counts.Confirmed++;
        state.Record("confirmed", now);
        state.Change(registration);
        if (isNew)
        {
            state.Announce(Created(state, registration, now));
            registration.Version++;
        }

        state.Notify(EventMail.About(registration, MailKind.Ticket, now));
        state.Announce(
            new RsvpConfirmed(
                NewId(now),
                now,
                registration.Id,
                registration.Version,
                state.Event.Id,
                registration.UserId,
                state.Event.OrganizerId
            )
        );
    }

    private static void PromoteWhileSeatsAreFree(Seats state, DateTimeOffset now)
    {
        if (state.IsClosed || state.Event.IsPaused || now >= state.Event.EndsAt)
        {
            return;
        }

        while (state.Counts.Remaining is null or > 0 && state.FirstWaiting is { } next)
        {
            state.LeaveWaitlist(next);
            if (state.Event.PriceCents == 0)
            {
                Confirm(state, next, now);
            }
            else
            {
                Hold(state, next, state.Holds.Offer, now);
                state.Notify(EventMail.About(next, MailKind.Offer, now));
            }
        }
    }

    private static void Expire(Seats state, Registration registration, DateTimeOffset now)
    {
        Release(state, registration, now);
        (registration.Status, registration.EndReason, registration.EndedAt) = (RegistrationStatus.Expired, "hold_expired", now);
        state.Change(registration);
        state.Announce(
            new RsvpExpired(
                NewId(now),
                now,
                registration.Id,
                registration.Version,
                state.Event.Id,
                registration.UserId,
                state.Event.OrganizerId
            )
        );
    }

    private static void End(Seats state, Registration registration, string reason, DateTimeOffset now)
    {
        if (registration.Status == RegistrationStatus.Pending && reason is not ("payment_failed" or "refunded"))
        {
            state.Announce(
                new PaymentWithdrawn(NewId(now), now, registration.OrderId!.Value, 2, registration.UserId, Purpose, registration.Id, reason)
            );
        }

        var isRefunded = registration.PaidAt is not null && (reason != "by_attendee" || now <= RefundUntil(state, registration));
        if (isRefunded)
        {
            RequestRefund(state, registration, reason, now);
        }

        Release(state, registration, now);
        (registration.Status, registration.EndReason, registration.EndedAt) = (RegistrationStatus.Cancelled, reason, now);
        state.Change(registration);
        if (reason != "payment_failed")
        {
            // Of a payment that was refunded already, the mail names the whole.
            var refund =
                reason == "refunded" ? registration.PaidAmount
                : isRefunded ? registration.Refundable()
                : registration.PaidAmount is null ? null
                : 0;
            state.Notify(EventMail.About(registration, MailKind.Cancelled, now, reason, refund));
        }

        state.Announce(
            new RsvpCancelled(
                NewId(now),
                now,
                registration.Id,
                registration.Version,
                state.Event.Id,
                registration.UserId,
                state.Event.OrganizerId,
                reason,
                isRefunded
            )
        );
    }

    /// <summary>
    /// The whole payment was refunded. If this service did not request it (a dispute, an operator), the registration loses its seat,
    /// because it is no longer paid.
    /// </summary>
    private static void EndRefunded(Seats state, Registration registration, DateTimeOffset now)
    {
        if (registration.IsActive)
        {
            registration.RefundRequestedAt ??= now;
            End(state, registration, "refunded", now);
        }

        registration.Status = RegistrationStatus.Refunded;
    }

    private static void CheckIn(Seats state, Registration registration, string method, DateTimeOffset now)
    {
        (registration.Status, registration.CheckedInAt, registration.ArrivalMethod) = (RegistrationStatus.CheckedIn, now, method);
        state.Change(registration);
        state.Announce(
            new AttendeeArrived(
                NewId(now),
                now,
                registration.Id,
                registration.Version,
                state.Event.Id,
                registration.UserId,
                state.Event.OrganizerId,
                method
            )
        );
    }

    /// <summary>Makes the seat, or the position on the waitlist, free for others.</summary>
    private static void Release(Seats state, Registration registration, DateTimeOffset now)
    {
        switch (registration.Status)
        {
            case RegistrationStatus.Waitlisted:
                state.LeaveWaitlist(registration);
                return;
            case RegistrationStatus.Pending:
                state.Counts.Held--;
                registration.HoldExpiresAt = null;
                break;
            default:
                state.Counts.Confirmed--;
                break;
        }

        state.Record("released", now);
    }

    private static void RequestRefund(Seats state, Registration registration, string reason, DateTimeOffset now)
    {
        if (registration.RefundRequestedAt is not null)
        {
            return;
        }

        registration.RefundRequestedAt = now;
        state.Announce(
            new RefundRequested(
                NewId(now),
                now,
                registration.OrderId!.Value,
                3,
                registration.UserId,
                Purpose,
                registration.Id,
                AmountCents: null,
                reason
            )
        );
    }

    private static RsvpCreated Created(Seats state, Registration registration, DateTimeOffset now) =>
        new(
            NewId(now),
            now,
            registration.Id,
            registration.Version,
            state.Event.Id,
            registration.UserId,
            state.Event.OrganizerId,
            registration.Status
        );

    private static DateTimeOffset RefundUntil(Seats state, Registration registration) =>
        RefundTerms.Until(state.Event.Terms, registration.TermsSeq);

    private static bool HoldIsOver(Registration registration, DateTimeOffset now) =>
        registration.Status == RegistrationStatus.Pending && registration.HoldExpiresAt <= now;

    /// <summary>
    /// For a registration that has just joined, the length of the waitlist. For one in the middle, null: its position is not known here.
    /// </summary>
    private static int? PositionOf(Seats state, Registration registration) =>
        registration.WaitlistNumber is { } number && number == state.Counts.LastWaitlistNumber ? state.Counts.Waitlisted : null;

    private static Guid NewId(DateTimeOffset now) => Guid.CreateVersion7(now);
}
