using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http;

namespace Community.Platform.Http.Problems;

/// <summary>Finds a handler's input by its C# name, for its wire name, type and range.</summary>
internal static class Inputs
{
    public static (string Name, Type? Type, RangeAttribute? Range) Find(HttpContext context, string clrName)
    {
        var method = context.GetEndpoint()?.Metadata.GetMetadata<MethodInfo>();
        foreach (var parameter in method?.GetParameters() ?? [])
        {
            if (parameter.IsDefined(typeof(AsParametersAttribute)))
            {
                if (
                    parameter.ParameterType.GetProperty(clrName, BindingFlags.IgnoreCase | BindingFlags.Public | BindingFlags.Instance) is
                    { } property
                )
                {
                    var attributes = WireNames.Attributes(property);
                    return (
                        WireNames.Of(property.Name, attributes),
                        property.PropertyType,
                        attributes.OfType<RangeAttribute>().FirstOrDefault()
                    );
                }
            }
            else if (parameter.Name == clrName)
            {
                return (
                    WireNames.Of(clrName, parameter.GetCustomAttributes()),
                    parameter.ParameterType,
                    parameter.GetCustomAttribute<RangeAttribute>()
                );
            }
        }

        return (WireNames.Of(clrName, []), null, null);
    }
}
