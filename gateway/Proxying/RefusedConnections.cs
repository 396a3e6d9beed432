using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Community.Gateway.Proxying;

/// <summary>
/// An address that refuses a connection gets no requests for a while, if the service has others. A single address may belong to a balancer,
/// whose next connection reaches another instance, so only the probes take it away.
/// </summary>
internal sealed class RefusedConnections(IDestinationHealthUpdater health) : IPassiveHealthCheckPolicy
{
    public const string PolicyName = "RefusedConnections";

    /// <inheritdoc/>
    public string Name => PolicyName;

    /// <inheritdoc/>
    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        if (context.GetForwarderErrorFeature() is { Error: ForwarderError.Request } failure && ServiceClient.NothingWasSent(failure.Exception)
            && cluster.DestinationsState.AllDestinations.Count > 1
            && cluster.Model.Config.HealthCheck?.Passive?.ReactivationPeriod is { } rest)
        {
            health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, rest);
        }
    }
}
