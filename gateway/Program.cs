using Community.Gateway;

var builder = WebApplication.CreateBuilder(args);
builder.AddGateway();
await using var app = builder.Build();
app.UseGateway();
await app.RunAsync();
