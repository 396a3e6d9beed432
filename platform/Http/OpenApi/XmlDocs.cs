using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Community.Platform.Http.OpenApi;

/// <summary>
/// The documentation comments of any assembly, from the XML file beside the assembly. The OpenAPI package's own source generator reads
/// comments only where AddOpenApi is called, which is here and not in the service.
/// </summary>
internal static partial class XmlDocs
{
    private static readonly ConcurrentDictionary<Assembly, Dictionary<string, XElement>> Assemblies = new();

    public static string? Summary(MemberInfo member) => Text(Find(member)?.Element("summary"));

    public static string? Remarks(MemberInfo member) => Text(Find(member)?.Element("remarks"));

    /// <summary>The comment of a parameter of a method, or of a positional record (its comments are on the type).</summary>
    public static string? Parameter(MemberInfo member, string name) =>
        Text(Find(member)?.Elements("param").FirstOrDefault(p => (string?)p.Attribute("name") == name));

    /// <summary>The comment of a property, declared by itself or as a record's parameter.</summary>
    public static string? Property(PropertyInfo property) =>
        Summary(property) ?? (property.DeclaringType is { } type ? Parameter(type, property.Name) : null);

    private static XElement? Find(MemberInfo member)
    {
        var id = member switch
        {
            Type type => "T:" + Name(type),
            MethodInfo method => "M:" + Name(method.DeclaringType!) + "." + method.Name,
            FieldInfo field => "F:" + Name(field.DeclaringType!) + "." + field.Name,
            PropertyInfo property => "P:" + Name(property.DeclaringType!) + "." + property.Name,
            _ => "",
        };
        return Assemblies.GetOrAdd(member.Module.Assembly, Load).GetValueOrDefault(id);
    }

    private static string Name(Type type)
    {
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return (definition.FullName ?? definition.Name).Replace('+', '.');
    }

    // The parameters in the names are cut off, so overloads are not distinguished; handlers have no overloads.
    private static Dictionary<string, XElement> Load(Assembly assembly)
    {
        var file = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml");
        return !File.Exists(file)
            ? []
            : XDocument
                .Load(file)
                .Descendants("member")
                .GroupBy(m => ((string)m.Attribute("name")!).Split('(')[0].Split("``")[0], StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
    }

    private static string? Text(XElement? element)
    {
        if (element is null)
        {
            return null;
        }

        var text = string.Concat(
            element
                .DescendantNodes()
                .Select(node =>
                    node switch
                    {
                        XText t => t.Value,
                        XElement { IsEmpty: true } e => (
                            (string?)e.Attribute("cref") ?? (string?)e.Attribute("name") ?? (string?)e.Attribute("langword")
                        )
                            ?.Split('(')[0]
                            .Split('.', ':')[^1],
                        _ => null,
                    }
                )
        );
        return Blank().Replace(text, " ").Trim() is { Length: > 0 } flat ? flat : null;
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Blank();
}
