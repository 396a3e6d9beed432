using System.Collections.Frozen;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using Community.Platform.Hosting.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Community.Platform.Hosting.Telemetry;

/// <summary>
/// Traces, metrics and logs. They are exported by OTLP if OTEL_EXPORTER_OTLP_ENDPOINT is set, under OpenTelemetry's usual
/// environment variables (protocol, headers, sampler, intervals). If it is not, no span is recorded and nothing is measured,
/// but the W3C trace context still flows through HTTP calls and every log line carries the trace's id.
/// </summary>
public static class TelemetryExtensions
{
    // Sources and meters of libraries that bring no instrumentation package of their own.
    private static readonly string[] Others =
    [
        "MassTransit",
        // MassTransit has spans of the received messages already.
        "RabbitMQ.Client.Publisher",
        "Yarp.ReverseProxy",
        "Microsoft.AspNetCore.SignalR.Server",
        "Npgsql",
        "Community.*",
    ];

    /// <summary>
    /// Of the meters of ASP.NET Core. The others measure each request again: its match with a route, its authorization, its buffers.
    /// </summary>
    private static readonly string[] ServerMeters =
    [
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Http.Connections",
        "Microsoft.AspNetCore.Diagnostics",
    ];

    /// <summary>Measured up to four times in a request or a statement, beside the histogram of its duration.</summary>
    private static readonly FrozenSet<string> Unmeasured = FrozenSet.ToFrozenSet(
        [
            "http.server.active_requests",
            "kestrel.queued_requests",
            "http.client.active_requests",
            "http.client.open_connections",
            "http.client.request.time_in_queue",
            "db.client.operation.npgsql.executing",
            "db.client.operation.npgsql.bytes_read",
            "db.client.operation.npgsql.bytes_written",
        ],
        StringComparer.Ordinal
    );

    /// <summary>Has a series for each route, method and status: OpenTelemetry's limit of 2,000 stays.</summary>
    private const string OfManySeries = "http.server.request.duration";

    /// <summary>
    /// Series of an instrument. OpenTelemetry takes the memory of all of them at the start, so its limit of 2,000 would cost a process
    /// 14 MB. Series beyond the limit are counted as one, with <c>otel.metric.overflow</c>.
    /// </summary>
    private const int MostSeries = 300;

