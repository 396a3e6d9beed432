using Community.Platform.Data;
using Community.Social;

await SocialService.Build(WebApplication.CreateBuilder(args)).RunServiceAsync(args);
