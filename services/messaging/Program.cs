using Community.Messaging;

await MessagingService.Build(WebApplication.CreateBuilder(args)).RunAsync();
