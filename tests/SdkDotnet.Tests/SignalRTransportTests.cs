using System.Text.Json;
using Community.Sdk.Realtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Community.SdkDotnet.Tests;

/// <summary>Microsoft's client at a real hub.</summary>
public sealed class SignalRTransportTests
{
    private const int Events = 2000;

    [Fact]
    public async Task AnAnswerComesAfterTheEventsBeforeIt()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSignalR();
        await using var server = builder.Build();
        server.MapHub<Busy>("/hub");
        await server.StartAsync(TestContext.Current.CancellationToken);

        var transport = SignalRTransport.Open(new Uri($"{server.Urls.First()}/hub"), "token");
        var heard = 0;
        transport.Received = (_, _) =>
        {
            Thread.SpinWait(500);
            heard++;
        };
        await transport.StartAsync(TestContext.Current.CancellationToken);
        for (var round = 1; round <= 3; round++)
        {
            var answer = await transport.InvokeAsync("TellAsync", [Events], TestContext.Current.CancellationToken);
            answer.GetInt32().ShouldBe(Events);
            heard.ShouldBe(round * Events);
        }

        await transport.StopAsync();
    }

    private sealed class Busy : Hub
    {
        public async Task<int> TellAsync(int events)
        {
            for (var sent = 0; sent < events; sent++)
            {
                await Clients.Caller.SendAsync("typing", JsonSerializer.SerializeToElement(sent));
            }

            return events;
        }
    }
}
