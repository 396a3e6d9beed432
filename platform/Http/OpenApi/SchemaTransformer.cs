using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Community.Platform.Http.Json;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Community.Platform.Http.OpenApi;

/// <summary>
/// Completes a type's schema: descriptions from the comments, limits from the attributes, and Optional as its inner type.
/// </summary>
internal static class SchemaTransformer
{
    public static async Task TransformAsync(
        OpenApiSchema schema,
        OpenApiSchemaTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var type = context.JsonTypeInfo;
        if (context.JsonPropertyInfo is { } property)
        {
            var words = (property.AttributeProvider as PropertyInfo)?.GetCustomAttribute<WordOfAttribute>()?.Type ?? type.Type;
            // An enum becomes a shared component here, so facts about this property alone (its default) must not stay on it.
            if (words.IsEnum)
            {
                SchemaTypes.Complete(schema, words, nullable: false);
                schema.Description = XmlDocs.Summary(words);
                schema.Default = null;
                SchemaTypes.MakeComponent(schema, words.Name);
            }

            return;
        }

        await CompleteAsync(schema, type, context, [], cancellationToken);
    }

    private static async Task CompleteAsync(
        OpenApiSchema schema,
        JsonTypeInfo type,
        OpenApiSchemaTransformerContext context,
        HashSet<Type> done,
        CancellationToken cancellationToken
    )
    {
        done.Add(type.Type);
        SchemaTypes.Complete(schema, type.Type, nullable: false);
        if (type.Kind is JsonTypeInfoKind.Object || type.Type.IsEnum)
        {
            schema.Description = XmlDocs.Summary(type.Type) ?? schema.Description;
        }

        foreach (var property in type.Properties.Where(p => schema.Properties?.ContainsKey(p.Name) == true))
        {
            var inner = Optional.Unwrap(property.PropertyType);
            if (Optional.Is(property.PropertyType))
            {
                schema.Properties![property.Name] = await context.GetOrCreateSchemaAsync(inner, cancellationToken: cancellationToken);
                schema.Required?.Remove(property.Name);
            }

            CompleteProperty(schema.Properties![property.Name], property);

            // The framework calls this with a component's own type only where it is an element or a whole body. One that only properties
            // have would be published as it is.
            if (Component(schema.Properties[property.Name]) is { } component && !done.Contains(inner))
            {
                await CompleteAsync(component, type.Options.GetTypeInfo(inner), context, done, cancellationToken);
            }
        }
    }

    private static OpenApiSchema? Component(IOpenApiSchema schema) =>
        schema switch
        {
            OpenApiSchema one when SchemaTypes.IsComponent(one) => one,
            OpenApiSchema { OneOf: { } options } => options.OfType<OpenApiSchema>().FirstOrDefault(SchemaTypes.IsComponent),
            _ => null,
        };

    // If the property's type is a component, the description of the property would be written on a schema that others share.
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
