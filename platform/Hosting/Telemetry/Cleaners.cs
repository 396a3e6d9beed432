using System.Diagnostics;
using System.Text.RegularExpressions;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Community.Platform.Hosting.Telemetry;

/// <summary>
/// Removes credentials in addresses from all logs and traces: SignalR's token, which browsers must send in the query string, and the code
/// of a link that admits to a private community.
/// </summary>
internal static partial class Redaction
{
    public static string Redact(string text)
    {
        if (text.Contains("access_token", StringComparison.OrdinalIgnoreCase))
        {
            text = Token().Replace(text, "${name}REDACTED");
        }

        return text.Contains("/join", StringComparison.OrdinalIgnoreCase) ? JoinCode().Replace(text, "${name}REDACTED") : text;
    }

    /// <summary>Whether a text may have a credential.</summary>
    public static bool IsSuspect(string? text) =>
        text is not null
        && (
            text.Contains("access_token", StringComparison.OrdinalIgnoreCase) || text.Contains("/join", StringComparison.OrdinalIgnoreCase)
        );

    [GeneratedRegex(
        """(?<name>access_token(?:=|%3D|["']?\s*[:=]\s*["']?))[^&\s"'<>,;\]})]+""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex Token();

    // Not the route's pattern, which begins with a brace.
    [GeneratedRegex(
        """(?<name>/join(?:-links)?/)[^/?#&\s"'<>,;\]{})]+""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex JoinCode();
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

    private static bool NeedsRedaction(KeyValuePair<string, object?> attribute) => Redaction.IsSuspect(attribute.Value?.ToString());
}
