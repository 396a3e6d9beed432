using System.Buffers;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace Community.Messaging.Realtime;

/// <summary>
/// SignalR's JSON protocol, with every failed call's message as <c>code: sentence</c>. SignalR puts sentences of its own around a method's
/// message, and it answers unreadable arguments and unknown methods before any filter runs. A member that comes twice is refused, as in the
/// bodies of requests.
/// </summary>
internal sealed class HubProtocol(IOptions<JsonHubProtocolOptions> options) : IHubProtocol
{
    private static readonly Dictionary<string, string> Arguments = typeof(CommunityHub)
        .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .ToDictionary(method => method.Name, Describe, StringComparer.OrdinalIgnoreCase);

    // SignalR's text between its own sentence and the method's message.
    private const string Mark = " HubException: ";
    private static readonly SearchValues<char> CodeLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz_");

    private const byte EndOfMessage = 0x1E;

    // Those of a call; SignalR ignores every other.
    private static readonly string[] Members = ["type", "target", "invocationId", "arguments", "streamIds", "headers"];

    private const string NoSuchMethod = "no_such_method: The hub has no such method.";

    private readonly JsonHubProtocol _json = new(options);

    /// <inheritdoc/>
    public string Name => _json.Name;

    /// <inheritdoc/>
    public int Version => _json.Version;

    /// <inheritdoc/>
    public TransferFormat TransferFormat => _json.TransferFormat;

    /// <inheritdoc/>
    public bool IsVersionSupported(int version) => _json.IsVersionSupported(version);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => _json.GetMessageBytes(Coded(message));

    /// <inheritdoc/>
    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => _json.WriteMessage(Coded(message), output);

    /// <inheritdoc/>
    public bool TryParseMessage(
        ref ReadOnlySequence<byte> input,
        IInvocationBinder binder,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out HubMessage? message
    )
    {
        var sent = input;
        var isParsed = Parse(ref input, binder, out message);
        if (message is HubMethodInvocationMessage call && HasMemberTwice(sent))
        {
            message = new InvocationBindingFailureMessage(
                call.InvocationId,
                call.Target,
                ExceptionDispatchInfo.Capture(HubErrors.Of("invalid", "A member of this call comes twice. Send each member once."))
            );
            return true;
        }

        if (message is InvocationBindingFailureMessage failure)
        {
            var refusal = Arguments.TryGetValue(failure.Target, out var expected)
                ? HubErrors.Of("invalid", expected)
                : new HubException(NoSuchMethod);
            message = new InvocationBindingFailureMessage(failure.InvocationId, failure.Target, ExceptionDispatchInfo.Capture(refusal));
        }

        return isParsed;
    }

    private bool Parse(ref ReadOnlySequence<byte> input, IInvocationBinder binder, out HubMessage? message)
    {
        try
        {
            return _json.TryParseMessage(ref input, binder, out message);
        }
        catch (Exception failure) when (failure is InvalidOperationException or FormatException)
        {
            // Half a surrogate pair, or a type beyond every number: SignalR expects this exception for bytes that are no message.
            throw new InvalidDataException("The message has text that is not Unicode, or a number that is none.", failure);
        }
    }

    /// <summary>
    /// Whether a member of the message comes twice. Arguments have the same rule from their serializer; SignalR reads the message around
    /// them and takes the last.
    /// </summary>
    /// <param name="sent">Begins with a message that was parsed.</param>
    private static bool HasMemberTwice(ReadOnlySequence<byte> sent)
    {
        var reader = new Utf8JsonReader(sent.Slice(0, sent.PositionOf(EndOfMessage)!.Value));
        var seen = 0;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            for (var i = 0; i < Members.Length; i++)
            {
                if (reader.ValueTextEquals(Members[i]))
                {
                    if ((seen & (1 << i)) != 0)
                    {
                        return true;
                    }

                    seen |= 1 << i;
                    break;
                }
            }

            reader.Skip();
        }

        return false;
    }

    private static HubMessage Coded(HubMessage message) =>
        message is CompletionMessage { Error: { } error } failed
            ? new CompletionMessage(failed.InvocationId!, Coded(error), result: null, hasResult: false)
            : message;

    /// <summary>The message for the client, taken from SignalR's sentence.</summary>
    internal static string Coded(string error) =>
        Own(error) is { } own ? own
        : error.StartsWith("Unknown hub method", StringComparison.Ordinal) ? NoSuchMethod
        : error.StartsWith("Failed to invoke", StringComparison.Ordinal) ? "invalid: The arguments do not fit this call."
        : "unavailable: This cannot be done at the moment. Try again shortly.";

    /// <summary><c>MarkRead takes channel_id (a UUID) and seq (a whole number).</c></summary>
    private static string Describe(MethodInfo method)
    {
        string[] arguments =
        [
            .. method
                .GetParameters()
                .Select(parameter => $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!)} ({KindOf(parameter.ParameterType)})"),
        ];
        return $"{method.Name} takes {(arguments.Length == 0 ? "no argument" : string.Join(" and ", arguments))}. These arguments do not fit.";
    }

    private static string KindOf(Type type) =>
        type == typeof(Guid) ? "a UUID"
        : type == typeof(long) ? "a whole number"
        : "an object";

    /// <summary>The message of a method, or of this service: it begins with a word and a colon.</summary>
    private static string? Own(string error)
    {
        var said = error.IndexOf(Mark, StringComparison.Ordinal) is var at && at >= 0 ? error[(at + Mark.Length)..] : error;
        var colon = said.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0 && !said.AsSpan(0, colon).ContainsAnyExcept(CodeLetters) ? said : null;
    }
}
