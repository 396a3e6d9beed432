using Community.ServiceDefaults.Data;
using Community.Social;

await SocialService.Build(WebApplication.CreateBuilder(args)).RunServiceAsync(args);
