using Community.Messaging;
using Community.ServiceDefaults.Data;

await MessagingService.Build(WebApplication.CreateBuilder(args)).RunServiceAsync(args);
