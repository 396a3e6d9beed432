using Community.Identity;
using Community.Platform.Data;

await IdentityService.Build(WebApplication.CreateBuilder(args)).RunServiceAsync(args);
