using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace Community.Platform.Http.OpenApi;

/// <summary>The parts that all operations of a document share: the problem's schema and the bearer scheme.</summary>
internal static class DocumentParts
{
    public const string Problem = "Problem";
    public const string Bearer = "bearer";
    private const string Fault = "Fault";
    private const string FaultCode = "FaultCode";

    public static void Complete(OpenApiDocument document, string name)
    {
        document.Info = new()
        {
            Title = $"Community: {name}",
            Version = "v1",
            Description = $"The HTTP API of the {name} service.",
        };
        // Only the gateway has a public address; the service's own address would mislead.
        document.Servers = [];
        document.Tags = document
            .Paths.Values.SelectMany(path => path.Operations ?? [])
            .SelectMany(operation => operation.Value.Tags ?? new HashSet<OpenApiTagReference>())
            .Select(tag => tag.Reference.Id!)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(tag => new OpenApiTag { Name = tag })
            .ToHashSet();
        Share(document);
    }

    /// <summary>Adds the shared parts, once.</summary>
    public static void Share(OpenApiDocument document)
    {
        document.Components ??= new();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        if (document.Components.Schemas.ContainsKey(Problem))
        {
            return;
        }

        document.AddComponent<IOpenApiSchema>(FaultCode, FaultCodeSchema());
        document.AddComponent<IOpenApiSchema>(Fault, FaultSchema());
        document.AddComponent<IOpenApiSchema>(Problem, ProblemSchema());
        document.AddComponent<IOpenApiSecurityScheme>(
            Bearer,
            new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "The access token of a login, valid for 15 minutes.",
            }
        );
    }

    /// <summary>An example of a problem in JSON.</summary>
    public static JsonObject ProblemExample(int status, bool withErrors)
    {
        var example = new JsonObject
        {
            ["title"] = ReasonPhrases.GetReasonPhrase(status),
            ["status"] = status,
            ["detail"] = withErrors
                ? "The request has invalid fields. The member errors names each of them with its fault."
                : Problems.ProblemWriter.Sentence(status),
            ["trace_id"] = "4bf92f3577b34da6a3ce929d0e0e4736",
        };
        if (withErrors)
        {
            example["errors"] = new JsonObject { ["name"] = new JsonArray("is required") };
            example["faults"] = new JsonArray(
                new JsonObject
                {
                    ["field"] = "name",
                    ["code"] = "required",
                    ["message"] = "is required",
                }
            );
        }

        return example;
    }

    private static OpenApiSchema ProblemSchema() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = "An error (RFC 9457). Some operations add members, such as a reason that programs may rely on.",
            Required = new HashSet<string>(StringComparer.Ordinal) { "title", "status", "detail", "trace_id" },
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["title"] = Text("The status in words."),
                ["status"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Format = "int32",
                    Description = "The HTTP status.",
                },
                ["detail"] = Text("The cause in this case, for people."),
                ["trace_id"] = Text("Names this request in logs and traces; quote it when asking for help."),
                ["reason"] = Text(
                    "A word for programs, where there are several reasons. New words are added: treat one that you do not know by its status."
                ),
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "The faults of each field, by its path in the body (tags[3]) or its parameter's name; on 400.",
                    AdditionalProperties = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Array,
                        Items = Text("Continues the field's name: \"must be …\"."),
                    },
                },
                ["faults"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Description = "The same faults for programs, with a code and the numbers of each; on 400.",
                    Items = new OpenApiSchemaReference(Fault),
                },
            },
            AdditionalPropertiesAllowed = true,
        };

    private static OpenApiSchema FaultSchema() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = "A reason for which a field is refused.",
            Required = new HashSet<string>(StringComparer.Ordinal) { "field", "code", "message" },
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["field"] = Text("Its path in the body (tags[3]), or its parameter's name."),
                ["code"] = new OpenApiSchemaReference(FaultCode),
                ["min"] = Number("The least accepted number, length or count, if there is one."),
                ["max"] = Number("The greatest accepted number, length, count or days, if there is one."),
                ["step"] = Number("The number of which the value must be a multiple, if there is one."),
                ["message"] = Text("Continues the field's name: \"must be …\"."),
            },
        };

    private static OpenApiSchema FaultCodeSchema() =>
        new()
        {
            Type = JsonSchemaType.String,
            Description =
                "The kind of a fault: docs/errors.md explains each. New codes are added: show the message of one that you do not know.",
            Enum = [.. Problems.Expectations.Words(typeof(Validation.FaultCode)).Select(word => (JsonNode)word)],
        };

    private static OpenApiSchema Number(string description) =>
        new()
        {
            Type = JsonSchemaType.Number,
            Format = "double",
            Description = description,
        };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
