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

    /// <summary>Sub-folders belong to the feature of their folder. Data is the service's DbContext.</summary>
    [Fact]
    public void AFolderWithServicesOrEndpointsHasAFeature()
    {
        var withFeature = Code.Where(file => file.EndsWith("Feature.cs", StringComparison.Ordinal))
            .Select(FolderOf)
            .ToHashSet(StringComparer.Ordinal);
        Code.Where(file =>
                Endpoint().IsMatch(Repository.Read(file)) || Path.GetFileName(file).EndsWith("Store.cs", StringComparison.Ordinal)
            )
            .Select(FolderOf)
            .Distinct(StringComparer.Ordinal)
            .Except(withFeature)
            .ShouldBeEmpty("give it a *Feature.cs");
    }

    /// <summary>Add methods of a feature register the types of its own folder, and call the Add methods of others.</summary>
    [Fact]
    public void AFeatureRegistersTheTypesOfItsFolder()
    {
        var folders = (
            from file in Code
            from declared in Type().Matches(Repository.Read(file))
            select (Name: declared.Groups["name"].Value, Folder: FolderOf(file))
        ).ToLookup(type => type.Name, type => type.Folder);
        var registered = (
            from file in Code
            from found in Registered().Matches(Repository.Read(file))
            select (File: file, Type: found.Groups["type"].Value)
        ).ToList();
        registered.Count.ShouldBeGreaterThan(400);
        registered
            .Where(found => IsElsewhere(found.File, folders[found.Type]))
            .Select(found => $"{found.File}: {found.Type} is of {string.Join(" or ", folders[found.Type])}")
            .ShouldBeEmpty("register it in the *Feature.cs of its folder");
    }

    /// <summary>The routes and their handlers are in <c>*Endpoints.cs</c>.</summary>
    [Fact]
    public void AFeatureHasNoHandlers() =>
        Code.Where(file => file.EndsWith("Feature.cs", StringComparison.Ordinal) && Endpoint().IsMatch(Repository.Read(file)))
            .ShouldBeEmpty("move them to the folder's *Endpoints.cs");

    private static string FolderOf(string file) => string.Join('/', file.Split('/').Take(3));

    private static bool IsElsewhere(string file, IEnumerable<string> declared)
    {
        var ofThisService = declared.Where(folder =>
            folder.StartsWith(string.Join('/', file.Split('/').Take(2)) + "/", StringComparison.Ordinal)
        );
        return ofThisService.Any() && !ofThisService.Contains(FolderOf(file)) && !AreBothOfTheService(file, ofThisService);
    }

    /// <summary>A type that is in no folder of a feature, such as options of the whole service, is registered by the service.</summary>
    private static bool AreBothOfTheService(string file, IEnumerable<string> declared) =>
        file.Split('/').Length == 3 && declared.All(folder => folder.EndsWith(".cs", StringComparison.Ordinal));

    [GeneratedRegex(@"\.Map(?:Get|Post|Put|Patch|Delete)\(")]
    private static partial Regex Endpoint();

    [GeneratedRegex(@"\b(?:class|record|struct|interface) (?:class |struct )?(?<name>[A-Z]\w*)", RegexOptions.ExplicitCapture)]
    private static partial Regex Type();

    // The last type argument is the implementation. An interface alone is made by a factory.
    [GeneratedRegex(
        @"\.(?:Try)?Add(?:Scoped|Singleton|Transient|HostedService|Settings|Consumer)<(?:[^()]*, )?(?<type>(?!I[A-Z])[A-Z]\w*)(?:<\w+>)?>\(",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Registered();

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
