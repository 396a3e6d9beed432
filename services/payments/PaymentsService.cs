using Community.Payments.AuditHeads;
using Community.Payments.Boosts;
using Community.Payments.Checkout;
using Community.Payments.CreditPacks;
using Community.Payments.Data;
using Community.Payments.Disputes;
using Community.Payments.Erasure;
using Community.Payments.Ledger;
using Community.Payments.Orders;
using Community.Payments.Plans;
using Community.Payments.Receipts;
using Community.Payments.Referrals;
using Community.Payments.Refunds;
using Community.Payments.Stripe;
using Community.Payments.Subscriptions;
using Community.Payments.Wallets;
using Community.Payments.Webhooks;
using Community.Platform.Bus;
using Community.Platform.Data;
using Community.Platform.Hosting.Configuration;
using Community.Platform.ServiceDefaults;

namespace Community.Payments;

/// <summary>The service as a whole: orders, subscriptions and the ledger.</summary>
public static class PaymentsService
{
    /// <summary>Composes the service with the builder's configuration; the caller runs it.</summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults("payments");
        builder.AddServiceDatabase<PaymentsDb>("payments");
        builder.AddServiceBus(
            "payments",
            bus =>
            {
                bus.AddOrderConsumers();
                bus.AddReferralConsumers();
                bus.AddErasureConsumers();
                bus.AddAuditHeadConsumers();
            }
        );
        builder.Services.AddSettings<PaymentOptions>();
        builder.AddStripe();
        builder.AddOrders();
        builder.AddSubscriptions();
        builder.AddReceipts();
        builder.Services.AddWallets().AddCheckout().AddWebhook().AddRefunds().AddDisputes().AddLedger().AddErasure();
        builder.Services.AddCreditPacks().AddBoosts().AddReferrals().AddEntitlements();

        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapPersonExport();
        app.MapEntitlements();
        app.MapReferralSnapshots();
        app.MapAuditHeads();
        var api = app.MapGroup("/api/v1");
        api.MapOrders();
        api.MapCheckout();
        api.MapWebhook();
        api.MapRefunds();
        api.MapProof();
        api.MapWallet();
        api.MapCreditPayments();
        api.MapCreditPacks();
        api.MapBoosts();
        api.MapReferrals();
        api.MapSubscriptions();
        return app;
    }
}
