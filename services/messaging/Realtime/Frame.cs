using System.Text.Json;
using Community.ServiceDefaults.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace Community.Messaging.Realtime;

/// <summary>Calls of the client's methods as they go over the wire: made once, sent to any number of connections.</summary>
internal sealed class Frame
{
    private static readonly JsonHubProtocol Protocol = new(Options.Create(HubJson.Configured(new JsonHubProtocolOptions())));

    private Frame(ReadOnlyMemory<byte> bytes)
    {
        ByteCount = bytes.Length;
        Message = new SerializedHubMessage([new SerializedMessage(Protocol.Name, bytes)]);
    }

    public SerializedHubMessage Message { get; }

    public int ByteCount { get; }

    /// <summary>One call.</summary>
    /// <param name="method">A method of <see cref="ICommunityClient"/>.</param>
    /// <param name="payload">Its argument.</param>
    public static Frame Of(string method, object payload) => new(Bytes(method, payload));

    /// <summary>Several calls in a row: the protocol ends each with a mark of its own, so that they can travel together.</summary>
    public static Frame OfMany(string method, IEnumerable<object> payloads)
    {
        using var bytes = new MemoryStream();
        foreach (var payload in payloads)
        {
            bytes.Write(Bytes(method, payload).Span);
        }

        return new(bytes.ToArray());
    }

    /// <summary>Says that the connection ends, and whether coming back makes sense.</summary>
    public static Frame Closing(string? reason, bool mayReconnect) => new(Protocol.GetMessageBytes(new CloseMessage(reason, mayReconnect)));

    private static ReadOnlyMemory<byte> Bytes(string method, object payload) => Protocol.GetMessageBytes(new InvocationMessage(HubJson.NameOf(method), [payload]));
}

/// <summary>How hub payloads and names are written: as everything else in the fleet.</summary>
internal static class HubJson
{
    public static JsonHubProtocolOptions Configured(JsonHubProtocolOptions protocol)
    {
        ServiceJson.Configure(protocol.PayloadSerializerOptions);
        return protocol;
    }

    /// <summary>A client's method on the wire.</summary>
    public static string NameOf(string method) => JsonNamingPolicy.SnakeCaseLower.ConvertName(method);
}
