using System.Text.RegularExpressions;

namespace Community.Architecture.Tests;

/// <summary>The platform's libraries: their permitted references and the names of their namespaces.</summary>
public sealed partial class PlatformTests
{
    /// <summary>Each library with the libraries that it may use, all of them listed above it, so that there is no cycle.</summary>
    private static readonly (string Name, string[] Uses)[] Arrows =
    [
        ("Text", []),
        ("Hosting", []),
        ("Http", ["Text"]),
        ("Access", ["Hosting", "Http"]),
        ("Data", ["Contracts", "Hosting", "Http", "Text"]),
        ("Bus", ["Access", "Data", "Hosting", "Http"]),
        ("Storage", ["Data", "Hosting", "Http"]),
        ("Mail", ["Access", "Data", "Hosting"]),
        ("ServiceDefaults", ["Access", "Bus", "Data", "Hosting", "Http"]),
    ];

    /// <summary>The packages that a library wraps, by the start of their namespaces: no other library uses them.</summary>
    private static readonly Dictionary<string, string[]> Wrapped = new(StringComparer.Ordinal)
    {
        ["Microsoft.EntityFrameworkCore"] = ["Data", "Bus", "Mail", "Storage"],
        ["Npgsql"] = ["Data", "Bus", "Storage"],
        ["MassTransit"] = ["Bus"],
        ["RabbitMQ"] = ["Bus"],
        ["Amazon"] = ["Storage"],
        ["SkiaSharp"] = ["Storage"],
        ["MailKit"] = ["Mail"],
        ["MimeKit"] = ["Mail"],
        ["Markdig"] = ["Text"],
        ["Microsoft.IdentityModel"] = ["Access"],
    };

    [Fact]
    public void TheArrowsPointInOneDirection()
    {
        Repository
            .Platform.Select(NameOf)
            .Order(StringComparer.Ordinal)
            .ShouldBe(Arrows.Select(library => library.Name).Order(StringComparer.Ordinal));
        var above = new HashSet<string>(StringComparer.Ordinal) { "Contracts" };
        foreach (var (name, uses) in Arrows)
        {
            uses.Except(above).ShouldBeEmpty($"{name} stands below what it uses");
            above.Add(name);
        }
    }

    [Fact]
    public void EachLibraryReferencesWhatItUsesAndNoMore()
    {
        foreach (var project in Repository.Platform)
        {
            var allowed = Arrows.Single(library => library.Name == NameOf(project)).Uses;
            Repository
                .ReferencesOf(project)
                .Select(reference => reference.Replace("Platform.", "", StringComparison.Ordinal))
                .ShouldBe(allowed, ignoreOrder: true, NameOf(project));
            // Indirect references through another library count, too.
            Repository
                .AssemblyOf(project)
                .GetReferencedAssemblies()
                .Select(reference => reference.Name!)
                .Where(name => name.StartsWith("Community.", StringComparison.Ordinal))
                .Select(name => name.Replace("Community.", "", StringComparison.Ordinal).Replace("Platform.", "", StringComparison.Ordinal))
                .Except(allowed)
                .ShouldBeEmpty(NameOf(project));
        }
    }

    [Fact]
    public void APackageIsUsedByTheLibraryThatWrapsIt()
    {
        var breaches =
            from file in Repository.PlatformFiles(".cs")
            from match in Using().Matches(Repository.Read(file))
            from package in Wrapped
            where
                match.Groups["name"].Value.StartsWith(package.Key, StringComparison.Ordinal)
                && !package.Value.Contains(file.Split('/')[1], StringComparer.Ordinal)
            select $"{file}: {match.Value}";
        breaches.ShouldBeEmpty();
    }

    // All code must find it before the framework's methods of the same names.
    private const string LazyRoutes = "platform/Http/Routing/LazyRoutes.cs";

    [Fact]
    public void ANamespaceIsAFolder()
    {
        var breaches =
            from file in Repository.PlatformFiles(".cs")
            let expected = file == LazyRoutes
                ? "Community"
                : "Community.Platform." + Path.GetDirectoryName(file)!["platform/".Length..].Replace('/', '.')
            where Namespace().Match(Repository.Read(file)).Groups["name"].Value != expected
            select $"{file} is not in {expected}";
        breaches.ShouldBeEmpty();
    }

    private static string NameOf(string project) => Path.GetFileNameWithoutExtension(project)["Platform.".Length..];

    [GeneratedRegex(@"^using (?<name>[\w.]+);", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
