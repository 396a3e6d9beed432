using Community.Payments.AuditHeads;
using Community.Payments.Boosts;
using Community.Payments.Disputes;
using Community.Payments.Orders;
using Community.Payments.Plans;
using Community.Payments.Receipts;
using Community.Payments.Referrals;
using Community.Payments.Refunds;
using Community.Payments.Subscriptions;
using Community.Payments.Wallets;
using Community.Payments.Webhooks;
using Community.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Data;

/// <summary>The ledger's tables are written by <see cref="Ledger.LedgerWriter"/> and read by SQL only.</summary>
internal sealed class PaymentsDb : ServiceDbContext
{
    public override string ServiceName => "payments";

    public PaymentsDb(DbContextOptions<PaymentsDb> options)
        : base(options)
    {
        // No code here continues a transaction after a failed save, and a savepoint costs each save two round trips.
        Database.AutoSavepointsEnabled = false;
    }

    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<EarlyWithdrawal> EarlyWithdrawals => Set<EarlyWithdrawal>();

    public DbSet<Payment> Payments => Set<Payment>();

    public DbSet<Refund> Refunds => Set<Refund>();

    public DbSet<ReceiptMail> Receipts => Set<ReceiptMail>();

    public DbSet<Dispute> Disputes => Set<Dispute>();

    public DbSet<Wallet> Wallets => Set<Wallet>();

    public DbSet<WebhookEvent> WebhookEvents => Set<WebhookEvent>();

    public DbSet<Boost> Boosts => Set<Boost>();

    public DbSet<Referral> Referrals => Set<Referral>();

    public DbSet<PlanGrant> PlanGrants => Set<PlanGrant>();

    public DbSet<EntitlementRow> Entitlements => Set<EntitlementRow>();

    public DbSet<Subscriber> Subscribers => Set<Subscriber>();

    public DbSet<Subscription> Subscriptions => Set<Subscription>();

    public DbSet<SubscriptionInvoice> SubscriptionInvoices => Set<SubscriptionInvoice>();

    public DbSet<PlanPrice> PlanPrices => Set<PlanPrice>();

    protected override void Configure(ModelBuilder model)
    {
        model.Entity<AuditHead>().HasKey(head => head.Seq);
        model.Entity<EarlyWithdrawal>().HasKey(withdrawal => withdrawal.OrderId);
        model.Entity<Payment>(payment =>
        {
            payment.Ignore(p => p.Remaining);
            payment.Ignore(p => p.IsOpen);
            payment.HasOne<Order>().WithMany().HasForeignKey(p => p.OrderId);
        });
        model.Entity<Refund>(refund =>
        {
            refund.Ignore(r => r.IsOwed);
            refund.Ignore(r => r.Key);
            refund.HasOne<Payment>().WithMany().HasForeignKey(r => r.PaymentId);
            refund.HasOne<Order>().WithMany().HasForeignKey(r => r.OrderId);
        });
        model.Entity<Dispute>(dispute =>
        {
            dispute.HasOne<Payment>().WithMany().HasForeignKey(d => d.PaymentId);
            dispute.HasOne<Order>().WithMany().HasForeignKey(d => d.OrderId);
        });
        model.Entity<ReceiptMail>().ToTable("mail_notices");
        model.Entity<Wallet>(wallet =>
        {
            // The database maintains the balance, entry by entry.
            wallet.Property(w => w.Balance).ValueGeneratedOnAddOrUpdate();
            wallet.Property(w => w.Version).ValueGeneratedOnAddOrUpdate();
        });
        model.Entity<Boost>().HasKey(boost => boost.UserId);
        model.Entity<EntitlementRow>(row =>
        {
            row.ToTable("entitlements");
            row.HasKey(r => r.UserId);
        });
        model.Entity<Subscription>(subscription =>
        {
            subscription.HasOne<Subscriber>().WithMany().HasForeignKey(s => s.SubscriberId);
            subscription.Ignore(s => s.IsRunning);
            subscription.Ignore(s => s.IsWaiting);
            subscription.Ignore(s => s.EntitledUntil);
        });
        model.Entity<PlanPrice>().HasKey(price => price.PriceId);
        model.Entity<SubscriptionInvoice>(invoice =>
        {
            invoice.HasKey(i => i.InvoiceId);
            invoice.HasOne<Subscription>().WithMany().HasForeignKey(i => i.SubscriptionId);
            invoice.HasOne<Order>().WithMany().HasForeignKey(i => i.OrderId);
        });
    }
}
