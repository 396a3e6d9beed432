using Community.Contracts;
using Community.Contracts.Events;
using Community.Contracts.Payments;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Community.Events.SeatLedger;
using Community.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Community.Events.Tests.Registrations;

/// <summary>Invariants of an event's seats under any commands, in any order and number.</summary>
public sealed class SeatsProperties
{
    private const int People = 7;
    private static readonly DateTimeOffset Opening = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    /// <summary>A command: its kind, its user, its number, and the minutes since the command before it.</summary>
    private sealed record Step(string What, int Who, int Number, int Minutes);

    private static readonly Gen<Step> Steps =
        from what in Gen.Elements(
            "register",
            "register",
            "register",
            "register",
            "cancel",
            "cancel",
            "remove",
            "capacity",
            "sweep",
            "pay",
            "pay",
            "pay",
            "fail",
            "expire",
            "refund",
            "scan",
            "arrive",
            "forget",
            "move",
            "move",
            "stricter",
            "kinder"
        )
        from who in Gen.Choose(0, People - 1)
        from number in Gen.Choose(0, 5)
        from minutes in Gen.Elements(0, 0, 0, 1, 5, 20, 130)
        select new Step(what, who, number, minutes);

    private static readonly Gen<(int? Capacity, long Price, Step[] Steps)> Stories =
        from capacity in Gen.Elements<int?>(null, 1, 1, 2, 3, 5)
        from price in Gen.Elements(0L, 2500L)
        from steps in Steps.ArrayOf(60)
        select (capacity, price, steps);

