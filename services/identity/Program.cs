using Community.Identity;
using Community.ServiceDefaults.Data;

await IdentityService.Build(WebApplication.CreateBuilder(args)).RunServiceAsync(args);
