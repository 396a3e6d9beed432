using System.Text.Json;
using System.Text.RegularExpressions;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Community.Platform.Http.Problems;

/// <summary>
/// Describes for the client which input minimal APIs could not bind. The framework's own messages name .NET types and address a developer,
/// so only the parameter's name is read from them. A message of another form gives a general sentence.
/// </summary>
internal static partial class BindingProblems
{
    public static ProblemResult For(BadHttpRequestException bad, HttpContext context)
    {
        if (bad.StatusCode != StatusCodes.Status400BadRequest)
        {
            return OfStatus(bad.StatusCode, context);
        }

        if (bad.InnerException is JsonException json)
        {
            return FaultsOf(context) is { Count: > 0 } faults
                ? Problem.Invalid(faults)
                : JsonProblems.For(json, BodyType(context), Options(context));
        }

        if (FailedToBind().Match(bad.Message) is { Success: true } failed)
        {
            var (name, type, range) = Inputs.Find(context, failed.Groups["name"].Value);
            return All(name, Expectations.Of(type, range), context);
        }

        if (NotProvided().Match(bad.Message) is { Success: true } missing)
        {
            return missing.Groups["source"].Value == "body"
                ? Problem.BadRequest("A JSON body is needed.")
                : All(Inputs.Find(context, missing.Groups["name"].Value).Name, Fault.Required, context);
        }

        return Problem.BadRequest(
            bad.Message.StartsWith("Implicit body inferred", StringComparison.Ordinal) ? "A JSON body is needed."
            : bad.InnerException is InvalidOperationException or FormatException ? "The body is not valid JSON in UTF-8."
            : "The request's body could not be read: it ended early or was not sent as announced."
        );
    }

    /// <summary>All faults of the request, with the one at which the framework stopped.</summary>
    private static BadRequestProblem All(string name, Fault fault, HttpContext context) =>
        FaultsOf(context) is var faults && faults.Any(known => known.Field == name)
            ? Problem.Invalid(faults)
            : Problem.Invalid(name, fault);

    private static IReadOnlyList<FieldFault> FaultsOf(HttpContext context) =>
        context.RequestServices.GetService<RequestFaults>()?.Of(context) ?? [];

    /// <summary>A problem for a status that the framework chose, as exact as possible.</summary>
    public static ProblemResult OfStatus(int status, HttpContext context) =>
        status switch
        {
            StatusCodes.Status403Forbidden => Problem.Forbidden("You are not allowed to do this."),
            StatusCodes.Status413PayloadTooLarge when Limit(context) is { } limit => Problem.PayloadTooLarge(limit),
            StatusCodes.Status415UnsupportedMediaType => Problem.UnsupportedMediaType(
                $"The body's Content-Type must be {string.Join(" or ", Accepted(context))}."
            ),
            _ => new PlainProblem(status),
        };

    /// <summary>
    /// The types that the endpoint takes. Where routing refuses a type, it has put an endpoint of its own in the place of the one that was
    /// asked for, so that one is looked up by its path.
    /// </summary>
    private static IReadOnlyList<string> Accepted(HttpContext context)
    {
        var types = TypesOf(context.GetEndpoint()) ?? AskedFor(context).Select(TypesOf).FirstOrDefault(found => found is not null);
        return types ?? ["application/json"];
    }

    private static IReadOnlyList<string>? TypesOf(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes is { Count: > 0 } types ? types : null;

    private static IEnumerable<RouteEndpoint> AskedFor(HttpContext context) =>
        context
            .RequestServices.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint =>
                endpoint
                    .Metadata.GetMetadata<IHttpMethodMetadata>()
                    ?.HttpMethods.Contains(context.Request.Method, StringComparer.OrdinalIgnoreCase) == true
                && new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), []).TryMatch(context.Request.Path, [])
            );

    private static long? Limit(HttpContext context) =>
        context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;

    private static Type? BodyType(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;

    private static JsonSerializerOptions Options(HttpContext context) =>
        context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;

    [GeneratedRegex(
        """^Failed to bind parameter ".* (?<name>[^ "]+)" from """,
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex FailedToBind();

    [GeneratedRegex(
        """^Required parameter ".* (?<name>[^ "]+)" was not provided from (?<source>[a-z ]+)\.""",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex NotProvided();

    /// <summary>A status with its general text.</summary>
    private sealed class PlainProblem(int status) : ProblemResult(status, null);
}
