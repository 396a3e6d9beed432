using Community.Events;
using Community.Platform.Data;

await EventsService.Build(WebApplication.CreateBuilder(args)).RunServiceAsync(args);
