using Community.Payments.Checkout;
using Community.Payments.Data;
using Community.Payments.Erasure;
using Community.Payments.Ledger;
using Community.Payments.Orders;
using Community.Payments.Refunds;
using Community.Payments.Stripe;
using Community.Payments.Wallets;
using Community.Payments.Webhooks;
using Community.ServiceDefaults;
using Community.ServiceDefaults.Bus;
using Community.ServiceDefaults.Data;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("payments");
builder.AddServiceDatabase<PaymentsDb>("payments");
builder.AddServiceBus("payments", bus =>
{
    bus.AddOrderConsumers();
    bus.AddErasureConsumers();
});
builder.AddStripe();
builder.AddOrders();
builder.Services.AddWallets().AddCheckout().AddWebhook().AddRefunds().AddLedger().AddErasure();

var app = builder.Build();
app.UseServiceDefaults();
app.MapPersonExport();
var api = app.MapGroup("/api/v1");
api.MapOrders();
api.MapCheckout();
api.MapWebhook();
api.MapRefunds();
api.MapProof();
api.MapWallet();
api.MapCreditPayments();
await app.RunAsync();
