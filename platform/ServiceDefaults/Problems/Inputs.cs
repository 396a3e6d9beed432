using System.Reflection;
using Community.ServiceDefaults.Validation;
using Microsoft.AspNetCore.Http;

namespace Community.ServiceDefaults.Problems;

/// <summary>Finds a handler's input by its C# name, to say its wire name and type.</summary>
internal static class Inputs
{
    public static (string Name, Type? Type) Find(HttpContext context, string clrName)
    {
        var method = context.GetEndpoint()?.Metadata.GetMetadata<MethodInfo>();
        foreach (var parameter in method?.GetParameters() ?? [])
        {
            if (parameter.IsDefined(typeof(AsParametersAttribute)))
            {
                if (parameter.ParameterType.GetProperty(clrName, BindingFlags.IgnoreCase | BindingFlags.Public | BindingFlags.Instance) is { } property)
                {
                    return (WireNames.Of(property.Name, WireNames.Attributes(property)), property.PropertyType);
                }
            }
            else if (parameter.Name == clrName)
            {
                return (WireNames.Of(clrName, parameter.GetCustomAttributes()), parameter.ParameterType);
            }
        }

        return (WireNames.Of(clrName, []), null);
    }
}
