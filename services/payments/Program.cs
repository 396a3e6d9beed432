using Community.Payments;
using Community.ServiceDefaults.Data;

await PaymentsService.Build(WebApplication.CreateBuilder(args)).RunServiceAsync(args);
