using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Community.Messaging.Realtime;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Validation;

namespace Community.Architecture.Tests;

/// <summary>docs/hub.md has every call and event of the realtime hub with their schemas, made from the code.</summary>
public sealed partial class HubDocumentTests
{
    private readonly List<Type> _types = [];

    [Fact, Trait("Writes", "docs")]
    public void EveryCallAndEventIsDescribed()
    {
        var (calls, events) = (Calls(), Events());
        Generated.PartShouldBe("docs/hub.md", "calls", calls);
        Generated.PartShouldBe("docs/hub.md", "events", events);
        Generated.PartShouldBe("docs/hub.md", "schemas", Schemas());
    }

    [Fact, Trait("Writes", "docs")]
    public void EveryCodeOfAFailedCallIsListed()
    {
        var page = new StringBuilder("| Code | For instance |\n| --- | --- |\n");
        foreach (var (code, sentence) in CodesOfTheHub())
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{code}` | {sentence} |\n");
        }

        Generated.PartShouldBe("docs/hub.md", "codes", page.ToString());
    }

    private static SortedDictionary<string, string> CodesOfTheHub()
    {
        var codes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var code in Repository.Files("services/messaging", ".cs").Select(Repository.Read))
        {
            foreach (
                var arguments in Failure()
                    .Matches(code)
                    .Select(match => Source.Arguments(code, match.Index + match.Length))
                    .Where(arguments => arguments.Count == 2)
            )
            {
                if (arguments[0].StartsWith('"'))
                {
                    codes.TryAdd(arguments[0].Trim('"'), arguments[1].StartsWith('"') ? arguments[1].Trim('"') : "");
                }
            }
        }

        codes.Count.ShouldBeGreaterThan(8);
        codes["invalid"] = "An argument does not fit; the sentence names it.";
        codes["no_such_method"] = "The hub has no such method.";
        codes["refused"] = "A refusal without a reason of its own.";
        codes[HubErrors.Stopping] = HubErrors.StoppingSentence;
        return codes;
    }

    private string Calls()
    {
        var page = new StringBuilder("| Call | Answer | Effect |\n| --- | --- | --- |\n");
        foreach (
            var method in typeof(CommunityHub)
                .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .OrderBy(method => method.MetadataToken)
        )
        {
            var parameters = method.GetParameters().Select(parameter => $"{parameter.Name}: {NameOf(parameter.ParameterType)}");
            page.Append(
                CultureInfo.InvariantCulture,
                $"| `{method.Name}({string.Join(", ", parameters)})` | {LinkTo(AnswerOf(method))} | {XmlDocs.Summary(method)} |\n"
            );
        }

        return page.ToString();
    }

    private string Events()
    {
        var page = new StringBuilder("| Event | With | When |\n| --- | --- | --- |\n");
        foreach (var method in typeof(ICommunityClient).GetMethods().OrderBy(method => method.MetadataToken))
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"| `{JsonNamingPolicy.SnakeCaseLower.ConvertName(method.Name)}` | {LinkTo(method.GetParameters()[0].ParameterType)} | {Words(XmlDocs.Summary(method))} |\n"
            );
        }

        return page.ToString();
    }

    private string Schemas()
    {
        var page = new StringBuilder();
        // Each type names more types.
        for (var at = 0; at < _types.Count; at++)
        {
            var type = _types[at];
            page.Append(
                CultureInfo.InvariantCulture,
                $"### {type.Name}\n\n{Words(XmlDocs.Summary(type))}\n\n| Member | Type | Meaning |\n| --- | --- | --- |\n"
            );
            foreach (
                var member in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                    .Where(property => property.GetCustomAttribute<JsonIgnoreAttribute>() is null && property.Name != "EqualityContract")
            )
            {
                var name =
                    member.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
                    ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name);
                var mayBeNull = Nullability.MayBeNull(member) ? " or null" : "";
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"| `{name}` | {LinkTo(member.PropertyType)}{mayBeNull} | {Words(XmlDocs.Property(member))} |\n"
                );
            }

            page.Append('\n');
        }

        return page.ToString();
    }

    private static Type AnswerOf(MethodInfo method) =>
        method.ReturnType is { IsGenericType: true } task && task.GetGenericTypeDefinition() == typeof(Task<>)
            ? task.GetGenericArguments()[0]
            : typeof(void);

    /// <summary>The type's name in JSON, as a link where it has members.</summary>
    private string LinkTo(Type type)
    {
        var name = NameOf(type);
        var own = ElementOf(type);
        return own.Namespace?.StartsWith("Community.", StringComparison.Ordinal) == true && !own.IsEnum
            ? $"[{name}](#{own.Name.ToLowerInvariant()})"
            : name;
    }

    private string NameOf(Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (ElementOf(type) is var element && element != type)
        {
            return $"list of {NameOf(element)}";
        }

        if (type.Namespace?.StartsWith("Community.", StringComparison.Ordinal) == true && !type.IsEnum)
        {
            if (!_types.Contains(type))
            {
                _types.Add(type);
            }

            return type.Name;
        }

        return type switch
        {
            _ when type == typeof(void) => "nothing",
            _ when type == typeof(Guid) => "uuid",
            _ when type == typeof(string) => "text",
            _ when type == typeof(bool) => "boolean",
            _ when type == typeof(DateTimeOffset) => "time",
            _ when type == typeof(JsonElement) => "JSON",
            { IsEnum: true } => string.Join(", ", Expectations().Select(word => $"`{word}`")),
            _ when type == typeof(int) || type == typeof(long) || type == typeof(short) => "integer",
            _ when type == typeof(double) || type == typeof(decimal) => "number",
            _ => throw new InvalidOperationException($"What is {type} in JSON?"),
        };

        IEnumerable<string> Expectations() => Platform.Http.Problems.Expectations.Words(type);
    }

    private static Type ElementOf(Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        return type.IsArray ? type.GetElementType()!
            : type.IsGenericType
            && type.GetInterfaces()
                .Append(type)
                .FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IEnumerable<>))
                is { } list
                ? list.GetGenericArguments()[0]
            : type;
    }

    private static string Words(string? text) => (text ?? "").Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@"\bHubErrors\.Of\(|(?<=throw )Of\(")]
    private static partial Regex Failure();
}
