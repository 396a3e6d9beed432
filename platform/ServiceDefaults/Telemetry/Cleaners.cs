using System.Diagnostics;
using System.Text.RegularExpressions;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Community.ServiceDefaults.Telemetry;

/// <summary>Browsers must send SignalR's token in the query string: it is taken out of everything that is written down.</summary>
internal static partial class Redaction
{
    public static string Redact(string text) =>
        text.Contains("access_token", StringComparison.OrdinalIgnoreCase) ? Token().Replace(text, "${name}REDACTED") : text;

    [GeneratedRegex("""(?<name>access_token(?:=|%3D|["']?\s*[:=]\s*["']?))[^&\s"'<>,;\]})]+""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Token();
}

/// <summary>Drops the spans of health probes; names and redacts the others, before they are exported.</summary>
internal sealed class SpanCleaner : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.Kind == ActivityKind.Server && data.GetTagItem("url.path") is string path && path.StartsWith("/health/", StringComparison.Ordinal))
        {
            // the exporter sends only what is recorded
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            return;
        }

        // named by convention: the method and the route's pattern, never the path
        if (data is { Kind: ActivityKind.Server, Source.Name: "Microsoft.AspNetCore" } && data.GetTagItem("http.request.method") is string method)
            data.DisplayName = data.GetTagItem("http.route") is string route ? $"{method} /{route.TrimStart('/')}" : method;

        foreach (var tag in data.TagObjects)
        {
            if (tag.Value is string text && Redaction.Redact(text) is var redacted && !ReferenceEquals(redacted, text))
                data.SetTag(tag.Key, redacted);
        }
    }
}

/// <summary>Redacts log entries before they are exported.</summary>
internal sealed class LogCleaner : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        if (data.FormattedMessage is { } message) data.FormattedMessage = Redaction.Redact(message);
        if (data.Attributes is not { } attributes || !attributes.Any(NeedsRedaction)) return;
        data.Attributes = [.. attributes.Select(attribute =>
            NeedsRedaction(attribute) ? new(attribute.Key, Redaction.Redact(attribute.Value!.ToString()!)) : attribute)];
    }

    private static bool NeedsRedaction(KeyValuePair<string, object?> attribute) =>
        attribute.Value?.ToString()?.Contains("access_token", StringComparison.OrdinalIgnoreCase) == true;
}
