using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Community.Messaging.Webhooks;

/// <summary>The section <c>webhooks</c> of the API's description (OpenAPI 3.1): each type with its body, made from the catalogue.</summary>
internal static class WebhookDescription
{
    private const string Signature =
        "t=SECONDS,v1=HMAC-SHA256 of t.BODY under the secret, in hexadecimal; several v1 while two secrets sign.";

    public static async Task DescribeAsync(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        document.Webhooks ??= new Dictionary<string, IOpenApiPathItem>(StringComparer.Ordinal);
        var ping = new WebhookType(
            WebhookCatalogue.Ping,
            1,
            typeof(WebhookPingData),
            "The owner tries the webhook. It comes to each, whatever its types are."
        );
        foreach (var type in WebhookCatalogue.Types.Append(ping))
        {
            var data = await context.GetOrCreateSchemaAsync(type.Data, parameterDescription: null, cancellationToken);
            document.AddComponent<IOpenApiSchema>(type.Data.Name, data);
            document.Webhooks[type.Name] = new OpenApiPathItem
            {
                Operations = new Dictionary<HttpMethod, OpenApiOperation> { [HttpMethod.Post] = Operation(type, document) },
            };
        }
    }

    private static OpenApiOperation Operation(WebhookType type, OpenApiDocument document) =>
        new()
        {
            OperationId = $"webhook_{type.Name.Replace('.', '_')}",
            Summary = type.Meaning.TrimEnd('.'),
            Parameters =
            [
                Header("Community-Signature", Signature),
                Header("Community-Event", "The id of the event."),
                Header("Community-Delivery", "The id of the delivery, the same in all its attempts."),
                Header("Community-Attempt", "The number of the attempt, from 1."),
            ],
            RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/json"] = new() { Schema = Body(type, document) },
                },
            },
            Responses = new OpenApiResponses
            {
                ["2XX"] = new OpenApiResponse
                {
                    Description = "Received. Anything else, and no answer within ten seconds, is tried again.",
                },
            },
        };

    private static OpenApiSchema Body(WebhookType type, OpenApiDocument document) =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = "The body of a webhook.",
            Required = new HashSet<string>(StringComparer.Ordinal) { "id", "type", "version", "occurred_at", "data" },
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["id"] = Member("Unique for each event: a repeated delivery has the same id.", JsonSchemaType.String, "uuid"),
                ["type"] = Member("The type of the event.", JsonSchemaType.String, format: null, JsonValue.Create(type.Name)),
                ["version"] = Member("The version of the shape of data.", JsonSchemaType.Integer, "int32", JsonValue.Create(type.Version)),
                ["occurred_at"] = Member("When it happened.", JsonSchemaType.String, "date-time"),
                ["data"] = new OpenApiSchemaReference(type.Data.Name, document),
            },
        };

    private static OpenApiSchema Member(string description, JsonSchemaType type, string? format, JsonNode? only = null) =>
        new()
        {
            Type = type,
            Format = format,
            Description = description,
            Enum = only is null ? null : [only],
        };

    private static OpenApiParameter Header(string name, string description) =>
        new()
        {
            Name = name,
            In = ParameterLocation.Header,
            Required = true,
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };
}
