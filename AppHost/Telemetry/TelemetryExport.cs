using Community.AppHost.Dashboard;
using Community.AppHost.Model;

namespace Community.AppHost.Telemetry;

/// <summary>Lets the programs of the fleet send their telemetry to the dashboard.</summary>
internal static class TelemetryExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>
    /// Gives each program OpenTelemetry's variables for the dashboard's receiver. The user's own variables are left as they are; if
    /// OTEL_EXPORTER_OTLP_ENDPOINT is one of them, the telemetry goes there, and the dashboard gets none.
    /// </summary>
    public static void ExportTo(this IEnumerable<Resource> resources, DashboardOptions dashboard)
    {
        if (!string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(Endpoint)))
        {
            return;
        }

        var variables = Variables(dashboard).Where(variable => Environment.GetEnvironmentVariable(variable.Name) is null).ToList();
        foreach (var program in resources.OfType<ExecutableResource>().Where(program => program.Host is null))
        {
            foreach (var (name, value) in variables)
            {
                program.WithEnvironment(name, value);
            }
        }
    }

    // Intervals are in milliseconds: a page that is looked at shows a request a second after it ended.
    private static IEnumerable<(string Name, string Value)> Variables(DashboardOptions dashboard) =>
        [
            (Endpoint, dashboard.OtlpUrl),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_HEADERS", $"{OtlpReceiver.KeyHeader}={dashboard.OtlpKey}"),
            ("OTEL_BSP_SCHEDULE_DELAY", "1000"),
            ("OTEL_BLRP_SCHEDULE_DELAY", "1000"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "10000"),
            ("OTEL_METRICS_EXEMPLAR_FILTER", "trace_based"),
            ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=local"),
        ];
}
