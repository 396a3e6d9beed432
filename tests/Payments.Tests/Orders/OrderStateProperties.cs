using Community.Payments.Ledger;
using Community.Payments.Orders;
using Community.Payments.Refunds;
using FsCheck;
using FsCheck.Fluent;

namespace Community.Payments.Tests.Orders;

/// <summary>After any history of an order, every cent is fulfilled, held, being refunded, or refunded.</summary>
public sealed class OrderStateProperties
{
    private const long Price = 2_500;
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void EveryCentIsAccountedForAfterAnyStory() =>
        Prop.ForAll(Stories(), story => Tell(story)).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000).WithEndSize(60));

    private sealed record Step(int Kind, int Which, int Amount);

    private static Arbitrary<Step[]> Stories() =>
        (
            from kind in Gen.Choose(0, 16)
            from which in Gen.Choose(0, 3)
            from amount in Gen.Choose(1, 3_000)
            select new Step(kind, which, amount)
        )
            .ArrayOf()
            .ToArbitrary();

    private static void Tell(Step[] story)
    {
        var world = new World();
        foreach (var step in story)
        {
            world.Take(step);
            world.Take(step with { Kind = step.Kind is 0 or 1 ? 12 : step.Kind });
            world.MustBeRight();
        }

        world.SettleRefunds();
        world.MustBeRight();
        world.Balance(Accounts.Refunding).ShouldBe(0);
        world.Balance(Accounts.Surplus).ShouldBe(0);
        world.DecideDisputes();
        world.MustBeRight();
        world.Balance(Accounts.Disputed).ShouldBe(0);
        world.SettleRefunds();
        world.MustBeRight();
        var status = world.State.Order.Status;
        (world.State.Paid is not null).ShouldBe(
            status
                is OrderStatus.Paid
                    or OrderStatus.Fulfilled
                    or OrderStatus.Refunded
                    or OrderStatus.PartiallyRefunded
                    or OrderStatus.RefundFailed
        );
    }

    /// <summary>An order with up to two pages and a credit payment, its ledger, and the provider's charges and refunds.</summary>
    private sealed class World
    {
        private readonly Dictionary<(string Account, string Currency), long> _ledger = [];
        private readonly HashSet<string> _references = new(StringComparer.Ordinal);
        private readonly List<Guid> _sessions = [];
        private DateTimeOffset _now = Start;
        private int _provided;

        public OrderState State { get; } =
            new(
                new Order
                {
                    Id = Guid.CreateVersion7(Start),
                    UserId = Guid.CreateVersion7(Start),
                    Purpose = "event_ticket",
                    ReferenceId = Guid.CreateVersion7(Start),
                    Description = "A story",
                    AmountCents = Price,
                    Currency = "USD",
                    PriceCredits = 250,
                    Version = 1,
                    ExpiresAt = Start.AddMinutes(15),
                    CreatedAt = Start,
                },
                [],
                []
            );

        public long Balance(string account) => _ledger.Where(entry => entry.Key.Account == account).Sum(entry => entry.Value);

        public void Take(Step step)
        {
            _now = _now.AddSeconds(step.Amount);
            if (Command(step) is not { } command)
            {
                return;
            }

            OrderState.Apply(State, command, _now);
            Post();
            // A repetition changes nothing.
            if (command is not AskRefund { Amount: not null })
            {
                OrderState.Apply(State, command, _now);
                State.Postings.ShouldBeEmpty();
                State.Events.ShouldBeEmpty();
            }
        }

        public void SettleRefunds()
        {
            foreach (var refund in State.Refunds.Where(refund => refund.IsOwed).ToArray())
            {
                OrderState.Apply(State, new ConfirmRefund(refund.Id, "re_" + _provided++), _now).ShouldBe(OrderOutcome.Done);
                Post();
            }
        }

        public void DecideDisputes()
        {
            foreach (var dispute in State.Disputes.Where(dispute => dispute.WithdrawnAmount > 0).ToArray())
            {
                OrderState.Apply(
                    State,
                    new NoteDispute(dispute.PaymentId!.Value, Facts(dispute.Id, dispute.Amount, dispute.Amount % 2 == 0 ? "won" : "lost")),
                    _now
                );
                Post();
            }
        }

        private static DisputeFacts Facts(string id, long amount, string status, bool isHeld = false) =>
            new(
                id,
                "ch_1",
                amount,
                "USD",
                "fraudulent",
                status,
                status is "needs_response" or "lost" || (status == "won" && isHeld),
                status is "won" or "lost" or "warning_closed"
            );

        public void MustBeRight()
        {
            foreach (var currency in _ledger.GroupBy(entry => entry.Key.Currency, StringComparer.Ordinal))
            {
                currency.Sum(entry => entry.Value).ShouldBe(0);
            }

            State.Payments.Count(payment => payment is { Status: PaymentStatus.Succeeded, IsSurplus: false }).ShouldBeLessThanOrEqualTo(1);
            foreach (var payment in State.Payments)
            {
                payment.Remaining.ShouldBeGreaterThanOrEqualTo(0);
                (payment.RefundingAmount >= 0 && payment.DisputedAmount <= payment.RefundedAmount).ShouldBeTrue();
                State
                    .Refunds.Where(refund => refund.PaymentId == payment.Id && refund.Status == RefundStatus.Succeeded)
                    .Sum(refund => refund.Amount)
                    .ShouldBe(payment.RefundedAmount);
                State
                    .Refunds.Where(refund => refund.PaymentId == payment.Id && refund.IsOwed)
                    .Sum(refund => refund.Amount)
                    .ShouldBe(payment.RefundingAmount);
                State
                    .Disputes.Where(dispute => dispute.PaymentId == payment.Id)
                    .Sum(dispute => dispute.WithdrawnAmount)
                    .ShouldBe(payment.DisputingAmount);
            }

            var paid = State.Paid;
            var held = paid?.Remaining ?? 0;
            Balance(Accounts.Unfulfilled).ShouldBe(State.Order.FulfilledAt is null ? held : 0);
            Balance(Accounts.Revenue).ShouldBe(State.Order.FulfilledAt is null ? 0 : held);
            Balance(Accounts.Surplus).ShouldBe(State.Payments.Where(payment => payment.IsSurplus).Sum(payment => payment.Remaining));
            Balance(Accounts.Refunding).ShouldBe(State.Payments.Sum(payment => payment.RefundingAmount));
            Balance(Accounts.Disputed).ShouldBe(-State.Payments.Sum(payment => payment.DisputingAmount));
            (Balance(Accounts.Customers) + Balance(Accounts.Wallet)).ShouldBe(
                -State
                    .Payments.Where(payment => payment.Status == PaymentStatus.Succeeded)
                    .Sum(payment => payment.Amount - payment.RefundedAmount)
                    - Balance(Accounts.Disputed)
                    - Balance(Accounts.Losses)
                    - Balance(Accounts.Exchanged)
                    - Balance(Accounts.PaidOut)
            );
            State.Order.RefundedAmount.ShouldBe(paid?.RefundedAmount ?? 0);
            // Money that a bank still holds is asked for, also after the dispute is won.
            State.Disputes.ShouldAllBe(dispute =>
                (dispute.NextCheckAt != null) == (dispute.ClosedAt == null || dispute.WithdrawnAmount > 0)
            );
        }

        private OrderCommand? Command(Step step)
        {
            var payments = State.Payments;
            var payment = payments.Count > 0 ? payments[step.Which % payments.Count] : null;
            var refund = State.Refunds.Count > 0 ? State.Refunds[step.Which % State.Refunds.Count] : null;
            switch (step.Kind)
            {
                case 0 when payments.All(p => !p.IsOpen):
                    return NewSession();
                case 1 when State.Order.Status == OrderStatus.Open && payments.All(p => !p.IsOpen):
                    return PayWithCredits();
                case 2 or 12 when payment is not null:
                    return new Pay(payment.Id, payment.Amount, payment.Method == PaymentMethods.Card ? "pi_" + payment.Id : null);
                case 3:
                    return new Fulfil();
                case 4:
                    return new Withdraw("by_seller");
                case 5:
                    return new Expire();
                case 6:
                    return new AskRefund("cancelled");
                case 7:
                    return new AskRefund("partial", step.Amount);
                case 8 when refund is not null:
                    return new ConfirmRefund(refund.Id, refund.ProviderId ?? "re_" + _provided++);
                case 9 when payment is { Method: PaymentMethods.Card }:
                    return new NoteRefund(payment.Id, "re_x" + (step.Amount % 3), step.Amount);
                case 10 when payment is { Method: PaymentMethods.Card }:
                    return new NoteDispute(
                        payment.Id,
                        Facts(
                            "dp_" + payment.Id + (step.Amount % 2),
                            1 + (step.Amount % 2_500),
                            (step.Amount % 7) switch
                            {
                                0 or 1 => "warning_needs_response",
                                2 or 3 or 4 => "needs_response",
                                5 => "won",
                                _ => "lost",
                            },
                            isHeld: step.Amount % 2 == 0
                        )
                    );
                case 13 when refund is { Status: RefundStatus.Pending or RefundStatus.Succeeded } && IsByProvider(refund):
                    return new FailRefund(refund.Id, refund.ProviderId ?? "re_" + _provided++, "lost_or_stolen_card");
                case 14 when refund is not null:
                    return new RetryRefund(refund.Id);
                case 15 when refund is not null:
                    return new SettleRefund(refund.Id, step.Amount % 2 == 0 ? RefundWay.Credits : RefundWay.PaidOut);
                case 16 when refund is { FailedProviderIds: [var late, ..] }:
                    return step.Amount % 2 == 0 ? new ConfirmRefund(refund.Id, late) : new FailRefund(refund.Id, late, "late");
                case 11 when payment is not null:
                    return step.Amount % 2 == 0
                        ? new CloseSession(payment.Id, "session_expired")
                        : new FailPayment(payment.Id, "async_payment_failed");
                default:
                    return null;
            }
        }

        // Credits do not come from a bank, and money that a bank took by a dispute is not a refund.
        private bool IsByProvider(Refund refund) =>
            State.Find(refund.PaymentId)!.Method == PaymentMethods.Card
            && refund.SettledAs is null
            && refund.ProviderId?.StartsWith("dp_", StringComparison.Ordinal) != true;

        private OrderCommand? NewSession()
        {
            var payment = new Payment
            {
                Id = Guid.CreateVersion7(_now),
                OrderId = State.Order.Id,
                Method = PaymentMethods.Card,
                Status = PaymentStatus.Pending,
                Amount = Price,
                Currency = "USD",
                CreatedAt = _now,
            };
            _sessions.Add(payment.Id);
            State.Add(payment);
            return null;
        }

        private Pay PayWithCredits()
        {
            var payment = new Payment
            {
                Id = Guid.CreateVersion7(_now),
                OrderId = State.Order.Id,
                Method = PaymentMethods.Credits,
                Status = PaymentStatus.Creating,
                Amount = 250,
                Currency = Accounts.Credits,
                WalletId = Guid.CreateVersion7(_now),
                CreatedAt = _now,
            };
            State.Add(payment);
            return new Pay(payment.Id, 250);
        }

        private void Post()
        {
            foreach (var posting in State.Postings)
            {
                _references.Add(posting.Reference).ShouldBeTrue($"{posting.Reference} was posted twice");
                posting.Transfer.Amount.ShouldBeGreaterThan(0);
                Add(posting.Transfer.From, posting.Transfer.Currency, -posting.Transfer.Amount);
                Add(posting.Transfer.To, posting.Transfer.Currency, posting.Transfer.Amount);
            }

            State.Written();
        }

        private void Add(string account, string currency, long amount) =>
            _ledger[(account, currency)] = _ledger.GetValueOrDefault((account, currency)) + amount;
    }
}
