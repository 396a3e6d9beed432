using System.Collections;
using System.Text.Json.Nodes;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.OpenApi;

namespace Community.Platform.Http.OpenApi;

/// <summary>
/// Sets the JSON type where the framework cannot. The framework writes nothing for types with a converter of this library (text, times,
/// floating-point numbers), and describes enums and our query types by their C# form.
/// </summary>
internal static class SchemaTypes
{
    /// <summary>Whether the framework will make this schema a shared component.</summary>
    public static bool IsComponent(OpenApiSchema schema) =>
        schema.Metadata?.TryGetValue("x-schema-id", out var id) == true && id is string { Length: > 0 };

    /// <summary>
    /// Makes the schema a shared component with this name. The framework does that for an enum only if its own converter reads it.
    /// </summary>
    public static void MakeComponent(OpenApiSchema schema, string name) =>
        (schema.Metadata ??= new Dictionary<string, object>(StringComparer.Ordinal))["x-schema-id"] = name;

    /// <summary>Query types that are plain strings for clients.</summary>
    public static bool IsQueryValue(Type type) =>
        type == typeof(QueryTime) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Choice<>));

    public static void Complete(OpenApiSchema schema, Type declared, bool nullable)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        var (known, format) = Simple(type);
        if (known is { } simple)
        {
            schema.Type = nullable ? simple | JsonSchemaType.Null : simple;
            schema.Format ??= format;
            if (type.IsEnum || (IsQueryValue(type) && type != typeof(QueryTime)))
            {
                schema.Enum =
                [
                    .. Expectations
                        .Words(type.IsEnum ? type : type.GetGenericArguments()[0])
                        .Select(word => (JsonNode)JsonValue.Create(word)),
                ];
            }
        }
        else if (type.IsAssignableTo(typeof(IEnumerable)) && type.IsGenericType)
        {
            CompleteElements(schema, type.GetGenericArguments());
        }
        else if (type.IsArray)
        {
            CompleteElements(schema, [type.GetElementType()!]);
        }
    }

    private static void CompleteElements(OpenApiSchema schema, Type[] elements)
    {
        if (elements is [var element])
        {
            schema.Type ??= JsonSchemaType.Array;
            schema.Items = Element(schema.Items, element);
        }
        else if (elements is [_, var value])
        {
            schema.AdditionalProperties = Element(schema.AdditionalProperties, value);
        }
    }

    private static IOpenApiSchema? Element(IOpenApiSchema? present, Type type)
    {
        if (present is null && Simple(type).Type is null)
        {
            return null;
        }

        present ??= new OpenApiSchema();
        if (present is OpenApiSchema inline && !IsComponent(inline))
        {
            Complete(inline, type, nullable: false);
        }

        return present;
    }

    private static (JsonSchemaType? Type, string? Format) Simple(Type type) =>
        type switch
        {
            { IsEnum: true } => (JsonSchemaType.String, null),
            _ when type == typeof(string) => (JsonSchemaType.String, null),
            _ when type == typeof(DateTimeOffset) || type == typeof(QueryTime) => (JsonSchemaType.String, "date-time"),
            _ when type == typeof(DateOnly) => (JsonSchemaType.String, "date"),
            _ when IsQueryValue(type) => (JsonSchemaType.String, null),
            _ when type == typeof(double) => (JsonSchemaType.Number, "double"),
            _ when type == typeof(float) => (JsonSchemaType.Number, "float"),
            _ => (null, null),
        };
}
