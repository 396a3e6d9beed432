using System.Collections;
using System.Reflection;
using Community.Platform.Http.Json;

namespace Community.Platform.Http.Validation;

/// <summary>Reads the compiler's annotations about null.</summary>
internal static class Nullability
{
    private static readonly NullabilityInfoContext Context = new();

    /// <summary>Whether a property may be null; for an Optional, whether its value may be null.</summary>
    public static bool MayBeNull(PropertyInfo property) => Inner(property).ReadState is not NullabilityState.NotNull;

    /// <summary>
    /// Whether a property is a list or dictionary whose elements are declared not nullable, which the JSON reader does not check.
    /// </summary>
    public static bool RefusesNullElements(PropertyInfo property)
    {
        var info = Inner(property);
        var element =
            info.ElementType ?? (info.Type.IsAssignableTo(typeof(IEnumerable)) ? info.GenericTypeArguments.LastOrDefault() : null);
        return element is { Type.IsValueType: false, ReadState: NullabilityState.NotNull };
    }

    private static NullabilityInfo Inner(PropertyInfo property)
    {
        lock (Context)
        {
            var info = Context.Create(property);
            return Optional.Is(property.PropertyType) ? info.GenericTypeArguments[0] : info;
        }
    }
}
