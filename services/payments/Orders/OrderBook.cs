using Community.Contracts;
using Community.Payments.Ledger;
using Community.Payments.Refunds;

namespace Community.Payments.Orders;

/// <summary>An order with all that was paid and given back for it, under its lock; and what is to be written when it changes.</summary>
internal sealed class OrderBook(Order order, IReadOnlyList<Payment> payments, IReadOnlyList<Refund> refunds)
{
    private readonly List<Payment> _payments = [.. payments];
    private readonly List<Refund> _refunds = [.. refunds];

    public Order Order => order;

    public IReadOnlyList<Payment> Payments => _payments;

    public IReadOnlyList<Refund> Refunds => _refunds;

    public List<Payment> NewPayments { get; } = [];

    public List<Refund> NewRefunds { get; } = [];

    public List<Posting> Postings { get; } = [];

    public List<IIntegrationEvent> Events { get; } = [];

    /// <summary>The payment that made the order paid, if that happened now.</summary>
    public Payment? JustPaidBy { get; set; }

    /// <summary>The payment that counts: the first that succeeded.</summary>
    public Payment? Paid => _payments.Find(payment => payment is { Status: PaymentStatus.Succeeded, IsSurplus: false });

    public Payment? Find(Guid paymentId) => _payments.Find(payment => payment.Id == paymentId);

    public Refund? FindRefund(Guid refundId) => _refunds.Find(refund => refund.Id == refundId);

    /// <summary>What was to be written is; the next command starts anew.</summary>
    public void Written()
    {
        NewPayments.Clear();
        NewRefunds.Clear();
        Postings.Clear();
        Events.Clear();
        JustPaidBy = null;
    }

    public void Add(Payment payment)
    {
        _payments.Add(payment);
        NewPayments.Add(payment);
    }

    public void Add(Refund refund)
    {
        _refunds.Add(refund);
        NewRefunds.Add(refund);
    }
}
