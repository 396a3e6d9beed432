using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Community.Platform.Http.Json;
using Community.Platform.Http.Pagination;

namespace Community.Platform.Http.OpenApi;

/// <summary>
/// A type with an example of itself. The example of a request or view appears at every operation that accepts or returns the type, alone,
/// in a list or in a page.
/// </summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface IHasExample<TSelf>
    where TSelf : IHasExample<TSelf>
{
    /// <summary>A typical value; invented people and places only.</summary>
    static abstract TSelf Example { get; }
}

/// <summary>Finds the example of a type.</summary>
internal static class Examples
{
    /// <summary>The example in JSON, or null where the type has none.</summary>
    public static JsonNode? Of(Type type) => ValueOf(type) is { } value ? Of(value) : null;

    public static JsonNode? Of(object value) => JsonSerializer.SerializeToNode(value, value.GetType(), ServiceJson.Options);

    private static object? ValueOf(Type type)
    {
        if (type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IHasExample<>)))
        {
            return type.GetProperty("Example", BindingFlags.Static | BindingFlags.Public | BindingFlags.FlattenHierarchy)?.GetValue(null);
        }

        if (ElementOf(type) is not { } element || ValueOf(element) is not { } item)
        {
            return null;
        }

        var items = Array.CreateInstance(element, 1);
        items.SetValue(item, 0);
        return type switch
        {
            { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(Page<>) => Activator.CreateInstance(
                type,
                items,
                1L,
                1,
                1L,
                null
            ),
            { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(CursorPage<>) => Activator.CreateInstance(
                type,
                items,
                null
            ),
            _ => items,
        };
    }

    private static Type? ElementOf(Type type) =>
        type.IsArray ? type.GetElementType()
        : type is { IsGenericType: true }
        && type.GetGenericArguments() is [var element]
        && (
            type.GetGenericTypeDefinition() == typeof(Page<>)
            || type.GetGenericTypeDefinition() == typeof(CursorPage<>)
            || type.IsAssignableTo(typeof(System.Collections.IEnumerable))
        )
            ? element
        : null;
}
