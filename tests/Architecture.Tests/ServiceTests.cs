using System.Reflection;
using System.Text.RegularExpressions;
using Community.Contracts;
using Community.OneProcess;
using MassTransit;

namespace Community.Architecture.Tests;

/// <summary>Rules that keep the services independent of each other and uniform to read.</summary>
public sealed partial class ServiceTests
{
    public static TheoryData<string> Services => [.. Repository.Services.Select(project => Path.GetRelativePath(Repository.Root, project))];

    [Theory, MemberData(nameof(Services))]
    public void ServicesReferToThePlatformOnly(string service)
    {
        var project = Repository.InRoot(service);
        var references = Repository.ReferencesOf(project);
        references.ShouldContain("Contracts");
        references.ShouldContain("Platform.ServiceDefaults");
        string[] platform =
        [
            "Contracts",
            "Money",
            "People",
            .. Repository.Platform.Select(library => Path.GetFileNameWithoutExtension(library)),
        ];
        references.Except(platform).ShouldBeEmpty();
        Repository
            .AssemblyOf(project)
            .GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => name.StartsWith("Community.", StringComparison.Ordinal))
            .Except(platform.Select(name => "Community." + name))
            .ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Services))]
    public void ConsumersAreNamedAfterWhatTheyConsume(string service)
    {
        foreach (var (consumer, consumed) in ConsumersOf(Repository.AssemblyOf(Repository.InRoot(service))))
        {
            typeof(IIntegrationEvent).IsAssignableFrom(consumed).ShouldBeTrue($"{consumer} consumes {consumed}, which is no contract");
            consumer.Name.ShouldBe($"When{consumed.Name}");
        }
    }

    [Theory, MemberData(nameof(Services))]
    public void NoFolderTakesTheProductsWordsForTheBus(string service) =>
        Directory
            .EnumerateDirectories(Path.GetDirectoryName(Repository.InRoot(service))!, "*", SearchOption.AllDirectories)
            // The service that owns a product may name a folder after it.
            .Where(folder => Path.GetFileName(folder) is "Events" or "Messages" && Path.GetFileName(folder) != Owned(service))
            .ShouldBeEmpty();

    private static string? Owned(string service) => service.Contains("messaging", StringComparison.Ordinal) ? "Messages" : null;

    [Theory, MemberData(nameof(Services))]
    public void TheServiceAsAWholeIsOnePage(string service)
    {
        var folder = Path.GetDirectoryName(Repository.InRoot(service))!;
        File.ReadLines(Path.Combine(folder, "Program.cs")).Count().ShouldBeLessThan(15);
        File.ReadLines(Directory.EnumerateFiles(folder, "*Service.cs").ShouldHaveSingleItem())
            .Count(line => !line.StartsWith("using ", StringComparison.Ordinal))
            .ShouldBeLessThan(80);
    }

    [Fact]
    public void EveryProgramIsShort() =>
        Repository
            .Files("", ".cs")
            .Where(file => Path.GetFileName(file) == "Program.cs" && !file.StartsWith("tests/", StringComparison.Ordinal))
            .Where(file =>
                Repository.Read(file).TrimEnd().Split('\n').Count(line => !line.StartsWith("using ", StringComparison.Ordinal)) >= 30
            )
            .ShouldBeEmpty("Program.cs only starts; move the rest to types with a name");

    /// <summary>The weights of the companion are made in tools/companion-training; the service only reads them.</summary>
    [Fact]
    public void NoServiceLearns() =>
        Repository
            .Files("services", ".cs")
            .Where(file => Learning().IsMatch(Repository.Read(file)))
            .ShouldBeEmpty("training belongs to tools/companion-training");

    [Fact]
    public void EveryServiceIsAPartOfTheOneProcess() =>
        Part.Services.Select(part => part.Name).ShouldBe(Repository.Services.Select(Repository.NameOf), ignoreOrder: true);

    [Fact]
    public void MigrationsAreNumberedWithoutGaps()
    {
        var folders = Repository
            .Files("", ".sql")
            .GroupBy(file => Path.GetDirectoryName(file)!)
            .Where(folder => folder.Key.EndsWith("Migrations", StringComparison.Ordinal))
            .ToList();
        folders.Count.ShouldBeGreaterThan(Repository.Services.Count, "one for each service and the platform's own");
        foreach (var folder in folders)
        {
            folder
                .Select(file => Path.GetFileName(file)[..5])
                .Order(StringComparer.Ordinal)
                .ShouldBe(Enumerable.Range(1, folder.Count()).Select(number => $"{number:0000}_"), folder.Key);
        }
    }

    [GeneratedRegex(@"static \w+ (?:Learn|Train)\(")]
    private static partial Regex Learning();

    internal static IEnumerable<(Type Consumer, Type Consumed)> ConsumersOf(Assembly service) =>
        from type in service.GetTypes()
        where !type.IsAbstract
        from contract in type.GetInterfaces()
        where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IConsumer<>)
        select (type, contract.GetGenericArguments()[0]);
}
