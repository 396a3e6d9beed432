using System.Net;
using System.Text;
using System.Text.Json;
using Community.Gateway.Headers;
using Community.Gateway.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using GatewayAddress = Community.Gateway.Headers.ClientAddress;
using LoginAddress = Community.Identity.Login.ClientAddress;

namespace Community.Fuzz.Tests.Targets;

/// <summary>Input that the gateway reads before the services.</summary>
internal static class GatewayTargets
{
    public static IReadOnlyList<Target> List { get; } =
    [
        new("content_length", Length, "13", "+13", "0013", "99999999999999999999", "1 3") { Tokens = ["+", "-", " ", "0", ",", "0x"] },
        new(
            "gateway_headers",
            Headers,
            "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\ntracestate: a=b\nX-Request-Id: abc-1\nAuthorization: Bearer a\nConnection: keep-alive, X-A\nX-A: b\nX-Forwarded-For: 1.2.3.4",
            "X-Community-User: a\nConnection: close",
            "traceparent: 00-0-0-00\nX-Request-Id: \nAuthorization: Fleet a"
        )
        {
            Tokens =
            [
                "\n",
                ": ",
                "Connection: ",
                "traceparent: ",
                "tracestate: ",
                "X-Request-Id: ",
                "X-Forwarded-For: ",
                "Authorization: ",
                "Fleet ",
                ",",
                "00-",
                "ff-",
                "content-length",
            ],
        },
        new("client_address", Address, "203.0.113.7", "2001:db8::1", "::ffff:1.2.3.4", "fe80::1%1", "10.0.0.1")
        {
            Tokens = ["::", ":", ".", "ffff", "%", "127.0.0.1"],
        },
        new(
            "policy_report",
            Report,
            """{"csp-report":{"effective-directive":"script-src","blocked-uri":"https://a.example/b"}}""",
            """[{"type":"csp-violation","body":{"effectiveDirective":"img-src","blockedURL":"inline"}},1]""",
            """{"csp-report":{"effective-directive":"\ud800","blocked-uri":5}}"""
        )
        {
            Tokens = ["csp-report", "effective-directive", "blocked-uri", "body", "script-src", "https://", "[", "]", "{", "}", "\\ud800"],
        },
    ];

    private static void Report(byte[] input) =>
        // The refusals that the endpoint answers with 400.
        Input.Refusing<InvalidOperationException>(() =>
            Input.Refusing<JsonException>(() =>
                new PolicyReports(TimeProvider.System, NullLogger<PolicyReports>.Instance).Take(JsonElement.Parse(input))
            )
        );

    private static void Length(byte[] input)
    {
        var encoding = (Encoding)Activator.CreateInstance(typeof(DecimalLength), nonPublic: true)!;
        var text = encoding.GetString(input);
        Input.Require(text.Length == encoding.GetCharCount(input, 0, input.Length), "the characters are as many as was said");
        var isNumber = input.Length is > 0 and <= 20 && Array.TrueForAll(input, octet => octet is >= (byte)'0' and <= (byte)'9');
        Input.Require(
            isNumber ? text == Encoding.ASCII.GetString(input) : !text.All(char.IsAsciiDigit) || input.Length == 0,
            "only digits are a length"
        );
    }

    private static void Headers(byte[] input)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        foreach (var line in Input.Text(input).Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            // The server's own rules: names are tokens, values have no control characters.
            if (colon > 0 && line[..colon].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && !line.Any(char.IsControl))
            {
                headers.Append(line[..colon], line[(colon + 1)..].Trim(' '));
            }
        }

        RequestHeaders.RemoveUntrusted(headers);
        Input.Require(
            headers.Authorization is not [{ } authorization] || authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase),
            "only people's tokens pass"
        );
        var traceId = TraceContext.Accept(headers);
        Input.Require(traceId.Length == 32 && traceId.All(char.IsAsciiHexDigitLower), "a trace has an id of 32 hex digits");
        Input.Require(headers.TraceParent is [{ Length: > 0 }], "the request has one trace context");
        var id = RequestId.Accept(headers, traceId);
        Input.Require(
            id.Length is > 0 and <= 64
                && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
                && headers[RequestId.Header] == id,
            "a request's id is harmless"
        );
    }

    private static void Address(byte[] input)
    {
        var http = new DefaultHttpContext();
        if (!IPAddress.TryParse(Input.Text(input), out var address))
        {
            if (input.Length is not (4 or 16))
            {
                return;
            }

            address = new IPAddress(input);
        }

        http.Connection.RemoteIpAddress = address;
        var client = GatewayAddress.Of(http)!;
        Input.Require(!client.IsIPv4MappedToIPv6, "an IPv4 address is one");
        _ = UnlistedProxy.IsPrivate(client);
        Input.Require(LoginAddress.LimitKey(address).Length == 16, "a limit's key has 16 bytes");
        Input.Require(IPNetwork.TryParse(LoginAddress.Network(address), out _), "a network is one");
    }
}
