using System.Collections.Frozen;
using Microsoft.Net.Http.Headers;

namespace Community.Gateway.Headers;

/// <summary>
/// Removes headers that only the fleet itself may set (the caller's identity and address, the fleet's credential), and malformed ones.
/// </summary>
internal static class RequestHeaders
{
    private static readonly string[] Prefixes = ["X-Forwarded-", "X-User-", "X-Internal-", "X-Original-"];

    private static readonly FrozenSet<string> Names = FrozenSet.ToFrozenSet(
        [
            "Forwarded",
            "X-Real-IP",
            "X-Client-IP",
            "X-Cluster-Client-IP",
            "True-Client-IP",
            "CF-Connecting-IP",
            "X-Rewrite-URL",
            "Proxy",
            "X-User",
            "X-HTTP-Method",
            "X-HTTP-Method-Override",
            "X-Method-Override",
            // Untrusted text would be passed on in our traces.
            "Baggage",
            "Correlation-Context",
            "Request-Id",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    public static void RemoveUntrusted(IHeaderDictionary headers)
    {
        List<string>? unwanted = null;
        foreach (var header in headers)
        {
            if (IsUntrusted(header.Key))
            {
                (unwanted ??= []).Add(header.Key);
            }
        }
        foreach (var name in unwanted ?? [])
        {
            headers.Remove(name);
        }
        RemoveHopHeaders(headers);
        // Only users' tokens may come from outside: services call each other with "Fleet". (Two credentials are left for the check of
        // tokens, which refuses them.)
        if (headers.Authorization is [{ } authorization] && !authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            headers.Remove(HeaderNames.Authorization);
        }
    }

    private static bool IsUntrusted(string name)
    {
        if ((name[0] | 0x20) == 'x')
        {
            foreach (var prefix in Prefixes)
            {
                if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }
        return Names.Contains(name);
    }

    // RFC 9110 section 7.6.1: headers listed in Connection belong to this hop. The forwarder removes hop headers that need not be listed.
    // (With "close" or "keep-alive" in the list Kestrel drops the other names before this code runs; such headers are then forwarded like
    // any other header of the caller.)
    private static void RemoveHopHeaders(IHeaderDictionary headers)
    {
        var connection = headers.Connection;
        if (connection.Count == 0 || connection is [{ } only] && (Is(only, "keep-alive") || Is(only, "close") || Is(only, "upgrade")))
        {
            return;
        }
        foreach (var name in connection.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)))
        {
            if (!Is(name, "upgrade") && !Is(name, "host") && !Is(name, "content-length") && !Is(name, "transfer-encoding"))
            {
                headers.Remove(name);
            }
        }
    }

    private static bool Is(string value, string other) => value.Equals(other, StringComparison.OrdinalIgnoreCase);
}
