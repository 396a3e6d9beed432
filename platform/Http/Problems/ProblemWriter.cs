using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Community.Platform.Http.Json;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Community.Platform.Http.Problems;

/// <summary>Writes every problem to the response.</summary>
internal static class ProblemWriter
{
    public static Task WriteAsync(HttpContext context, ProblemResult problem)
    {
        LimitMetrics.Refused(problem);
        if (problem.RetryAfter is { } wait)
        {
            var seconds = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return WriteAsync(context, problem.StatusCode, problem.Detail, problem.Faults, problem.Extensions);
    }

    public static async Task WriteAsync(
        HttpContext context,
        int status,
        string? detail = null,
        IReadOnlyList<FieldFault>? faults = null,
        IEnumerable<KeyValuePair<string, object?>>? extensions = null
    )
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = ProblemResult.ContentType;
        response.Headers.CacheControl = "no-store";
        var body = Render(status, detail ?? Sentence(status), TraceId(context), faults ?? [], extensions);
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    /// <summary>The W3C trace id (32 hex digits) that logs and traces carry too.</summary>
    public static string TraceId(HttpContext context) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId.ToHexString()
        // The process makes no spans and only passes the trace on.
        : ActivityContext.TryParse(context.Request.Headers.TraceParent, null, out var passing) ? passing.TraceId.ToHexString()
        : context.TraceIdentifier;

    private static ReadOnlyMemory<byte> Render(
        int status,
        string detail,
        string traceId,
        IReadOnlyList<FieldFault> faults,
        IEnumerable<KeyValuePair<string, object?>>? extensions
    )
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer, new() { Encoder = ServiceJson.Options.Encoder });
        json.WriteStartObject();
        json.WriteString("title", ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase : "Error");
        json.WriteNumber("status", status);
        json.WriteString("detail", detail);
        json.WriteString("trace_id", traceId);
        if (faults.Count > 0)
        {
            Write(json, faults);
        }

        foreach (var (name, value) in extensions ?? [])
        {
            json.WritePropertyName(name);
            JsonSerializer.Serialize(json, value, ServiceJson.Options);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>The sentences by field, and the same faults with their codes and numbers.</summary>
    private static void Write(Utf8JsonWriter json, IReadOnlyList<FieldFault> faults)
    {
        json.WriteStartObject("errors");
        foreach (var field in faults.GroupBy(fault => fault.Field, fault => fault.Fault.Message, StringComparer.Ordinal))
        {
            json.WritePropertyName(field.Key);
            JsonSerializer.Serialize(json, field.ToArray(), ServiceJson.Options);
        }

        json.WriteEndObject();
        json.WriteStartArray("faults");
        foreach (var (field, fault) in faults)
        {
            json.WriteStartObject();
            json.WriteString("field", field);
            json.WritePropertyName("code");
            JsonSerializer.Serialize(json, fault.Code, ServiceJson.Options);
            foreach (var (name, number) in new[] { ("min", fault.Min), ("max", fault.Max), ("step", fault.Step) })
            {
                if (number is { } limit)
                {
                    json.WriteNumber(name, limit);
                }
            }

            json.WriteString("message", fault.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static string Sentence(int status) =>
        status switch
        {
            400 => "The request could not be understood.",
            401 => "A valid access token is needed: Authorization: Bearer <token>.",
            402 => "A payment or a higher plan is needed.",
            403 => "You are not allowed to do this.",
            404 => "There is nothing here, or nothing that you may see.",
            405 => "This method is not available here. The Allow header names the available ones.",
            406 => "None of the types in the Accept header is available. Change the header or leave it out.",
            408 => "The request took too long to arrive. Send it again.",
            409 => "The present state does not allow this. Read it again first.",
            412 => "A header of the request does not hold here.",
            413 => "The body is longer than allowed here. Send a shorter one.",
            414 => "The URL is longer than allowed. Shorten it.",
            415 => "The body's Content-Type is not accepted here. Send application/json.",
            422 => "The request contradicts an earlier one.",
            429 => "Too many requests. The Retry-After header says when to try again.",
            431 => "The headers are longer than allowed. Send fewer or shorter ones.",
            503 => Problem.PartAwayText,
            504 => "The answer took too long. Try again shortly.",
            >= 500 => "Something went wrong on our side. The trace_id helps us to find it.",
            _ => "The request was refused.",
        };
}
