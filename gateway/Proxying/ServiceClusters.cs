using System.Globalization;
using Community.Gateway.Limits;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;

namespace Community.Gateway.Proxying;

/// <summary>
/// The proxy's clusters: for each service one that serves requests, one whose state is only reported (readiness), and, where a route needs
/// it, one for long-lived requests, because the proxy has one limit of silence for each cluster.
/// </summary>
internal static class ServiceClusters
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(2);

    /// <summary>One unanswered probe may come from a busy machine.</summary>
    private const int ProbesUntilUnhealthy = 3;

    /// <summary>
    /// How long an address gets no requests after it refused a connection. It is longer than the probes need to find out that the instance
    /// is gone, so the first request after this time goes to an instance that answers.
    /// </summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan HubSilence = TimeSpan.FromHours(24);

    /// <summary>The cluster of a service's long-lived requests: its hub, or its event streams.</summary>
    public static string LongLived(string service) => service + "/long-lived";

    /// <summary>The cluster that has each instance's readiness.</summary>
    public static string Readiness(string service) => service + "/ready";

    /// <summary>All clusters of the configured services.</summary>
    public static IEnumerable<ClusterConfig> For(ServiceMap services, RequestTimeout timeout)
    {
        var longLived = Routes.For(services.Contains).Where(route => route.IsHub || route.IsStream)
            .ToLookup(route => route.Service, route => route.IsHub ? HubSilence : timeout.StreamSilence, StringComparer.Ordinal);
        foreach (var service in services.All)
        {
            yield return Cluster(service, service.Name, timeout.Silence, "/health/live", ProbesUntilUnhealthy);
            // An instance that waits for its bus is not ready and still answers requests, so readiness does not decide about routing.
            yield return Cluster(service, Readiness(service.Name), timeout.Silence, "/health/ready", probesUntilUnhealthy: 1);
            if (longLived.Contains(service.Name))
            {
                yield return Cluster(service, LongLived(service.Name), longLived[service.Name].Max(), "/health/live", ProbesUntilUnhealthy);
            }
        }
    }

    private static ClusterConfig Cluster(Service service, string id, TimeSpan silence, string probe, int probesUntilUnhealthy) => new()
    {
        ClusterId = id,
        // The id is what the proxy's log names.
        Destinations = service.Addresses.ToDictionary(address => address, address => new DestinationConfig { Address = address }, StringComparer.OrdinalIgnoreCase),
        LoadBalancingPolicy = LoadBalancingPolicies.PowerOfTwoChoices,
        HttpRequest = new ForwarderRequestConfig
        {
            Version = service.Version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            ActivityTimeout = silence,
        },
        HealthCheck = new HealthCheckConfig
        {
            Active = new ActiveHealthCheckConfig
            {
                Enabled = true,
                Interval = Interval,
                Timeout = ProbeLimit,
                Policy = HealthCheckConstants.ActivePolicy.ConsecutiveFailures,
                Path = probe,
            },
            Passive = new PassiveHealthCheckConfig { Enabled = true, Policy = RefusedConnections.PolicyName, ReactivationPeriod = Rest },
            AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyAndUnknown,
        },
        Metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ConsecutiveFailuresHealthPolicyOptions.ThresholdMetadataName] = probesUntilUnhealthy.ToString(CultureInfo.InvariantCulture),
        },
    };
}
