using Community.Contracts;
using Community.Payments.Disputes;
using Community.Payments.Ledger;
using Community.Payments.Receipts;
using Community.Payments.Refunds;

namespace Community.Payments.Orders;

/// <summary>An order with its payments and refunds, under its lock, and the writes that its changes need.</summary>
internal sealed partial class OrderState(
    Order order,
    IReadOnlyList<Payment> payments,
    IReadOnlyList<Refund> refunds,
    IReadOnlyList<Dispute>? disputes = null
)
{
    private readonly List<Payment> _payments = [.. payments];
    private readonly List<Refund> _refunds = [.. refunds];
    private readonly List<Dispute> _disputes = [.. disputes ?? []];

    public Order Order => order;

    public IReadOnlyList<Payment> Payments => _payments;

    public IReadOnlyList<Refund> Refunds => _refunds;

    public IReadOnlyList<Dispute> Disputes => _disputes;

    public List<Payment> NewPayments { get; } = [];

    public List<Refund> NewRefunds { get; } = [];

    public List<Dispute> NewDisputes { get; } = [];

    public List<Posting> Postings { get; } = [];

    public List<IIntegrationEvent> Events { get; } = [];

    /// <summary>The receipts to mail to the buyer.</summary>
    public List<ReceiptMail> Receipts { get; } = [];

    /// <summary>Whether money of a payment went back, is to go back, or has come back again.</summary>
    public bool HasMovedBack { get; set; }

    /// <summary>The payment that made the order paid, if that happened just now.</summary>
    public Payment? JustPaidBy { get; set; }

    /// <summary>The payment that counts: the first that succeeded.</summary>
    public Payment? Paid => _payments.Find(payment => payment is { Status: PaymentStatus.Succeeded, IsSurplus: false });

    public Payment? Find(Guid paymentId) => _payments.Find(payment => payment.Id == paymentId);

    public Refund? FindRefund(Guid refundId) => _refunds.Find(refund => refund.Id == refundId);

    /// <summary>The changes are written; the next command starts with none.</summary>
    public void Written()
    {
        NewPayments.Clear();
        NewRefunds.Clear();
        NewDisputes.Clear();
        Postings.Clear();
        Events.Clear();
        Receipts.Clear();
        JustPaidBy = null;
        HasMovedBack = false;
    }

    /// <summary>Queues a receipt to the buyer for a payment, or for a refund of it.</summary>
    public void WriteReceipt(Payment payment, Refund? refund, DateTimeOffset now)
    {
        if (ReceiptMail.About(order, payment, refund, now) is { } queued)
        {
            Receipts.Add(queued);
        }
    }

    public void Add(Payment payment)
    {
        _payments.Add(payment);
        NewPayments.Add(payment);
    }

    public void Add(Dispute dispute)
    {
        _disputes.Add(dispute);
        NewDisputes.Add(dispute);
    }

    public void Add(Refund refund)
    {
        _refunds.Add(refund);
        NewRefunds.Add(refund);
    }
}
