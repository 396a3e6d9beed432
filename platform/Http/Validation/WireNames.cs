using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;

namespace Community.Platform.Http.Validation;

/// <summary>The name of an input for clients, and its attributes.</summary>
internal static class WireNames
{
    /// <summary>The name in FromQuery and similar attributes, else the C# name in snake_case.</summary>
    public static string Of(string clrName, IEnumerable<Attribute> attributes) =>
        attributes
            .Select(a =>
                a switch
                {
                    IFromQueryMetadata query => query.Name,
                    IFromRouteMetadata route => route.Name,
                    IFromHeaderMetadata header => header.Name,
                    _ => null,
                }
            )
            .FirstOrDefault(n => n is not null)
        ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(clrName);

    /// <summary>
    /// A property's attributes. On a record's parameter an attribute belongs to the parameter unless it says "property:". Both are
    /// returned.
    /// </summary>
    public static IReadOnlyList<Attribute> Attributes(PropertyInfo property)
    {
        var parameter = property
            .DeclaringType!.GetConstructors()
            .SelectMany(c => c.GetParameters())
            .FirstOrDefault(p =>
                string.Equals(p.Name, property.Name, StringComparison.OrdinalIgnoreCase) && p.ParameterType == property.PropertyType
            );
        return [.. property.GetCustomAttributes(inherit: true).Cast<Attribute>(), .. parameter?.GetCustomAttributes() ?? []];
    }
}
