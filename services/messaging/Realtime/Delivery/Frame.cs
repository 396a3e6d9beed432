using System.Text.Json;
using Community.Platform.Http.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace Community.Messaging.Realtime;

/// <summary>Calls of the client's methods, serialized: made once, sent to any number of connections.</summary>
internal sealed class Frame
{
    private static readonly JsonHubProtocol Protocol = new(Options.Create(HubJson.Configured(new JsonHubProtocolOptions())));

    private readonly ReadOnlyMemory<byte> _bytes;

    private Frame(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        Message = new SerializedHubMessage([new SerializedMessage(Protocol.Name, bytes)]);
    }

    public SerializedHubMessage Message { get; }

    public int ByteCount => _bytes.Length;

    /// <summary>When the oldest of its messages was written by its author; null: it has none, or they are history.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The trace that caused it; null: none is recorded.</summary>
    public FrameTrace? Trace { get; init; }

    /// <summary>One call.</summary>
    /// <param name="method">A method of <see cref="ICommunityClient"/>.</param>
    /// <param name="payload">Its argument.</param>
    /// <param name="trace">See <see cref="Trace"/>.</param>
    public static Frame Of(string method, object payload, FrameTrace? trace = null) => new(Bytes(method, payload)) { Trace = trace };

    /// <summary>Several calls in a row. The protocol ends each with a mark, so that they can travel together.</summary>
    /// <param name="method">A method of <see cref="ICommunityClient"/>.</param>
    /// <param name="payloads">The argument of each call.</param>
    /// <param name="since">See <see cref="Since"/>.</param>
    public static Frame OfMany(string method, IEnumerable<object> payloads, DateTimeOffset? since = null)
    {
        using var bytes = new MemoryStream();
        foreach (var payload in payloads)
        {
            bytes.Write(Bytes(method, payload).Span);
        }

        return new(bytes.ToArray()) { Since = since };
    }

    /// <summary>Joins several frames to one with the same calls.</summary>
    public static Frame Joining(IReadOnlyList<Frame> frames)
    {
        var bytes = new byte[frames.Sum(frame => frame.ByteCount)];
        var at = 0;
        foreach (var frame in frames)
        {
            frame._bytes.CopyTo(bytes.AsMemory(at));
            at += frame.ByteCount;
        }

        return new(bytes);
    }

    /// <summary>Says that the connection ends, and whether the client should reconnect.</summary>
    public static Frame Closing(string? reason, bool mayReconnect) => new(Protocol.GetMessageBytes(new CloseMessage(reason, mayReconnect)));

    private static ReadOnlyMemory<byte> Bytes(string method, object payload) =>
        Protocol.GetMessageBytes(new InvocationMessage(HubJson.NameOf(method), [payload]));
}

/// <summary>How hub payloads and names are serialized: as everywhere in the fleet.</summary>
internal static class HubJson
{
    public static JsonHubProtocolOptions Configured(JsonHubProtocolOptions protocol)
    {
        ServiceJson.ConfigureForClients(protocol.PayloadSerializerOptions);
        return protocol;
    }

    /// <summary>A client's method on the wire.</summary>
    public static string NameOf(string method) => JsonNamingPolicy.SnakeCaseLower.ConvertName(method);
}
