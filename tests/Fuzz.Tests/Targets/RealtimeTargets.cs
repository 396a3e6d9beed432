using System.Buffers;
using System.Text.Json;
using Community.Messaging.Calls;
using Community.Messaging.Realtime;
using Community.Messaging.Uploads;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace Community.Fuzz.Tests.Targets;

/// <summary>Input of messaging beside bodies: calls of the hub, signals of calls, headers of uploads.</summary>
internal static class RealtimeTargets
{
    private const byte EndOfMessage = 0x1E;

    private static readonly HubProtocol Hub = new(Options.Create(HubJson.Configured(new JsonHubProtocolOptions())));

    public static IReadOnlyList<Target> List { get; } =
    [
        new(
            "hub_message",
            HubMessageOf,
            """{"type":1,"target":"MarkRead","invocationId":"1","arguments":["0198c0de-0000-7000-8000-000000000001",5]}""",
            """{"type":1,"target":"MarkRead","target":"SendMessage","arguments":[]}""",
            """{"type":1,"target":"Nothing","arguments":[{"a":[1]}]}""",
            """{"type":6}""",
            """{"type":71e400}""",
            """{"type":1,"target":"\ud800","arguments":[]}""",
            """{"arguments":[1],"headers":{"a":"b"},"streamIds":["1"],"type":4,"invocationId":"2","target":"Subscribe"}"""
        )
        {
            Tokens =
            [
                "\"type\":",
                "\"target\":",
                "\"arguments\":[",
                "\"invocationId\":",
                "{",
                "}",
                "[",
                "]",
                ",",
                "\\u0000",
                "\\ud800",
                "1e400",
            ],
        },
        new("call_signal", Signal, """{"type":"offer","sdp":"v=0\r\n"}""", """[[[[[[[[1]]]]]]]]""", """{"candidate":null,"a":1e5}""")
        {
            Tokens = ["[", "{", "}", "]", "\"a\":", "\\ud800", "\\u0000", "1e400", "null"],
        },
        new("upload_metadata", Metadata, "filename aGVsbG8udHh0,alt YSBoYXQ=", "filename,alt", "filename /w==", "a b c")
        {
            Tokens = ["filename ", "alt ", ",", " ", "=", "4oCu", "AA=="],
        },
    ];

    private static void HubMessageOf(byte[] input)
    {
        // The framing is the transport's: a message ends with this byte, and has none.
        var sent = new ReadOnlySequence<byte>([.. input.Where(octet => octet != EndOfMessage), EndOfMessage]);
        var left = sent;
        Input.Refusing<InvalidDataException>(() =>
        {
            if (Hub.TryParseMessage(ref left, Binder.Instance, out var message))
            {
                Input.Require(left.IsEmpty, "a message is read to its end");
                Input.Require(
                    message is not InvocationBindingFailureMessage failure || failure.BindingFailure.SourceException is HubException,
                    "a call that does not fit has a code"
                );
            }
        });
    }

    private static void Signal(byte[] input)
    {
        JsonElement payload;
        try
        {
            payload = JsonElement.Parse(input);
        }
        catch (JsonException)
        {
            return;
        }

        Input.Refusing<HubException>(() =>
        {
            var relayed = CallMethods.Json(new(Guid.Empty, Guid.Empty, Guid.Empty, "offer", payload));
            Input.Require(
                JsonElement.Parse(relayed).GetProperty("payload").ValueKind == payload.ValueKind,
                "a payload arrives as it was sent"
            );
        });
    }

    private static void Metadata(byte[] input)
    {
        var header = Input.Text(input);
        Input.Refusing<ProblemException>(() =>
        {
            var read = UploadMetadata.Parse(header);
            Input.Require(read.Name?.Contains('\0') != true && read.Alt?.Contains('\0') != true, "no name has a NUL");
        });
    }

    /// <summary>The parameters of the hub's methods, as SignalR finds them.</summary>
    private sealed class Binder : IInvocationBinder
    {
        public static readonly Binder Instance = new();

        private static readonly Dictionary<string, Type[]> Parameters = typeof(CommunityHub)
            .GetMethods()
            .Where(method => method.DeclaringType == typeof(CommunityHub))
            .ToDictionary(
                method => method.Name,
                method => method.GetParameters().Select(parameter => parameter.ParameterType).ToArray(),
                StringComparer.OrdinalIgnoreCase
            );

        public IReadOnlyList<Type> GetParameterTypes(string methodName) =>
            Parameters.TryGetValue(methodName, out var types) ? types : throw new HubException("There is no such method.");

        public Type GetReturnType(string invocationId) => typeof(object);

        public Type GetStreamItemType(string streamId) => typeof(object);
    }
}
