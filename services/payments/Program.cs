using Community.Payments;

await PaymentsService.Build(WebApplication.CreateBuilder(args)).RunAsync();
