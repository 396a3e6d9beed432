using Community.Payments.Data;
using Community.Payments.Orders;
using Community.Payments.Wallets;
using Community.ServiceDefaults;
using Community.ServiceDefaults.Bus;
using Community.ServiceDefaults.Data;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("payments");
builder.AddServiceDatabase<PaymentsDb>("payments");
builder.AddServiceBus("payments", bus => bus.AddOrderConsumers());
builder.AddOrders();

var app = builder.Build();
app.UseServiceDefaults();
var api = app.MapGroup("/api/v1");
api.MapOrders();
api.MapWallet();
await app.RunAsync();
