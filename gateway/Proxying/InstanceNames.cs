using System.Net;
using System.Net.Sockets;
using Community.Platform.Hosting.Configuration;

namespace Community.Gateway.Proxying;

/// <summary>How the gateway finds the instances of the services.</summary>
[Settings("Gateway")]
internal sealed class InstanceOptions
{
    /// <summary>
    /// Whether each address behind a service's host name is an instance of its own, as with a headless service of Kubernetes; the name is
    /// resolved once a second. Otherwise a configured address is one instance, or a balancer.
    /// </summary>
    public bool ResolveInstances { get; init; }
}

/// <summary>The addresses of a host name; the system's resolver, but for tests.</summary>
/// <returns>At least one address.</returns>
/// <exception cref="SocketException">The name is unknown, or no name server answers.</exception>
internal delegate Task<IPAddress[]> ResolveName(string host, CancellationToken cancellationToken);

/// <summary>
/// Keeps the instances of each service equal to the addresses of its host name. A name that does not resolve changes nothing: the instances
/// of before are probed anyway, and an outage of the name server must not end working connections.
/// </summary>
internal sealed partial class InstanceNames(
    ServiceMap services,
    ResolveName resolve,
    InstanceOptions options,
    TimeProvider clock,
    ILogger<InstanceNames> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        options.ResolveInstances ? Task.WhenAll(services.All.Select(service => FollowAsync(service, stoppingToken))) : Task.CompletedTask;

    private async Task FollowAsync(ServiceInstances service, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        var isResolved = true;
        try
        {
            do
            {
                try
                {
                    var found = await Task.WhenAll(service.Addresses.Select(address => ResolveAsync(address, cancellationToken)));
                    if (service.MoveTo([.. found.SelectMany(instances => instances).Distinct()]))
                    {
                        Log.Moved(
                            logger,
                            service.Name,
                            string.Join(' ', service.Destinations.Select(destination => destination.Address.Authority))
                        );
                    }
                    isResolved = true;
                }
                catch (Exception failure)
                    when (failure is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
                {
                    // Once for an outage.
                    if (isResolved)
                    {
                        Log.NotResolved(logger, service.Name, failure.Message);
                    }
                    isResolved = false;
                }
            } while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
    }

    private async Task<IEnumerable<Instance>> ResolveAsync(Uri address, CancellationToken cancellationToken)
    {
        if (address.HostNameType != UriHostNameType.Dns)
        {
            return [new(address)];
        }
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var found = await resolve(address.DnsSafeHost, limit.Token);
        var name = address.Scheme == Uri.UriSchemeHttps ? address.Authority : null;
        return found.Select(ip => new Instance(new UriBuilder(address) { Host = ip.ToString() }.Uri, name));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Service} is at {Addresses}")]
        public static partial void Moved(ILogger logger, string service, string addresses);

        [LoggerMessage(2, LogLevel.Warning, "The name of {Service} does not resolve, so its instances stay as they were: {Reason}")]
        public static partial void NotResolved(ILogger logger, string service, string reason);
    }
}
