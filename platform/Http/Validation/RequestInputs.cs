using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Community.Platform.Http.Validation;

/// <summary>
/// Checks a request's inputs before the framework binds them, for faults that the framework would accept silently or refuse one at a time:
/// <list type="bullet">
/// <item>a JSON body in another encoding than UTF-8 is 415 (RFC 8259; for an unknown one the framework throws);</item>
/// <item>a PUT or PATCH with an unknown member is 400 and names the member: a change without effect must not look like success. A POST
/// ignores unknown members, so that a newer client may create with an older service;</item>
/// <item>numbers in a query are written as in JSON: the framework reads 2,5 as 25, and NaN as a number;</item>
/// <item>the body is kept, so that a refusal can list all faults of the request at once (<see cref="RequestFaults"/>).</item>
/// </list>
/// It runs after authorization, so that a refused caller learns nothing about inputs.
/// </summary>
internal sealed partial class RequestInputs(
    RequestDelegate next,
    IOptions<JsonOptions> json,
    ValidationPlans plans,
    RequestFaults allFaults
)
{
    private const int InitialBytes = 4096;

    private readonly BodyFaults _faults = new(json.Value.SerializerOptions, plans);
    private readonly ConcurrentDictionary<Endpoint, Inputs> _inputs = new();

    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint() is not { } endpoint)
        {
            return next(http);
        }

        var inputs = _inputs.GetOrAdd(endpoint, Inputs.Of);
        return inputs.Body is { } body && http.Request.HasJsonContentType() ? ReadAsync(http, body, inputs)
            : HasFaultyNumber(http.Request.Query, inputs.Numbers) && allFaults.Of(http) is { Count: > 0 } faults
                ? Problem.Invalid(faults).ExecuteAsync(http)
            : next(http);
    }

    /// <summary>
    /// Whether a text is a number as JSON writes it, if the type is a floating-point or decimal one; true for every other type.
    /// </summary>
    internal static bool IsWrittenAs(Type declared, string text) => !Inputs.IsNumber(declared) || IsNumber(text);

    private async Task ReadAsync(HttpContext http, Type type, Inputs inputs)
    {
        if (MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var media) && media.Charset.HasValue)
        {
            if (!HeaderUtilities.RemoveQuotes(media.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            {
                await Problem
                    .UnsupportedMediaType("A JSON body must be in UTF-8: send application/json without another charset.")
                    .ExecuteAsync(http);
                return;
            }

            // UTF-8 is the encoding of JSON in any case, and the framework does not read a charset in quotes.
            http.Request.ContentType = media.MediaType.Value;
        }

        var body = new MemoryStream(InitialBytes);
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        body.Position = 0;
        http.Request.Body = body;
        var kept = new KeptBody(
            this,
            body.GetBuffer().AsMemory(0, (int)body.Length),
            type,
            IsChange(http.Request.Method) && !type.IsDefined(typeof(IgnoresUnknownMembersAttribute), inherit: true)
        );
        http.Features.Set(kept);
        if (
            ((kept.RefusesUnknown && _faults.HasUnknownMember(kept.Utf8, type)) || HasFaultyNumber(http.Request.Query, inputs.Numbers))
            && allFaults.Of(http) is { Count: > 0 } faults
        )
        {
            await Problem.Invalid(faults).ExecuteAsync(http);
            return;
        }

        await next(http);
    }

    private static bool IsChange(string method) => HttpMethods.IsPatch(method) || HttpMethods.IsPut(method);

    private static bool HasFaultyNumber(IQueryCollection query, IReadOnlyList<string> numbers)
    {
        foreach (var name in numbers)
        {
            if (query.TryGetValue(name, out var given) && given.Any(text => !string.IsNullOrEmpty(text) && !IsNumber(text)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNumber(string text) =>
        text.Length <= 64
        && Number().IsMatch(text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && double.IsFinite(value);

    [GeneratedRegex(
        @"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Number();

    /// <summary>A JSON body as it was sent.</summary>
    internal sealed class KeptBody(RequestInputs owner, ReadOnlyMemory<byte> utf8, Type type, bool refusesUnknown)
    {
        public ReadOnlyMemory<byte> Utf8 => utf8;

        public bool RefusesUnknown => refusesUnknown;

        /// <summary>All faults of the body; none if only the serializer can describe them.</summary>
        public IReadOnlyList<FieldFault> Faults(IServiceProvider services) => owner._faults.Find(utf8, type, refusesUnknown, services);
    }

    /// <summary>The inputs of an endpoint that are checked here.</summary>
    /// <param name="Body">The type of its JSON body, or null.</param>
    /// <param name="Numbers">Its floating-point and decimal numbers in the query.</param>
    private sealed record Inputs(Type? Body, IReadOnlyList<string> Numbers)
    {
        public static Inputs Of(Endpoint endpoint)
        {
            var accepted = endpoint.Metadata.GetMetadata<IAcceptsMetadata>();
            var isJson =
                accepted?.RequestType is not null
                && accepted.ContentTypes.Any(type => type.Contains("json", StringComparison.OrdinalIgnoreCase));
            return new(
                isJson ? accepted!.RequestType : null,
                [.. Named(endpoint.Metadata.GetMetadata<MethodInfo>()).Where(input => IsNumber(input.Type)).Select(input => input.Name)]
            );
        }

        private static IEnumerable<(string Name, Type Type)> Named(MethodInfo? handler)
        {
            foreach (var parameter in handler?.GetParameters() ?? [])
            {
                if (!parameter.IsDefined(typeof(AsParametersAttribute)))
                {
                    yield return (WireNames.Of(parameter.Name!, parameter.GetCustomAttributes()), parameter.ParameterType);
                    continue;
                }

                foreach (var property in parameter.ParameterType.GetProperties(BindingFlags.Public | BindingFlags.Instance))
                {
                    yield return (WireNames.Of(property.Name, WireNames.Attributes(property)), property.PropertyType);
                }
            }
        }

        public static bool IsNumber(Type declared)
        {
            var type = declared.IsArray ? declared.GetElementType()! : declared;
            type = Nullable.GetUnderlyingType(type) ?? type;
            return type == typeof(double) || type == typeof(float) || type == typeof(decimal);
        }
    }
}

/// <summary>Adds the check of inputs to the pipeline.</summary>
public static class RequestInputsExtensions
{
    /// <summary>Call it after authorization and before all code that reads a body.</summary>
    public static IApplicationBuilder UseRequestInputs(this IApplicationBuilder app) => app.UseMiddleware<RequestInputs>();
}
