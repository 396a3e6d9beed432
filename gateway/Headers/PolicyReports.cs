using System.Collections.Frozen;
using System.Text.Json;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.Features;

namespace Community.Gateway.Headers;

/// <summary>
/// Takes the reports of browsers about violations of a page's content security policy: a sign of injected text, or of a fault of ours.
/// A stranger can send one, too. The log therefore has at most one line a minute for each directive, without the address of the page.
/// </summary>
internal sealed partial class PolicyReports(TimeProvider clock, ILogger<PolicyReports> logger)
{
    public const string Path = "/policy-reports";

    /// <summary>The end of a policy whose violations are reported.</summary>
    public const string Directive = "; report-uri " + Path;

    private const int MaxBody = 16 * 1024;
    private const int MaxReports = 20;
    private const int MaxKeyword = 30;

    private static readonly FrozenSet<string> Directives = FrozenSet.ToFrozenSet(
        [
            "base-uri",
            "connect-src",
            "default-src",
            "font-src",
            "form-action",
            "frame-ancestors",
            "frame-src",
            "img-src",
            "manifest-src",
            "media-src",
            "object-src",
            "require-trusted-types-for",
            "script-src",
            "script-src-attr",
            "script-src-elem",
            "style-src",
            "style-src-attr",
            "style-src-elem",
            "trusted-types",
            "worker-src",
        ],
        StringComparer.Ordinal
    );

    private readonly OncePerMinute _violations = new(clock);

    public static void Map(IEndpointRouteBuilder app) => app.MapPost(Path, TakeAsync).AllowAnonymous();

    private static async Task<IResult> TakeAsync(HttpContext context, PolicyReports reports)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBody;
        }

        if (context.Request.ContentLength > MaxBody)
        {
            Refusal.LastOfConnection(context);
            return Problem.PayloadTooLarge(MaxBody);
        }

        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            reports.Take(body.RootElement);
            return TypedResults.NoContent();
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // The latter is text with half a surrogate pair.
            return Problem.BadRequest("A report is JSON, as browsers send it.");
        }
    }

    /// <summary>Takes a body: one report in the form of <c>report-uri</c>, or several in that of the Reporting API.</summary>
    internal void Take(JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.Array)
        {
            foreach (var report in body.EnumerateArray().Take(MaxReports))
            {
                Take(Member(report, "body"), "effectiveDirective", "blockedURL");
            }
        }
        else
        {
            Take(Member(body, "csp-report"), "effective-directive", "blocked-uri");
        }
    }

    private void Take(JsonElement? report, string directive, string blocked)
    {
        if (report is not { ValueKind: JsonValueKind.Object } violation)
        {
            return;
        }

        var name = TextOf(violation, directive) is { } text && Directives.Contains(text) ? text : "another directive";
        if (_violations.Count(name) is { } count)
        {
            Log.Violated(logger, name, count, SourceOf(TextOf(violation, blocked) ?? ""));
        }
    }

    // A keyword such as "inline", or the origin of an address: its path may name people.
    private static string SourceOf(string blocked) =>
        Uri.TryCreate(blocked, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address.GetLeftPart(UriPartial.Authority)
        : blocked.Length is > 0 and <= MaxKeyword && blocked.All(letter => char.IsAsciiLetterLower(letter) || letter == '-') ? blocked
        : "another source";

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

    private static string? TextOf(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "Browsers reported {Violations} violations of {Directive} by pages of the gateway, the last by {Source}"
        )]
        public static partial void Violated(ILogger logger, string directive, long violations, string source);
    }
}