    private static readonly Dictionary<string, string?> QuietDefaults = new(StringComparer.Ordinal)
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Warning",
        // The code that runs a command or save logs its failure with more context.
        ["Logging:LogLevel:Microsoft.EntityFrameworkCore.Database.Command"] = "None",
        ["Logging:LogLevel:Microsoft.EntityFrameworkCore.Update"] = "None",
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
        ["Logging:LogLevel:System.Net.Http"] = "Warning",
        ["Logging:LogLevel:Npgsql"] = "Warning",
        // It warns of every attempt to connect, with a stack trace. The outbox logs once that the broker is away.
        ["Logging:LogLevel:MassTransit"] = "Error",
        ["Logging:LogLevel:Yarp"] = "Warning",
        // It logs a line for every bad token, and an attacker can send thousands.
        ["Logging:LogLevel:Microsoft.AspNetCore.Authentication"] = "Warning",
        ["Logging:LogLevel:Polly"] = "Warning",
        ["Logging:LogLevel:Amazon"] = "Warning",
    };

    /// <summary>
    /// Adds telemetry and console logging (one line for each entry; JSON if <c>Logging:Format</c> is "json"). The host starts recording
    /// before any other background service, and exports the rest when it is disposed, after all of them have stopped.
    /// </summary>
    /// <param name="builder">Of the process.</param>
    /// <param name="serviceName">OpenTelemetry's <c>service.name</c>.</param>
    /// <param name="isEdge">Strangers call this program, so the number of traces that they begin is limited, too.</param>
    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder, string serviceName, bool isEdge = false)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<LateRecording>();
        AddConsole(builder);
        if (!IsExported(builder.Configuration))
        {
            return builder;
        }

        // The default reads and writes baggage, too, which no part of the fleet uses, in each request, recorded or not.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
        var version = Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        var telemetry = builder
            .Services.AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource
                    .AddService(
                        builder.Configuration["OTEL_SERVICE_NAME"] ?? serviceName,
                        serviceNamespace: "community",
                        serviceVersion: version,
                        serviceInstanceId: $"{Environment.MachineName}-{Environment.ProcessId}"
                    )
                    .AddAttributes([new("deployment.environment.name", builder.Environment.EnvironmentName.ToLowerInvariant())])
                    // Last, so that OTEL_RESOURCE_ATTRIBUTES overrides them.
                    .AddEnvironmentVariableDetector()
            )
            .WithLogging(logs => logs.AddProcessor(new LogCleaner()), options => options.IncludeFormattedMessage = true);
        if (HasTraces(builder.Configuration))
        {
            var tracesPerSecond = builder.Configuration.GetSettings<TelemetrySettings>().TracesPerSecond;
            // OpenTelemetry's own variable overrides both limits.
            var isLimited = builder.Configuration["OTEL_TRACES_SAMPLER"] is null;
            if (isEdge && isLimited)
            {
                builder.Services.AddSingleton<DistributedContextPropagator>(new StrangersTraces(tracesPerSecond, TimeProvider.System));
            }

            telemetry.WithTracing(traces =>
            {
                traces
                    .AddAspNetCoreInstrumentation(requests => requests.Filter = IsNoProbe)
                    .AddSource(Others)
                    .AddProcessor(new SpanCleaner());
                // The gateway's client makes a span only if it is recorded. That of the library costs each request one.
                if (!isEdge)
                {
                    traces.AddHttpClientInstrumentation();
                }
                if (isLimited)
                {
                    traces.SetSampler(TraceLimit.Of(tracesPerSecond));
                }
            });
        }

        if (HasMetrics(builder.Configuration))
        {
            telemetry.WithMetrics(metrics =>
            {
                metrics.AddMeter(ServerMeters).AddRuntimeInstrumentation().AddMeter(Others).AddView(ViewOf);
                // The gateway's requests to services are its own requests, which the server's metrics measure.
                if (!isEdge)
                {
                    metrics.AddHttpClientInstrumentation();
                }
                // From a slow bucket of a chart to a trace of it. OpenTelemetry's own variable overrides it.
                if (builder.Configuration["OTEL_METRICS_EXEMPLAR_FILTER"] is null)
                {
                    metrics.SetExemplarFilter(ExemplarFilterType.TraceBased);
                }
            });
        }

        telemetry.UseOtlpExporter();
        return builder;
    }

    /// <summary>
    /// Whether this program exports traces. The exporter takes every signal for which a library adds sources, so a library must ask first.
    /// </summary>
    public static bool HasTraces(IConfiguration configuration) =>
        IsExported(configuration) && IsEnabled(configuration, "OTEL_TRACES_EXPORTER");

    /// <summary>Whether this program exports metrics; see <see cref="HasTraces"/>.</summary>
    public static bool HasMetrics(IConfiguration configuration) =>
        IsExported(configuration) && IsEnabled(configuration, "OTEL_METRICS_EXPORTER");

    /// <summary>Whether traces, metrics and logs are exported, besides the console.</summary>
    public static bool IsExported(IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);

    /// <summary>Logs requests that failed (5xx) or took longer than a second, one line each; put it first in the pipeline.</summary>
    public static IApplicationBuilder UseRequestLog(this IApplicationBuilder app) => app.UseMiddleware<RequestLog>();

    /// <summary>OpenTelemetry's own switch: <c>none</c> turns a signal off.</summary>
    private static bool IsEnabled(IConfiguration configuration, string exporter) =>
        !string.Equals(configuration[exporter], "none", StringComparison.OrdinalIgnoreCase);

    private static MetricStreamConfiguration? ViewOf(Instrument instrument) =>
        Unmeasured.Contains(instrument.Name) ? MetricStreamConfiguration.Drop
        : instrument.Name == OfManySeries ? null
        : new() { CardinalityLimit = MostSeries };

    private static bool IsNoProbe(HttpContext context) => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal);

    private static void AddConsole(WebApplicationBuilder builder)
    {
        // Below every other source, so that appsettings and the environment override them.
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = QuietDefaults });
        builder.Logging.ClearProviders().Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.None);
        builder.Logging.AddConsole(console => console.FormatterName = LineFormatter.FormatterName);
        builder.Logging.AddConsoleFormatter<LineFormatter, LineFormatterOptions>(options =>
        {
            options.Json = string.Equals(builder.Configuration["Logging:Format"], "json", StringComparison.OrdinalIgnoreCase);
            options.Service = builder.Configuration["Logging:Service"];
        });
    }
}
