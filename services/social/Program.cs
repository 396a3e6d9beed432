using Community.Social;

await SocialService.Build(WebApplication.CreateBuilder(args)).RunAsync();
