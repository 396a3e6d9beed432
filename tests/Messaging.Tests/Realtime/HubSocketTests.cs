using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using Community.Testing;

namespace Community.Messaging.Tests.Realtime;

/// <summary>The connection itself, with a client that uses only WebSocket.</summary>
[Collection(nameof(MessagingRealtimeTests))]
public sealed class HubSocketTests(MessagingApplication app)
{
    private const string Greeting = "{\"protocol\":\"json\",\"version\":1}\u001e";
    private const string Ping = "{\"type\":6}\u001e";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task ACloseIsAnswered()
    {
        using var socket = await GreetedAsync();

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Soon);

        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
    }

    [Fact]
    public async Task ACallMayComeInPiecesAndTwoInOne()
    {
        using var socket = await GreetedAsync();
        await WriteAsync(socket, "{\"type\":1,\"invocationId\":\"1\",\"target\":\"No", isEnd: false);
        await WriteAsync(
            socket,
            "ne\",\"arguments\":[]}\u001e{\"type\":1,\"invocationId\":\"2\",\"target\":\"None\",\"arguments\":[]}\u001e"
        );

        var answers = "";
        while (answers.Count(sign => sign == '\u001e') < 2)
        {
            answers += await ReadAsync(socket);
        }

        answers.ShouldContain("\"invocationId\":\"1\"");
        answers.ShouldContain("\"invocationId\":\"2\"");
    }

    [Theory]
    [InlineData("\"arguments\":[\"ID\",{\"content\":\"one\",\"content\":\"two\"}]")]
    [InlineData("\"arguments\":[\"ID\",{\"content\":\"one\"}],\"arguments\":[\"ID\",{\"content\":\"two\"}]")]
    [InlineData("\"target\":\"MarkRead\",\"arguments\":[\"ID\",1]")]
    [InlineData("\"invocationId\":\"2\",\"arguments\":[\"ID\",{\"content\":\"one\"}]")]
    public async Task AMemberThatComesTwiceIsRefused(string members)
    {
        using var socket = await GreetedAsync();
        await WriteAsync(
            socket,
            $"{{\"type\":1,\"invocationId\":\"1\",\"target\":\"SendMessage\",{members.Replace("ID", Guid.CreateVersion7().ToString())}}}\u001e"
        );

        (await ReadAsync(socket)).ShouldContain("invalid: ");
    }

    [Fact]
    public async Task WhatIsNoGreetingEndsTheConnection()
    {
        using var socket = await ConnectedAsync();

        await WriteAsync(socket, "{\"protocol\":\"messagepack\",\"version\":1}\u001e");

        (await ReadAsync(socket)).ShouldContain("error");
        (await ReadAsync(socket)).ShouldBeEmpty();
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
    }

    [Fact]
    public async Task CablesMayBeCutAtAnyMoment()
    {
        var me = await app.PersonAsync();
        for (var round = 0; round < 5; round++)
        {
            await Task.WhenAll(
                Enumerable
                    .Range(0, 8)
                    .Select(async i =>
                    {
                        using var socket = await ConnectedAsync(me);
                        if (i % 2 == 0)
                        {
                            await WriteAsync(socket, Greeting);
                        }

                        socket.Abort();
                    })
            );
        }

        await using var after = await app.HubAsync(await app.PersonAsync());
        (await after.RefusalOfAsync("JoinThread", Guid.CreateVersion7())).ShouldBe("no_such_thread");
    }

    /// <summary>
    /// SignalR's own times: a ping every 15 s, 15 s for the handshake, 30 s of silence from a client that has pinged before.
    /// </summary>
    [Fact]
    public async Task TheSilentAreAskedAndThenGivenUp()
    {
        using var ungreeted = await ConnectedAsync();
        using var silent = await GreetedAsync();
        await WriteAsync(silent, Ping);
        using var alive = await GreetedAsync();
        using var stop = new CancellationTokenSource();
        var beating = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await WriteAsync(alive, Ping);
                await Task.Delay(5_000, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });

        (await ReadAsync(silent)).ShouldBe(Ping);
        while ((await ReadAsync(ungreeted)).Length > 0) { }

        string last;
        for (var next = last = ""; (next = await ReadAsync(silent)).Length > 0; )
        {
            last = next;
        }

        last.ShouldContain("\"type\":7", customMessage: "the protocol's goodbye");
        await stop.CancelAsync();
        await beating;
        alive.State.ShouldBe(WebSocketState.Open);
    }

    [Fact]
    public async Task OnlyWebSocketsConnect()
    {
        var http = app.HttpAs(await app.PersonAsync());
        using var plain = await http.GetAsync("/hubs/community");
        plain.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await plain.Content.ReadAsStringAsync()).ShouldContain("websocket_required");

        using var negotiated = await http.PostAsync("/hubs/community/negotiate?negotiateVersion=1", null);
        (await negotiated.Content.ReadAsStringAsync()).ShouldContain("[{\"transport\":\"WebSockets\",\"transferFormats\":[\"Text\"]}]");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "no");
        (await http.PostAsync("/hubs/community/negotiate?negotiateVersion=1", null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(200_000)]
    [InlineData(33_000)]
    public async Task ACallThatIsTooLargeIsRefusedWithItsReason(int length)
    {
        using var socket = await GreetedAsync();
        await WriteAsync(
            socket,
            $$"""{"type":1,"invocationId":"1","target":"Join","arguments":["{{new string('a', length)}}"]}""" + '\u001e'
        );
        await Poll.UntilAsync(async () =>
        {
            await ReadAsync(socket);
            return socket.CloseStatus is not null;
        });
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.MessageTooBig);
        socket.CloseStatusDescription.ShouldBe("A call may have at most 32 KiB.");
    }

    [Fact]
    public async Task ManySmallCallsInOneFrameAreNotOneLargeCall()
    {
        using var socket = await GreetedAsync();
        var call = $$"""{"type":1,"target":"Ping","arguments":["{{new string('a', 9_000)}}"]}""" + '\u001e';
        await WriteAsync(
            socket,
            string.Concat(Enumerable.Repeat(call, 8)) + """{"type":1,"invocationId":"9","target":"Nothing","arguments":[]}""" + '\u001e'
        );
        var answer = "";
        await Poll.UntilAsync(async () => (answer += await ReadAsync(socket)).Contains("\"invocationId\":\"9\""));
        socket.State.ShouldBe(WebSocketState.Open);
    }

    private async Task<ClientWebSocket> ConnectedAsync(Guid? person = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {app.Identity.TokenFor(person ?? await app.PersonAsync())}");
        await socket
            .ConnectAsync(new UriBuilder(app.Address()) { Scheme = "ws", Path = "/hubs/community" }.Uri, CancellationToken.None)
            .WaitAsync(Soon);
        return socket;
    }

    private async Task<ClientWebSocket> GreetedAsync()
    {
        var socket = await ConnectedAsync();
        await WriteAsync(socket, Greeting);
        (await ReadAsync(socket)).ShouldBe("{}\u001e");
        return socket;
    }

    private static Task WriteAsync(ClientWebSocket socket, string text, bool isEnd = true) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, isEnd, CancellationToken.None);

    /// <summary>The next frame; null if the connection has ended.</summary>
    private static async Task<string> ReadAsync(ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            return Encoding.UTF8.GetString(
                buffer,
                0,
                (await socket.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(Soon + Soon)).Count
            );
        }
        catch (WebSocketException)
        {
            return "";
        }
    }
}
