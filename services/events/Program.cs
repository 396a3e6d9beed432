using Community.Events;

await EventsService.Build(WebApplication.CreateBuilder(args)).RunAsync();
