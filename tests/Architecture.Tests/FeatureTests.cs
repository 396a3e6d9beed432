using System.Text.RegularExpressions;

namespace Community.Architecture.Tests;

/// <summary>
/// A feature is a folder of a service. Its registration is in the folder's <c>*Feature.cs</c>, and its consumers are in
/// <c>*Consumers.cs</c>.
/// </summary>
public sealed partial class FeatureTests
{
    private static readonly string[] Code = [.. Repository.Files("services", ".cs").Order(StringComparer.Ordinal)];

    [Fact]
    public void AConsumerIsInAFileOfConsumers()
    {
        var consumers = Code.SelectMany(file => Consumer().Matches(Repository.Read(file)).Select(found => (File: file, Name: found.Value)))
            .ToList();
        consumers.Count.ShouldBeGreaterThan(100);
        consumers.Where(consumer => !consumer.File.EndsWith("Consumers.cs", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void AnAddOrAMapOfAServiceIsInTheFolderOfItsFeature()
    {
        foreach (var service in Code.Where(file => file.Count(c => c == '/') == 2 && file.EndsWith("Service.cs", StringComparison.Ordinal)))
        {
            var folder = Path.GetDirectoryName(service)! + "/";
            var declared = Code.Where(file => file.StartsWith(folder, StringComparison.Ordinal))
                .SelectMany(file => Registration().Matches(Repository.Read(file)).Select(found => (File: file, found.Groups["name"].Value)))
                .ToLookup(found => found.Value, found => found.File);
            var called = Call().Matches(Repository.Read(service)).Select(call => call.Value).Distinct(StringComparer.Ordinal).ToList();
            called.Count.ShouldBeGreaterThan(10, service);
            called
                .SelectMany(name => declared[name].Select(file => $"{file}: {name}"))
                .Where(found => !found.Contains("Feature.cs:", StringComparison.Ordinal))
                .ShouldBeEmpty("declare it in the folder's *Feature.cs");
        }
    }

    [Fact]
    public void EveryAddOfAFeatureIsInItsFile() =>
        Code.Where(file => !file.EndsWith("Feature.cs", StringComparison.Ordinal))
            .SelectMany(file => Addition().Matches(Repository.Read(file)).Select(found => $"{file}: {found.Groups["name"].Value}"))
            .ShouldBeEmpty("declare it in the folder's *Feature.cs");

    [Fact]
    public void AFolderHasOneFeature() =>
        Code.Where(file => file.EndsWith("Feature.cs", StringComparison.Ordinal))
            .GroupBy(file => Path.GetDirectoryName(file)!)
            .Where(folder => folder.Count() > 1)
            .Select(folder => folder.Key)
            .ShouldBeEmpty();

    [GeneratedRegex(@"\bclass When\w+")]
    private static partial Regex Consumer();

    [GeneratedRegex(@"(?<=\.)(?:Add|Map)[A-Z]\w*(?=[(<])")]
    private static partial Regex Call();

    [GeneratedRegex(@"static \S+ (?<name>(?:Add|Map)\w*)(?:<[^>]*>)?\(\s*this \w+ ", RegexOptions.ExplicitCapture)]
    private static partial Regex Registration();

    [GeneratedRegex(
        @"static \S+ (?<name>Add\w*)(?:<[^>]*>)?\(\s*this (?:IServiceCollection|WebApplicationBuilder|IBusRegistrationConfigurator) ",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Addition();
}
