using Community.Identity;

await IdentityService.Build(WebApplication.CreateBuilder(args)).RunAsync();
