using Community.Payments.Orders;
using Community.Payments.Refunds;
using Community.Payments.Wallets;
using Community.Payments.Webhooks;
using Community.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Data;

/// <summary>The ledger's tables are written by <see cref="Ledger.LedgerWriter"/> and read by SQL only.</summary>
internal sealed class PaymentsDb(DbContextOptions<PaymentsDb> options) : ServiceDbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    public DbSet<EarlyWithdrawal> EarlyWithdrawals => Set<EarlyWithdrawal>();

    public DbSet<Payment> Payments => Set<Payment>();

    public DbSet<Refund> Refunds => Set<Refund>();

    public DbSet<Wallet> Wallets => Set<Wallet>();

    public DbSet<WebhookEvent> WebhookEvents => Set<WebhookEvent>();

    protected override void Configure(ModelBuilder model)
    {
        model.Entity<EarlyWithdrawal>().HasKey(withdrawal => withdrawal.OrderId);
        model.Entity<Payment>(payment =>
        {
            payment.Ignore(p => p.Remaining);
            payment.Ignore(p => p.IsOpen);
            payment.HasOne<Order>().WithMany().HasForeignKey(p => p.OrderId);
        });
        model.Entity<Refund>(refund =>
        {
            refund.HasOne<Payment>().WithMany().HasForeignKey(r => r.PaymentId);
            refund.HasOne<Order>().WithMany().HasForeignKey(r => r.OrderId);
        });
        model.Entity<Wallet>(wallet =>
        {
            // The database keeps them, entry by entry.
            wallet.Property(w => w.Balance).ValueGeneratedOnAddOrUpdate();
            wallet.Property(w => w.Version).ValueGeneratedOnAddOrUpdate();
        });
    }
}
