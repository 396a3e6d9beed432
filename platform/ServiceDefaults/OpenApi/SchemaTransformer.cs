using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Community.ServiceDefaults.Json;
using Community.ServiceDefaults.Validation;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Community.ServiceDefaults.OpenApi;

/// <summary>Completes a type's schema: words from the comments, limits from the attributes, Optional shown as what it holds.</summary>
internal static class SchemaTransformer
{
    public static async Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        var type = context.JsonTypeInfo;
        if (context.JsonPropertyInfo is not null)
        {
            // An enum becomes a shared component from here; what only this property says (its default) must not stay on it.
            if (type.Type.IsEnum)
            {
                SchemaTypes.Complete(schema, type.Type, nullable: false);
                schema.Description = XmlDocs.Summary(type.Type);
                schema.Default = null;
                SchemaTypes.MakeComponent(schema, type.Type.Name);
            }

            return;
        }

        SchemaTypes.Complete(schema, type.Type, nullable: false);
        if (type.Kind is JsonTypeInfoKind.Object || type.Type.IsEnum)
        {
            schema.Description = XmlDocs.Summary(type.Type) ?? schema.Description;
        }

        foreach (var property in type.Properties.Where(p => schema.Properties?.ContainsKey(p.Name) == true))
        {
            if (Optional.Is(property.PropertyType))
            {
                schema.Properties![property.Name] = await context.GetOrCreateSchemaAsync(Optional.Unwrap(property.PropertyType), cancellationToken: cancel);
                schema.Required?.Remove(property.Name);
            }

            CompleteProperty(schema.Properties![property.Name], property);
        }
    }

    // A property whose type is a component of its own would write its words on what others share.
    private static void CompleteProperty(IOpenApiSchema schema, JsonPropertyInfo property)
    {
        if (property.AttributeProvider is not PropertyInfo member || schema is not OpenApiSchema inline || SchemaTypes.IsComponent(inline))
        {
            return;
        }

        SchemaTypes.Complete(inline, Optional.Unwrap(property.PropertyType), Nullability.MayBeNull(member));
        inline.Description ??= XmlDocs.Property(member);
        SchemaRules.Apply(inline, WireNames.Attributes(member));
    }
}
