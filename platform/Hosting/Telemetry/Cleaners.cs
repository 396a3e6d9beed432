using System.Diagnostics;
using System.Text.RegularExpressions;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Community.Platform.Hosting.Telemetry;

/// <summary>Browsers must send SignalR's token in the query string: it is removed from all logs and traces.</summary>
internal static partial class Redaction
{
    public static string Redact(string text) =>
        text.Contains("access_token", StringComparison.OrdinalIgnoreCase) ? Token().Replace(text, "${name}REDACTED") : text;

    [GeneratedRegex(
        """(?<name>access_token(?:=|%3D|["']?\s*[:=]\s*["']?))[^&\s"'<>,;\]})]+""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex Token();
}

/// <summary>Redacts spans before they are exported.</summary>
internal sealed class SpanCleaner : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        foreach (var tag in data.TagObjects)
        {
            if (tag.Value is string text && Redaction.Redact(text) is var redacted && !ReferenceEquals(redacted, text))
            {
                data.SetTag(tag.Key, redacted);
            }
        }
    }
}

/// <summary>Redacts log entries before they are exported.</summary>
internal sealed class LogCleaner : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        if (data.FormattedMessage is { } message)
        {
            data.FormattedMessage = Redaction.Redact(message);
        }
        if (data.Attributes is not { } attributes || !attributes.Any(NeedsRedaction))
        {
            return;
        }
        data.Attributes =
        [
            .. attributes.Select(attribute =>
                NeedsRedaction(attribute) ? new(attribute.Key, Redaction.Redact(attribute.Value!.ToString()!)) : attribute
            ),
        ];
    }

    private static bool NeedsRedaction(KeyValuePair<string, object?> attribute) =>
        attribute.Value?.ToString()?.Contains("access_token", StringComparison.OrdinalIgnoreCase) == true;
}
