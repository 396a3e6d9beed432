using System.Text.Json;

namespace Community.Bench.Chat;

/// <summary>The messages of a server's clients over a WebSocket.</summary>
internal abstract record ChatWire
{
    /// <summary>The upgrade request's target.</summary>
    public abstract string Target { get; }

    /// <summary>The first messages of a client, to join the room.</summary>
    public abstract IReadOnlyList<string> Greetings { get; }

    /// <summary>The server's message when the client has joined the room.</summary>
    public abstract string Welcome { get; }

    /// <summary>Sent periodically, so that the server keeps the connection.</summary>
    public abstract string Heartbeat { get; }

    /// <summary>Sends a message to the room.</summary>
    public abstract string Post(string content);
}

/// <summary>SignalR's JSON protocol.</summary>
/// <param name="Join">The hub's method that joins the room.</param>
/// <param name="Room">Its argument; null: none.</param>
/// <param name="Send">The hub's method that posts.</param>
internal sealed record SignalRWire(string Join, Guid? Room, string Send) : ChatWire
{
    private const string End = "\u001e";

    public override string Target => "/hubs/community";

    public override IReadOnlyList<string> Greetings =>
        [
            "{\"protocol\":\"json\",\"version\":1}" + End,
            Text(
                new
                {
                    type = 1,
                    invocationId = "j",
                    target = Join,
                    arguments = Room is { } room ? (object[])[room] : [],
                }
            ),
        ];

    public override string Welcome => "{\"type\":3,\"invocationId\":\"j\",\"result\":";

    public override string Heartbeat => "{\"type\":6}" + End;

    public override string Post(string content) =>
        Text(
            new
            {
                type = 1,
                target = Send,
                arguments = Room is { } room ? (object[])[room, new { content }] : [content],
            }
        );

    private static string Text(object message) => JsonSerializer.Serialize(message) + End;
}

/// <summary>Socket.IO's protocol 5 over Engine.IO's 4.</summary>
internal sealed record SocketIoWire : ChatWire
{
    public override string Target => "/socket.io/?EIO=4&transport=websocket";

    public override IReadOnlyList<string> Greetings => ["40"];

    public override string Welcome => "40{";

    public override string Heartbeat => "3";

    public override string Post(string content) => $"42[\"post\",\"{content}\"]";
}
