using Community.Events;
using Community.ServiceDefaults.Data;

await EventsService.Build(WebApplication.CreateBuilder(args)).RunServiceAsync(args);
