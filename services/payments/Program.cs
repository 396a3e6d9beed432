using Community.Payments.Data;
using Community.ServiceDefaults;
using Community.ServiceDefaults.Bus;
using Community.ServiceDefaults.Data;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("payments");
builder.AddServiceDatabase<PaymentsDb>("payments");
builder.AddServiceBus("payments", _ => { });

var app = builder.Build();
app.UseServiceDefaults();
await app.RunAsync();
