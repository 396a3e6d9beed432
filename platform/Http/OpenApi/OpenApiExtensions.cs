using System.ComponentModel;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Platform.Http.OpenApi;

/// <summary>The service's OpenAPI 3.1 document, made from its endpoints, their types and their comments.</summary>
public static class OpenApiExtensions
{
    /// <summary>Describes the service's public API. <c>/internal</c> endpoints are the fleet's own and are left out.</summary>
    /// <param name="services">The service's services.</param>
    /// <param name="name">The service's name, such as <c>social</c>.</param>
    public static IServiceCollection AddServiceOpenApi(this IServiceCollection services, string name) =>
        services.AddOpenApi(
            "v1",
            options =>
            {
                options.ShouldInclude = api => api.RelativePath?.StartsWith("internal", StringComparison.OrdinalIgnoreCase) != true;
                options.CreateSchemaReferenceId = type =>
                    SchemaTypes.IsQueryValue(Nullable.GetUnderlyingType(type.Type) ?? type.Type)
                        ? null
                        : type.Type.GetCustomAttribute<DisplayNameAttribute>()?.DisplayName
                            ?? OpenApiOptions.CreateDefaultSchemaReferenceId(type);
                options.AddSchemaTransformer(SchemaTransformer.TransformAsync);
                options.AddOperationTransformer(OperationTransformer.TransformAsync);
                options.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        DocumentParts.Complete(document, name);
                        return Task.CompletedTask;
                    }
                );
            }
        );

    /// <summary>Serves the document at <c>/openapi/v1.json</c>, without authentication: it has no secrets.</summary>
    public static IEndpointConventionBuilder MapServiceOpenApi(this WebApplication app) =>
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
}
