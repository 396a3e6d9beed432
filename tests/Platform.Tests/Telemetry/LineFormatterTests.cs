using System.Diagnostics;
using System.Text.Json;
using Community.Platform.Hosting.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Community.Platform.Tests.Telemetry;

public class LineFormatterTests
{
    [Fact]
    public void AnEntryIsOneLineWithTimeLevelCategoryAndTrace()
    {
        using var activity = new Activity("test").Start();
        Line("Signed in").ShouldBe($"2026-01-02T03:04:05.678Z warn SessionSweeper {activity.TraceId} Signed in\n");
    }

    [Theory]
    [InlineData("a\r\nb")]
    [InlineData("a\n2026-01-02T03:04:05.678Z info Forged - line")]
    [InlineData("a\u2028b\u0085c\u001b[31m")]
    public void ACallerCannotForgeLogLines(string message)
    {
        foreach (var json in new[] { false, true })
        {
            var line = Line(message, json: json);
            line.IndexOf('\n').ShouldBe(line.Length - 1);
            line[..^1].Any(char.IsControl).ShouldBeFalse();
            line.ShouldNotContain("\u2028");
        }
    }

    [Fact]
    public void AnExceptionStaysOnTheLine()
    {
        var line = Line("Failed", new InvalidOperationException("first\nsecond", new IOException("inner")));
        line.ShouldContain("Failed | System.InvalidOperationException: first | second | ");
        line.ShouldContain("System.IO.IOException: inner");
        line.IndexOf('\n').ShouldBe(line.Length - 1);
    }

    [Fact]
    public void JsonHasTheSameFields()
    {
        using var json = JsonDocument.Parse(Line("Grüße \"x\"", new IOException("down"), json: true));
        json.RootElement.GetProperty("level").GetString().ShouldBe("warn");
        json.RootElement.GetProperty("message").GetString().ShouldBe("Grüße \"x\"");
        json.RootElement.GetProperty("category").GetString().ShouldBe("Community.Identity.Sessions.SessionSweeper`1[[X]]");
        json.RootElement.GetProperty("exception").GetString()!.ShouldContain("down");
    }

    [Theory]
    [InlineData("GET /hubs/community?access_token=eyJ.a.b HTTP/1.1", "GET /hubs/community?access_token=REDACTED HTTP/1.1")]
    [InlineData("?id=1&Access_Token=abc&x=2", "?id=1&Access_Token=REDACTED&x=2")]
    [InlineData("access_token%3Dabc", "access_token%3DREDACTED")]
    [InlineData("{\"access_token\":\"abc\",\"x\":1}", "{\"access_token\":\"REDACTED\",\"x\":1}")]
    [InlineData("the access_token is missing", "the access_token is missing")]
    public void ATokenIsNeverWritten(string message, string written) => Line(message).ShouldEndWith($" - {written}\n");

    private static string Line(string message, Exception? exception = null, bool json = false)
    {
        using var writer = new StringWriter();
        var entry = new LogEntry<string>(
            LogLevel.Warning,
            "Community.Identity.Sessions.SessionSweeper`1[[X]]",
            default,
            message,
            exception,
            (state, _) => state
        );
        new LineFormatter(new Monitor(new LineFormatterOptions { Json = json }), new At()).Write(entry, null, writer);
        return writer.ToString();
    }

    private sealed class At : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
    }

    private sealed class Monitor(LineFormatterOptions options) : IOptionsMonitor<LineFormatterOptions>
    {
        public LineFormatterOptions CurrentValue => options;

        public LineFormatterOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<LineFormatterOptions, string?> listener) => null;
    }
}
