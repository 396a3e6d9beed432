using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Community.AppHost.Processes;

namespace Community.AppHost.Model;

/// <summary>
/// The network of a local run (<c>up --links</c>): each connection from one resource to another leads through a proxy, so that a resource
/// can be cut off while it runs. Nothing goes through a link that is cut, in either direction, and no side is told.
/// </summary>
internal sealed partial class Links : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Link, Lazy<FaultProxy>> _links = [];
    private readonly Lock _gate = new();
    private readonly HashSet<string> _cutOff = new(StringComparer.Ordinal);

    /// <summary>An address of a resource, for another one: it leads through a proxy.</summary>
    /// <param name="from">The resource that connects.</param>
    /// <param name="to">The resource whose address it is; a database has the links of its server.</param>
    /// <param name="address">A URL or a connection string. One of another machine is returned as it is.</param>
    public string Through(string from, string to, string address) =>
        address.Contains("127.0.0.1", StringComparison.Ordinal)
            ? Port()
                .Replace(
                    address,
                    found =>
                        Proxy(new Link(from, to.Split('/')[0], int.Parse(found.Value, CultureInfo.InvariantCulture)))
                            .Port.ToString(CultureInfo.InvariantCulture)
                )
            : address;

    /// <summary>Cuts all links of a resource.</summary>
    public void Cut(string resource)
    {
        lock (_gate)
        {
            _cutOff.Add(resource);
            Apply();
        }
    }

    /// <summary>Restores the links of a resource, except those to resources that are cut off themselves.</summary>
    public void Restore(string resource)
    {
        lock (_gate)
        {
            _cutOff.Remove(resource);
            Apply();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in _links.Values)
        {
            await proxy.Value.DisposeAsync();
        }
    }

    private FaultProxy Proxy(Link link) =>
        _links.GetOrAdd(link, added => new Lazy<FaultProxy>(() => FaultProxy.BeforePort(added.Port))).Value;

    private void Apply()
    {
        foreach (var (link, proxy) in _links)
        {
            if (_cutOff.Contains(link.From) || _cutOff.Contains(link.To))
            {
                proxy.Value.Pause();
            }
            else
            {
                proxy.Value.Restore();
            }
        }
    }

    [GeneratedRegex(@"(?<=127\.0\.0\.1:|;Port=)\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Port();

    private sealed record Link(string From, string To, int Port);
}
