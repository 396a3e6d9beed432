using System.Text.Json.Nodes;
using Community.Sdk;
using Community.SdkGenerator;

namespace Community.SdkDotnet.Tests;

public sealed class GeneratedCodeTests
{
    private static readonly string Root = Generation.RepositoryRoot(AppContext.BaseDirectory);

    /// <summary>Fix it with <c>./community docs</c>, or <c>dotnet run --project sdk/dotnet/generator</c>.</summary>
    [Fact]
    public void TheGeneratedCodeIsWhatTheContractGives() =>
        Generation
            .Files(Root)
            .Where(file => !File.Exists(Path.Combine(Root, file.Key)) || File.ReadAllText(Path.Combine(Root, file.Key)) != file.Value)
            .Select(file => file.Key)
            .ShouldBeEmpty("openapi/v1.json or names.json has changed. Run ./community docs.");

    [Fact]
    public void EveryNamedOperationIsAMethod()
    {
        var names = JsonNode.Parse(File.ReadAllText(Path.Combine(Root, "sdk/typescript/names.json")))!["resources"]!.AsObject();
        var missing =
            from resource in names
            let type = typeof(CommunityClient).GetProperty(Pascal(resource.Key))?.PropertyType
            from method in resource.Value!.AsObject()
            where
                type?.GetMethods().Any(one => one.Name == Pascal(method.Key) || one.Name == $"{Pascal(method.Key)}Async") != true
                || Operations.All.All(operation => operation.Name != $"{resource.Key}.{method.Key}")
            select $"{resource.Key}.{method.Key}";
        names.Count.ShouldBeGreaterThan(30);
        missing.ShouldBeEmpty();
    }

    [Fact]
    public void ItsTypesAreInTheSerializersMetadata()
    {
        var bodies = typeof(CommunityClient)
            .Assembly.GetExportedTypes()
            .Where(type => type.Name.EndsWith("Resource", StringComparison.Ordinal))
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters())
            .Where(parameter => parameter.Name == "body")
            .Select(parameter => parameter.ParameterType)
            .ToHashSet();
        bodies.Count.ShouldBeGreaterThan(50);
        bodies.Where(type => CommunityJson.Default.GetTypeInfo(type) is null).ShouldBeEmpty();
    }

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
