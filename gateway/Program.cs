using Community.Gateway;

await GatewayService.Build(WebApplication.CreateBuilder(args)).RunAsync();
