using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Community.Platform.Http.OpenApi;

/// <summary>Completes an operation from its handler: descriptions from the comments, names, examples, and all possible answers.</summary>
internal static partial class OperationTransformer
{
    public static Task TransformAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var method = metadata.OfType<MethodInfo>().LastOrDefault();
        DocumentParts.Share(context.Document!);
        Name(operation, context.Description, method, metadata, context.Document!);
        DescribeParameters(operation, method);
        AddIdempotencyKey(operation, metadata);
        AddRequestHeaders(operation, metadata);
        AddAnswers(operation, context, metadata);
        AddEntityTag(operation, context.Description, metadata);
        AddExamples(operation, context.Description);
        return Task.CompletedTask;
    }

    private static void Name(
        OpenApiOperation operation,
        ApiDescription api,
        MethodInfo? method,
        IList<object> metadata,
        OpenApiDocument document
    )
    {
        var named = method is not null && !method.Name.Contains('<', StringComparison.Ordinal);
        var owner = named ? EndpointSuffix().Replace(method!.DeclaringType!.Name, "") : "";
        operation.OperationId ??= named
            ? Snake(owner) + "_" + Snake(AsyncSuffix().Replace(method!.Name, ""))
            : Words().Replace($"{api.HttpMethod}_{api.RelativePath}", "_").Trim('_').ToLowerInvariant();
        if (method is not null)
        {
            operation.Summary ??= XmlDocs.Summary(method)?.TrimEnd('.');
            operation.Description ??= XmlDocs.Remarks(method);
        }

        if (named && !metadata.OfType<ITagsMetadata>().Any())
        {
            operation.Tags = new HashSet<OpenApiTagReference> { new(owner, document) };
        }
    }

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private static void DescribeParameters(OpenApiOperation operation, MethodInfo? method)
    {
        var inputs = method is null ? [] : Inputs(method).ToList();
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            var input = inputs.Find(i =>
                string.Equals(i.Name, parameter.Name, StringComparison.OrdinalIgnoreCase) || i.ClrName == parameter.Name
            );
            if (input is null)
            {
                continue;
            }

            parameter.Name = input.Name;
            parameter.Description ??= input.Description;
            if (parameter.Schema is OpenApiSchema schema)
            {
                SchemaTypes.Complete(schema, input.Type, nullable: false);
                SchemaRules.Apply(schema, input.Attributes);
            }
        }
    }

    private static IEnumerable<Input> Inputs(MethodInfo method)
    {
        foreach (var parameter in method.GetParameters())
        {
            if (!parameter.IsDefined(typeof(AsParametersAttribute)))
            {
                var attributes = parameter.GetCustomAttributes().ToList();
                yield return new(
                    WireNames.Of(parameter.Name!, attributes),
                    parameter.Name!,
                    parameter.ParameterType,
                    attributes,
                    XmlDocs.Parameter(method, parameter.Name!)
                );
                continue;
            }

            foreach (var property in parameter.ParameterType.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                var attributes = WireNames.Attributes(property);
                yield return new(
                    WireNames.Of(property.Name, attributes),
                    property.Name,
                    property.PropertyType,
                    attributes,
                    XmlDocs.Property(property)
                );
            }
        }
    }

    /// <summary>
    /// The header of an operation that may be repeated with a key; the rules are those of <see cref="IdempotencyHeader"/>.
    /// </summary>
    private static void AddIdempotencyKey(OpenApiOperation operation, IList<object> metadata)
    {
        if (metadata.OfType<IdempotentAttribute>().LastOrDefault() is not { } idempotent)
        {
            return;
        }

        (operation.Parameters ??= []).Add(
            new OpenApiParameter
            {
                Name = IdempotencyHeader.Name,
                In = ParameterLocation.Header,
                Description =
                    "Lets the request be repeated safely: the same key and body within 24 hours have one effect"
                    + (idempotent.StoresAnswer ? ", and get the same answer." : ".")
                    + " Best a random UUID.",
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    MinLength = IdempotencyHeader.MinLength,
                    MaxLength = IdempotencyHeader.MaxLength,
                },
            }
        );
    }

    private static void AddRequestHeaders(OpenApiOperation operation, IList<object> metadata)
    {
        foreach (var header in metadata.OfType<RequestHeader>())
        {
            (operation.Parameters ??= []).Add(
                new OpenApiParameter
                {
                    Name = header.Name,
                    In = ParameterLocation.Header,
                    Description = header.Description,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = header.Values is [] ? null : [.. header.Values] },
                }
            );
        }
    }

    private static void AddAnswers(OpenApiOperation operation, OpenApiOperationTransformerContext context, IList<object> metadata)
    {
        var hasBody = operation.RequestBody is not null;
        var guarded = metadata.Any(m => m is IAuthorizeData or AuthorizationPolicy) && !metadata.Any(m => m is IAllowAnonymous);
        operation.Responses ??= [];
        int[] answers =
        [
            .. hasBody || operation.Parameters is { Count: > 0 } ? [400] : Array.Empty<int>(),
            .. guarded ? [401, 403] : Array.Empty<int>(),
            .. hasBody ? [413, 415] : Array.Empty<int>(),
            .. metadata.OfType<IdempotentAttribute>().Any() ? [409, 422] : Array.Empty<int>(),
            .. metadata.OfType<IProducesResponseTypeMetadata>().Select(m => m.StatusCode).Where(s => s >= 400),
            429,
            500,
            503,
        ];
        foreach (var status in answers.Order())
        {
            operation.Responses.TryAdd(status.ToString(System.Globalization.CultureInfo.InvariantCulture), new OpenApiResponse());
        }

        foreach (var (status, answer) in operation.Responses.OrderBy(r => r.Key, StringComparer.Ordinal).ToList())
        {
            if (answer is OpenApiResponse response && int.TryParse(status, out var code) && code >= 400)
            {
                MakeProblem(response, code, context.Document!);
            }
        }

        if (guarded)
        {
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(DocumentParts.Bearer, context.Document)] = [] }];
        }
    }

    /// <summary>The ETag of a JSON answer, and 304 for a caller that has it already (<see cref="EntityTags"/>).</summary>
    private static void AddEntityTag(OpenApiOperation operation, ApiDescription api, IList<object> metadata)
    {
        if (
            !HttpMethods.IsGet(api.HttpMethod ?? "")
            || !EntityTags.IsTagged(new EndpointMetadataCollection(metadata))
            || operation.Responses?.GetValueOrDefault("200") is not OpenApiResponse { Content: { } content } answer
            || !content.ContainsKey("application/json")
        )
        {
            return;
        }

        answer.Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
        {
            ["ETag"] = new OpenApiHeader
            {
                Description = "Identifies this answer. Send it as If-None-Match next time.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            },
        };
        operation.Responses["304"] = new OpenApiResponse { Description = "The caller has this answer already (If-None-Match)." };
    }

    private static void MakeProblem(OpenApiResponse response, int status, OpenApiDocument document)
    {
        response.Description = ProblemWriter.Sentence(status);
        response.Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            [ProblemResult.ContentType] = new()
            {
                Schema = new OpenApiSchemaReference(DocumentParts.Problem, document),
                Example = DocumentParts.ProblemExample(status, withErrors: status is 400),
            },
        };
        if (status is 429 or 503)
        {
            response.Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
            {
                ["Retry-After"] = new OpenApiHeader
                {
                    Description = "How many seconds to wait.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" },
                },
            };
        }
    }

    private static void AddExamples(OpenApiOperation operation, ApiDescription api)
    {
        AddExample(operation.RequestBody?.Content, api.ParameterDescriptions.FirstOrDefault(p => p.Source.Id == "Body")?.Type);
        foreach (var type in api.SupportedResponseTypes.Where(t => t.StatusCode is >= 200 and < 300))
        {
            var status = type.StatusCode.ToString(System.Globalization.CultureInfo.InvariantCulture);
            AddExample(operation.Responses?.GetValueOrDefault(status)?.Content, type.Type);
        }
    }

    private static void AddExample(IDictionary<string, OpenApiMediaType>? content, Type? type)
    {
        foreach (var media in content?.Values.OfType<OpenApiMediaType>() ?? [])
        {
            media.Example ??= type is null ? null : Examples.Of(type);
        }
    }

    [GeneratedRegex("Endpoints?$", RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex EndpointSuffix();

    [GeneratedRegex("Async$", RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex AsyncSuffix();

    [GeneratedRegex("[^A-Za-z0-9]+", RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Words();

    private sealed record Input(string Name, string ClrName, Type Type, IReadOnlyList<Attribute> Attributes, string? Description);
}
