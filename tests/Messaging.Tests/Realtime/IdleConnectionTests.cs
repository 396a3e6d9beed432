using System.Net.WebSockets;

namespace Community.Messaging.Tests.Realtime;

/// <summary>The memory of an idle connection.</summary>
[Collection(nameof(MessagingRealtimeTests))]
public sealed class IdleConnectionTests(MessagingApplication app, ITestOutputHelper output)
{
    private const int Connections = 2_000;
    private const long MostBytes = 45_000;

    [Fact]
    public async Task AnIdleConnectionCostsLittle()
    {
        await using var service = await ServiceProcess.StartAsync(app);
        var people = await app.PeopleAsync(Connections / 10);
        var sockets = new List<ClientWebSocket>();
        // The first connections allocate shared memory.
        await ConnectAsync(0, 200);
        await SettledAsync();
        var before = service.Memory;
        await ConnectAsync(200, Connections);
        await SettledAsync();
        var each = (service.Memory - before) / (Connections - 200);
        output.WriteLine($"{each} bytes a connection");
        each.ShouldBeLessThan(MostBytes);
        sockets.ForEach(socket => socket.Dispose());

        async Task ConnectAsync(int from, int to)
        {
            for (var i = from; i < to; i += 20)
            {
                sockets.AddRange(
                    await Task.WhenAll(
                        Enumerable
                            .Range(i, 20)
                            .Select(async n =>
                            {
                                var socket = new ClientWebSocket();
                                socket.Options.SetRequestHeader(
                                    "Authorization",
                                    $"Bearer {app.Identity.TokenFor(people[n % people.Count])}"
                                );
                                await socket.ConnectAsync(
                                    new Uri($"ws://{service.Address.Authority}/hubs/community"),
                                    CancellationToken.None
                                );
                                await socket.SendAsync(
                                    "{\"protocol\":\"json\",\"version\":1}\u001e"u8.ToArray(),
                                    WebSocketMessageType.Text,
                                    true,
                                    CancellationToken.None
                                );
                                var buffer = new byte[64];
                                await socket.ReceiveAsync(buffer, CancellationToken.None);
                                return socket;
                            })
                    )
                );
            }
        }

        async Task SettledAsync()
        {
            for (long last = 0, steady = 0; steady < 5; )
            {
                await Task.Delay(500);
                steady = Math.Abs(service.Memory - last) < 1_000_000 ? steady + 1 : 0;
                last = service.Memory;
            }
        }
    }
}
