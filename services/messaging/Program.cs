using Community.Messaging;
using Community.Platform.Data;

await MessagingService.Build(WebApplication.CreateBuilder(args)).RunServiceAsync(args);