    [Fact]
    public void NoStoryOversellsOrLeavesAHoleInTheLine() =>
        Prop.ForAll(Arb.From(Stories), story => new Run(story.Capacity, story.Price).Play(story.Steps))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(FullRun.Cases(full: 1500, ordinary: 400)));

    [Fact]
    public void ACancelledEventRefundsEachBuyerOnce() =>
        Prop.ForAll(
                Arb.From(Stories),
                story =>
                {
                    var run = new Run(story.Capacity, story.Price);
                    run.Play(story.Steps);
                    run.CancelEvent();
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(FullRun.Cases(full: 300, ordinary: 100)));

    /// <summary>An event with its history of commands. Each step is a separate group, read and written as the database would.</summary>
    private sealed class Run
    {
        private readonly Guid[] _people = [.. Enumerable.Range(0, People).Select(_ => Guid.CreateVersion7(Opening))];
        private readonly Dictionary<Guid, Registration> _rows = [];
        private readonly List<SeatLedgerEntry> _ledger = [];
        private readonly List<IIntegrationEvent> _announced = [];
        private readonly HashSet<Guid> _lateCancels = [];

        // By order: the end of the buyer's right to a full refund, as promised at the sale or later.
        private readonly Dictionary<Guid, DateTimeOffset> _promised = [];
        private EventFacts _facts;
        private EventSeats _seats;
        private DateTimeOffset _now = Opening;

        public Run(int? capacity, long price)
        {
            _facts = new(
                Guid.CreateVersion7(Opening),
                Guid.CreateVersion7(Opening),
                "Bake",
                EventStatus.Published,
                Opening.AddHours(33),
                price,
                price > 0 ? 25 : null,
                "USD",
                [Terms(1, Opening, Opening.AddHours(30), refundHours: 24, "Dubai")]
            );
            _seats = new EventSeats { EventId = _facts.Id };
            Apply(new ChangeCapacity(capacity));
        }

        public void Play(IEnumerable<Step> steps)
        {
            foreach (var step in steps)
            {
                _now += TimeSpan.FromMinutes(step.Minutes);
                Change(step);
                foreach (var command in CommandsOf(step))
                {
                    Apply(command);
                    Check();
                }
            }
        }

        public void CancelEvent()
        {
            _facts = _facts with { Status = EventStatus.Cancelled };
            Apply(new CancelEvent());
            _rows.Values.ShouldAllBe(row => !row.IsActive);
            (_seats.Held + _seats.Confirmed + _seats.Waitlisted).ShouldBe(0);
            Check();
        }

        /// <summary>The changes that an organizer may make after a sale, to the advantage of the buyers or not.</summary>
        private void Change(Step step)
        {
            var last = _facts.Terms[^1];
            var (minutes, refundHours, city) = step.What switch
            {
                "move" => ((step.Number - 2) * 12 * step.Who * step.Who, last.RefundHours, step.Who == 0 ? "Sharjah" : last.Venue.City!),
                "stricter" => (0, 24 + (step.Number * 400), last.Venue.City!),
                "kinder" => (0, step.Number, last.Venue.City!),
                _ => (0, last.RefundHours, last.Venue.City!),
            };
            var next = Terms(last.Seq + 1, _now, last.StartsAt.AddMinutes(minutes), refundHours, city);
            if (next.StartsAt > _now && next with { Seq = last.Seq, At = last.At } != last)
            {
                _facts = _facts with { Terms = [.. _facts.Terms, next], EndsAt = next.EndsAt };
            }
        }

        private static SaleTerms Terms(int seq, DateTimeOffset at, DateTimeOffset start, int refundHours, string city) =>
            new(seq, at, start, start.AddHours(3), refundHours, new Venue(null, null, city, null, null, null));

        private IEnumerable<SeatCommand> CommandsOf(Step step)
        {
            var who = _people[step.Who];
            var orders = _rows.Values.Where(row => row.OrderId is not null).OrderBy(row => row.Id).ToArray();
            var order = orders.Length > 0 ? orders[step.Number % orders.Length] : null;
            return step.What switch
            {
                "register" => [new Register(who)],
                "cancel" => [new CancelRegistration(who)],
                "remove" => [new RemoveAttendee(who)],
                "capacity" => [new ChangeCapacity(step.Number == 0 ? null : step.Number)],
                "sweep" => [.. _rows.Values.Where(row => row.HoldExpiresAt <= _now).Select(row => new ExpireHold(row.Id)).ToArray()],
                "pay" when order is not null => [new PayOrder(order.OrderId!.Value, order.AmountCents!.Value, "USD")],
                "fail" when order is not null => [new FailOrder(order.OrderId!.Value, Expired: false)],
                "expire" when order is not null => [new FailOrder(order.OrderId!.Value, Expired: true)],
                // Payments refunds an order once, on request or because of a dispute. The refund may be known before the payment.
                "refund" when order is { RefundedAt: null } => [new RefundOrder(order.OrderId!.Value, order.AmountCents!.Value)],
                "scan" =>
                [
                    .. _rows
                        .Values.Where(row => row.UserId == who && row.TicketCode is not null)
                        .Select(row => new CheckInTicket(row.TicketCode!, _facts.OrganizerId, $"n{step.Number}"))
                        .ToArray(),
                ],
                "arrive" => [new Arrive(who, [])],
                "forget" when step.Number == 0 => [new ForgetUser(who)],
                _ => [],
            };
        }

        private void Apply(SeatCommand command)
        {
            var seats = new EventSeats
            {
                EventId = _seats.EventId,
                Capacity = _seats.Capacity,
                Held = _seats.Held,
                Confirmed = _seats.Confirmed,
                Waitlisted = _seats.Waitlisted,
                LastWaitlistNumber = _seats.LastWaitlistNumber,
                LedgerSeq = _seats.LedgerSeq,
                LedgerHash = _seats.LedgerHash,
            };
            var state = new Seats(_facts, seats, HoldTimes.Default, _rows.Values.Select(row => row.Copy()), _ => true);
            var before = _rows.Values.ToDictionary(row => row.Id, row => row.Copy());
            var result = Seats.Apply(state, command, _now);
            CheckPromise(command, result);
            foreach (var row in state.Changed)
            {
                row.Version.ShouldBeGreaterThan(before.GetValueOrDefault(row.Id)?.Version ?? 0);
                _rows[row.Id] = row;
            }

            _seats = seats;
            _ledger.AddRange(state.Ledger);
            _announced.AddRange(state.Announced);
            foreach (var held in state.Changed.Where(row => row.Status == RegistrationStatus.Pending))
            {
                _promised.TryAdd(held.OrderId!.Value, _facts.Terms[^1].StartsAt.AddHours(-_facts.Terms[^1].RefundHours));
            }

            if (command is CancelRegistration or ForgetUser)
            {
                _lateCancels.UnionWith(
                    state
                        .Changed.Where(row =>
                            row is { Status: RegistrationStatus.Cancelled, OrderId: { } order } && _now > _promised[order]
                        )
                        .Select(row => row.Id)
                );
            }
        }

        /// <summary>A promise is only ever extended, and kept: a buyer who cancels in time gets a full refund.</summary>
        private void CheckPromise(SeatCommand command, SeatResult result)
        {
            if (result is not { Registration: { OrderId: { } order } registration, Refund: { } refund })
            {
                return;
            }

            if (refund.Until is { } until && _promised.TryGetValue(order, out var before))
            {
                until.ShouldBeGreaterThanOrEqualTo(before);
                _promised[order] = until;
            }

            if (
                command is CancelRegistration
                && result.Outcome == SeatOutcome.Done
                && registration.PaidAt is not null
                && _now <= _promised[order]
            )
            {
                refund.Cents.ShouldBe(registration.PaidAmount, "who cancels in time gets everything back");
            }
        }

        private void Check()
        {
            (_seats.Held + _seats.Confirmed).ShouldBeLessThanOrEqualTo(_seats.Capacity ?? int.MaxValue);
            _seats.Held.ShouldBe(_rows.Values.Count(row => row.Status == RegistrationStatus.Pending));
            _seats.Confirmed.ShouldBe(
                _rows.Values.Count(row => row.Status is RegistrationStatus.Confirmed or RegistrationStatus.CheckedIn)
            );
            var waiting = _rows.Values.Where(row => row.Status == RegistrationStatus.Waitlisted).ToArray();
            _seats.Waitlisted.ShouldBe(waiting.Length);
            waiting.Select(row => row.WaitlistNumber).Distinct().Count().ShouldBe(waiting.Length);
            _rows.Values.Where(row => row.Status != RegistrationStatus.Waitlisted).ShouldAllBe(row => row.WaitlistNumber == null);
            if (waiting.Length > 0 && _facts.Status == EventStatus.Published && _now < _facts.EndsAt)
            {
                _seats.Remaining.ShouldBe(0, "a seat is free, and somebody waits");
            }

            _rows.Values.Where(row => row.IsActive).GroupBy(row => row.UserId).ShouldAllBe(group => group.Count() == 1);
            _rows.Values.Select(row => row.TicketCode).OfType<string>().ShouldBeUnique();
            SeatChain.FirstFault(_ledger).ShouldBeNull();
            CheckMoney();
            CheckOrderOfEvents();
        }

        /// <summary>
        /// Each paid order has a seat or is refunded exactly once. The exception is a buyer who cancels too late: no seat and no refund.
        /// </summary>
        private void CheckMoney()
        {
            var asked = _announced.OfType<RefundRequested>().Select(refund => refund.OrderId).ToArray();
            asked.ShouldBeUnique();
            _rows.Values.Where(row => row.RefundedAmount >= row.PaidAmount).ShouldAllBe(row => row.Status == RegistrationStatus.Refunded);
            foreach (var row in _rows.Values.Where(row => row.PaidAt is not null && row.RefundedAt is null))
            {
                var isKept = row.IsActive;
                var isAskedBack = asked.Contains(row.OrderId!.Value);
                (isKept ^ isAskedBack || (_lateCancels.Contains(row.Id) && !isKept)).ShouldBeTrue(
                    $"{row.Status}, {row.EndReason}, asked back: {isAskedBack}"
                );
            }
        }

        private void CheckOrderOfEvents()
        {
            foreach (
                var ofOne in _announced
                    .Where(e => e is RsvpCreated or RsvpConfirmed or RsvpCancelled or RsvpExpired or AttendeeArrived)
                    .GroupBy(e => e.AggregateId)
            )
            {
                var versions = ofOne.Select(e => e.Version).ToArray();
                versions.ShouldBe(versions.Order().Distinct());
            }
        }
    }
}
