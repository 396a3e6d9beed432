using System.Diagnostics.Metrics;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Community.Gateway.Tests;

/// <summary>Connections that stay open: WebSockets and event streams.</summary>
public sealed class StreamTests : IAsyncLifetime
{
    private readonly FakeIdentity _keys = new();
    private readonly TaskCompletionSource _readFirst = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Backend> _backends = [];
    private string? _authorization;
    private string? _query;
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _backends.Add(await Backend.StartAsync("identity", _keys.Map));
        _backends.Add(await Backend.StartAsync("messaging", app => app.Map("/hubs/community", EchoAsync)));
        _backends.Add(await Backend.StartAsync("ai-companion", app => app.MapPost("/api/v1/companion/messages", StreamAsync)));
        _gateway = await GatewayHost.StartAsync(
            _backends,
            ("Cors:Origins:0", "https://app.example.org"),
            ("Gateway:RequestTimeoutSeconds", "1")
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        foreach (var backend in _backends)
        {
            await backend.DisposeAsync();
        }
    }

    private async Task EchoAsync(HttpContext context)
    {
        (_authorization, _query) = (context.Request.Headers.Authorization.ToString(), context.Request.QueryString.Value);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } received)
        {
            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, context.RequestAborted);
        }
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", context.RequestAborted);
    }

    // The second event is sent only after the client has read the first: a gateway that buffers would never end.
    private async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync("data: first\n\n");
        await context.Response.Body.FlushAsync();
        await _readFirst.Task;
        await context.Response.WriteAsync("data: second\n\n");
    }

    private Uri Hub(string root = "", string query = "") => new($"ws://{_gateway.Address.Authority}{root}/hubs/community{query}");

    [Theory]
    [InlineData("")]
    [InlineData("/api/v1")]
    public async Task AWebSocketGoesThroughAndOutlastsTheTimeLimit(string root)
    {
        var token = _keys.Token();
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(Hub(root, $"?access_token={token}&id=7"), CancellationToken.None);
        _authorization.ShouldBe($"Bearer {token}");
        _query.ShouldBe("?id=7");
        await EchoOnceAsync(socket, "hello");
        // Longer than the limit of ordinary requests: this silence is the subject of the test.
        await Task.Delay(TimeSpan.FromSeconds(2.5));
        await EchoOnceAsync(socket, new string('x', 50_000));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        socket.CloseStatusDescription.ShouldBe("bye");
    }

    [Theory]
    [InlineData("https://app.example.org", true)]
    [InlineData("self", true)]
    [InlineData("https://evil.example", false)]
    [InlineData("null", false)]
    public async Task OnlyListedPagesMayOpenAWebSocket(string origin, bool allowed)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", origin == "self" ? _gateway.Address.GetLeftPart(UriPartial.Authority) : origin);
        socket.Options.CollectHttpResponseDetails = true;
        if (allowed)
        {
            await socket.ConnectAsync(Hub(), CancellationToken.None);
            await EchoOnceAsync(socket, "hello");
            return;
        }
        await Should.ThrowAsync<WebSocketException>(() => socket.ConnectAsync(Hub(), CancellationToken.None));
        socket.HttpStatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task AWebSocketWithABadTokenIsRefused()
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        await Should.ThrowAsync<WebSocketException>(() =>
            socket.ConnectAsync(Hub(query: $"?access_token={_keys.Token()}x"), CancellationToken.None)
        );
        socket.HttpStatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task AnEventArrivesBeforeTheNextIsMade()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/companion/messages").With("Accept", "text/event-stream");
        using var response = await _gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync().WaitAsync(Testing.Poll.Patience)).ShouldBe("data: first");
        await Task.Delay(TimeSpan.FromSeconds(2)); // Longer than the permitted pause of an ordinary answer.
        _readFirst.SetResult();
        (await reader.ReadToEndAsync().WaitAsync(Testing.Poll.Patience)).ShouldContain("data: second");
    }

    [Fact]
    public async Task AnOpenStreamIsCountedAsInFlight()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, _gateway.Meters) && instrument.Name == "community.gateway.in_flight")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<int>((_, count, tags, _) => counts[(string)tags[0].Value!] = count);
        meters.Start();
        int Streams()
        {
            meters.RecordObservableInstruments();
            return counts["ai-companion"];
        }

        Streams().ShouldBe(0);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/companion/messages").With("Accept", "text/event-stream");
        using var response = await _gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Streams().ShouldBe(1);
        _readFirst.SetResult();
        await response.Content.ReadAsStringAsync();
        await Testing.Poll.UntilAsync(() => Task.FromResult(Streams() == 0));
    }

    [Fact]
    public async Task AStopDoesNotWaitForOpenConnections()
    {
        var gateway = await GatewayHost.StartAsync(_backends);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{gateway.Address.Authority}/hubs/community"), CancellationToken.None);
        await EchoOnceAsync(socket, "hello");
        var end = socket.ReceiveAsync(new byte[10], CancellationToken.None);
        var stopped = gateway.StopAsync();
        await Should.ThrowAsync<WebSocketException>(() => end.WaitAsync(Testing.Poll.Patience));
        await stopped.WaitAsync(Testing.Poll.Patience);
        await gateway.DisposeAsync();
    }

    [Fact]
    public async Task AStoppingGatewayServesEachConnectionUntilItsTurn()
    {
        await using var gateway = await GatewayHost.StartAsync(_backends, ("Gateway:Goodbye", "00:10:00"), ("Gateway:RateLimit", "off"));
        gateway.ShutdownTimeout.ShouldBeGreaterThan(TimeSpan.FromMinutes(10));
        var sockets = await ConnectAsync(gateway, 20);

        _ = gateway.StopAsync();
        var ends = sockets.ConvertAll(socket => socket.ReceiveAsync(new byte[10], CancellationToken.None));
        var gone = ends.IndexOf(await Task.WhenAny(ends).WaitAsync(Testing.Poll.Patience));

        await Should.ThrowAsync<WebSocketException>(() => ends[gone]);
        foreach (var (i, socket) in sockets.Index().Where(one => one.Index != gone))
        {
            await socket.SendAsync("still"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
            (await ends[i].WaitAsync(Testing.Poll.Patience)).Count.ShouldBe(5);
        }
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task AfterTheLastTurnTheStopIsOver()
    {
        await using var gateway = await GatewayHost.StartAsync(_backends, ("Gateway:Goodbye", "00:00:01"), ("Gateway:RateLimit", "off"));
        var sockets = await ConnectAsync(gateway, 20);

        var stopped = gateway.StopAsync();
        foreach (var socket in sockets)
        {
            var end = socket.ReceiveAsync(new byte[10], CancellationToken.None);
            await Should.ThrowAsync<WebSocketException>(() => end.WaitAsync(Testing.Poll.Patience));
        }
        await stopped.WaitAsync(Testing.Poll.Patience);
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task NoConnectionEndsBeforeTheDrain()
    {
        await using var gateway = await GatewayHost.StartAsync(_backends, ("Lifetime:DrainSeconds", "600"));
        var socket = (await ConnectAsync(gateway, 1))[0];

        _ = gateway.StopAsync();
        await Testing.Poll.UntilAsync(async () =>
            (await gateway.Http.GetAsync("/health/ready")).StatusCode == HttpStatusCode.ServiceUnavailable
        );

        await EchoOnceAsync(socket, "still");
        socket.Dispose();
    }

    private static async Task<List<ClientWebSocket>> ConnectAsync(GatewayHost gateway, int count)
    {
        var sockets = Enumerable.Range(0, count).Select(_ => new ClientWebSocket()).ToList();
        foreach (var socket in sockets)
        {
            await socket.ConnectAsync(new Uri($"ws://{gateway.Address.Authority}/hubs/community"), CancellationToken.None);
            await EchoOnceAsync(socket, "hello");
        }
        return sockets;
    }

    private static async Task EchoOnceAsync(ClientWebSocket socket, string text)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);
        var buffer = new byte[64 * 1024];
        var received = new StringBuilder();
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            received.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
        } while (!part.EndOfMessage);
        received.ToString().ShouldBe(text);
    }
}
