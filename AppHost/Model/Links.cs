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
    private readonly HashSet<(string Resource, string? From)> _cut = [];

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

    /// <summary>Cuts all links of a resource, or those with one other.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="from">The other one; null: all.</param>
    public void Cut(string resource, string? from = null)
    {
        lock (_gate)
        {
            _cut.Add((resource, from));
            Apply();
        }
    }

    /// <summary>Undoes a <see cref="Cut"/>. Links that another cut holds stay cut.</summary>
    public void Restore(string resource, string? from = null)
    {
        lock (_gate)
        {
            _cut.Remove((resource, from));
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
            if (IsCut(link.From, link.To) || IsCut(link.To, link.From))
            {
                proxy.Value.Pause();
            }
            else
            {
                proxy.Value.Restore();
            }
        }
    }

    private bool IsCut(string one, string other) => _cut.Contains((one, null)) || _cut.Contains((one, other));

    [GeneratedRegex(@"(?<=127\.0\.0\.1:|;Port=)\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Port();

    private sealed record Link(string From, string To, int Port);
}
