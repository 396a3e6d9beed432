using System.Diagnostics.Metrics;

namespace Community.Gateway.Proxying;

/// <summary>
/// How many requests each service is answering now. The number is kept to choose an instance, and read once for an export.
/// </summary>
internal static class InFlightMetrics
{
    /// <summary>Adds the metric to those of this process.</summary>
    public static void Add(IMeterFactory meters, ServiceMap services) =>
        meters
            .Create("Community.Gateway")
            .CreateObservableGauge(
                "community.gateway.in_flight",
                () => services.All.Select(Measure),
                "{request}",
                "Requests that a service's present instances have not answered to the end, and their open streams and WebSockets"
            );

    private static Measurement<int> Measure(ServiceInstances service) =>
        new(service.Destinations.Sum(destination => destination.InFlight), new KeyValuePair<string, object?>("service", service.Name));
}
