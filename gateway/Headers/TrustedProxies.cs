using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Community.Gateway.Headers;

/// <summary>
/// <c>Gateway:TrustedProxies:0</c>, <c>:1</c>, …: networks (<c>10.0.0.0/8</c>) or addresses of load balancers in front. Only their
/// <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> are trusted. Without such a list no proxy is trusted, and all clients behind a
/// balancer share its address and the limits of one address.
/// </summary>
internal static class TrustedProxies
{
    public static void UseTrustedProxies(this WebApplication app)
    {
        var entries = app.Configuration.GetSection("Gateway:TrustedProxies").GetChildren();
        var networks = entries.Select(entry => Parse(entry.Path, entry.Value)).ToArray();
        if (networks.Length == 0)
        {
            return;
        }
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            // From the right, over all trusted hops, to the first address that is not a trusted proxy.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks)
        {
            options.KnownIPNetworks.Add(network);
        }
        app.UseForwardedHeaders(options);
    }

    private static IPNetwork Parse(string path, string? value) =>
        IPNetwork.TryParse(value, out var network) ? network
        : IPAddress.TryParse(value, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new InvalidOperationException($"{path} is neither a network like 10.0.0.0/8 nor an address: '{value}'.");
}
