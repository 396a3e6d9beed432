using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Community.Platform.Hosting.Telemetry;

/// <summary>The form of log entries on the console.</summary>
internal sealed class LineFormatterOptions : ConsoleFormatterOptions
{
    /// <summary>True: each line is a JSON object.</summary>
    public bool Json { get; set; }

    /// <summary>The service's name, where several services write to one console; null: not written.</summary>
    public string? Service { get; set; }
}

/// <summary>
/// Writes one line for each entry with any content: <c>time level category trace-id message</c> (<c>service:category</c> where several
/// services share the console). Line breaks and control characters are escaped, so that no client can write lines of its own into the log
/// (ASVS 16.4.1).
/// </summary>
internal sealed class LineFormatter(IOptionsMonitor<LineFormatterOptions> options, TimeProvider? clock = null)
    : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "community";
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var time = _clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var trace = Activity.Current?.TraceId.ToHexString();
        var service = options.CurrentValue.Service;
        if (options.CurrentValue.Json)
        {
            WriteJson(
                logEntry.LogLevel,
                service,
                logEntry.Category,
                logEntry.EventId,
                time,
                trace,
                message,
                logEntry.Exception,
                textWriter
            );
        }
        else
        {
            WriteText(logEntry.LogLevel, service, logEntry.Category, time, trace, message, logEntry.Exception, textWriter);
        }
    }

    private static void WriteText(
        LogLevel level,
        string? service,
        string category,
        string time,
        string? trace,
        string message,
        Exception? exception,
        TextWriter writer
    )
    {
        writer.Write($"{time} {NameOf(level)} {(service is null ? "" : service + ":")}{Shortened(category)} {trace ?? "-"} ");
        WriteEscaped(writer, Redaction.Redact(message));
        if (exception is not null)
        {
            writer.Write(" | ");
            WriteEscaped(writer, Redaction.Redact(exception.ToString()).ReplaceLineEndings(" | "));
        }

        writer.Write('\n');
    }

    private static void WriteJson(
        LogLevel level,
        string? service,
        string category,
        EventId id,
        string time,
        string? trace,
        string message,
        Exception? exception,
        TextWriter writer
    )
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", time);
            json.WriteString("level", NameOf(level));
            if (service is not null)
            {
                json.WriteString("service", service);
            }
            json.WriteString("category", category);
            if (id.Id != 0)
            {
                json.WriteNumber("event_id", id.Id);
            }
            if (trace is not null)
            {
                json.WriteString("trace_id", trace);
            }
            json.WriteString("message", Redaction.Redact(message));
            if (exception is not null)
            {
                json.WriteString("exception", Redaction.Redact(exception.ToString()));
            }
            json.WriteEndObject();
        }

        writer.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
        writer.Write('\n');
    }

    private static void WriteEscaped(TextWriter writer, string text)
    {
        foreach (var character in text)
        {
            // Control characters, and the two line separators that some viewers interpret.
            if (char.IsControl(character) || character is '\u2028' or '\u2029')
            {
                writer.Write($"\\u{(int)character:x4}");
            }
            else
            {
                writer.Write(character);
            }
        }
    }

    private static string NameOf(LogLevel level) =>
        level switch
        {
            LogLevel.Trace => "trace",
            LogLevel.Debug => "debug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            LogLevel.Error => "error",
            _ => "critical",
        };

    // Community.Identity.Sessions.SessionSweeper`1[…] → SessionSweeper
    private static ReadOnlySpan<char> Shortened(ReadOnlySpan<char> category)
    {
        var generic = category.IndexOfAny('`', '[', '<');
        if (generic > 0)
        {
            category = category[..generic];
        }
        return category[(category.LastIndexOf('.') + 1)..];
    }
}
