using Community.Payments;
using Community.Platform.Data;

await PaymentsService.Build(WebApplication.CreateBuilder(args)).RunServiceAsync(args);
