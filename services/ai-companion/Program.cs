using Community.Companion;
using Community.Platform.Data;

await CompanionService.Build(WebApplication.CreateBuilder(args)).RunServiceAsync(args);
