using System.Globalization;
using System.Text.RegularExpressions;

namespace Community.Architecture.Tests;

/// <summary>The README is short, and every link in the documents has its target.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void TheReadmeIsShort() => Repository.Read("README.md").Split('\n').Length.ShouldBeLessThanOrEqualTo(150);

    [Fact]
    public void EveryLinkHasItsTarget()
    {
        var pages = Repository.Files("", ".md").ToList();
        pages.Count.ShouldBeGreaterThan(50);
        var faults =
            from page in pages
            from link in Link().Matches(WithoutCode(Repository.Read(page)))
            let target = link.Groups["target"].Value
            where
                !target.Contains("://", StringComparison.Ordinal)
                && !target.StartsWith("mailto:", StringComparison.Ordinal)
                && !Exists(page, target)
            select $"{page}: {target}";
        faults.ShouldBeEmpty();
    }

    /// <summary>Decisions are exempt: an overturned one names files as they were.</summary>
    [Fact]
    public void EveryCodeFileThatAPageNamesExists()
    {
        var files = Repository.Files().Select(file => $"/{file}").ToList();
        var named = (
            from page in Repository.Files("", ".md")
            where !page.StartsWith("docs/decisions", StringComparison.Ordinal)
            from file in CodeFile().Matches(WithoutCode(Repository.Read(page)))
            select (Page: page, File: file.Groups["file"].Value)
        ).ToList();
        named.Count.ShouldBeGreaterThan(50);
        named
            .Where(name => !files.Exists(file => file.EndsWith($"/{name.File}", StringComparison.Ordinal)))
            .Select(name => $"{name.Page}: {name.File}")
            .ShouldBeEmpty();
    }

    /// <summary>A file that is joined, split or renamed changes the page and its figures in the same commit.</summary>
    [Fact]
    public void TheWalkOfAPaidSeatCountsItsFilesAndHops()
    {
        var page = Repository.Read("docs/paid-seat.md");
        var files = Link()
            .Matches(page)
            .Select(link => link.Groups["target"].Value)
            .Where(target => target.EndsWith(".cs", StringComparison.Ordinal))
            .ToList();
        files.Distinct(StringComparer.Ordinal).Count().ShouldBe(files.Count, "a file is listed where it is needed first");
        var platform = files.Count(file =>
            file.StartsWith("../platform/", StringComparison.Ordinal)
            && !file.StartsWith("../platform/Contracts/", StringComparison.Ordinal)
        );
        var hops = Hop().Matches(page).Select(hop => int.Parse(hop.Groups["number"].Value, CultureInfo.InvariantCulture)).ToList();
        hops.ShouldBe(Enumerable.Range(1, hops.Count));
        page.ShouldContain($"**{files.Count} files in {hops.Count} hops.** {platform} of the files are the platform's, ");
        page.ShouldContain($"who knows the platform opens {files.Count - platform}.");
    }

    [Fact]
    public void TheIndexLeadsToEveryPageOfDocs()
    {
        var index = Repository.Read("docs/README.md");
        Repository
            .Files("docs", ".md")
            .Select(page => Path.GetRelativePath("docs", page))
            .Where(page => page != "README.md" && !page.Contains('/', StringComparison.Ordinal))
            .Where(page => !index.Contains($"({page})", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public void TheGlossaryHasEachTermOnce()
    {
        var terms = Term()
            .Matches(Repository.Read("docs/glossary.md"))
            .Select(match => match.Groups["term"].Value.ToLowerInvariant())
            .ToList();
        terms.Count.ShouldBeGreaterThan(60);
        terms.GroupBy(term => term, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key).ShouldBeEmpty();
    }

    [Fact]
    public void EveryRequestOfTheTourForEditorsIsInTheContract()
    {
        var operations = PublishedContract.Committed()["paths"]!
            .AsObject()
            .SelectMany(path =>
                path.Value!.AsObject()
                    .Select(operation => $"{operation.Key.ToUpperInvariant()} {Hole().Replace(path.Key.TrimEnd('/'), "{}")}")
            )
            .ToHashSet(StringComparer.Ordinal);
        var requests = Request()
            .Matches(Repository.Read("docs/tour.http"))
            .Select(request => $"{request.Groups["method"].Value} /api/v1{Hole().Replace(request.Groups["path"].Value, "{}")}")
            .ToList();
        requests.Count.ShouldBeGreaterThan(10);
        requests.Where(request => !operations.Contains(request)).ShouldBeEmpty();
    }

    private static bool Exists(string page, string target)
    {
        var (path, anchor) = target.Split('#') is [var before, var behind] ? (before, behind) : (target, null);
        var file =
            path.Length == 0
                ? page
                : Path.GetRelativePath(
                    Repository.Root,
                    Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, path))
                );
        return path.Length > 0 && Directory.Exists(Repository.InRoot(file))
            || (
                File.Exists(Repository.InRoot(file))
                && (anchor is null || !file.EndsWith(".md", StringComparison.Ordinal) || Anchors(file).Contains(anchor))
            );
    }

    /// <summary>The anchors of headings, as code hosts make them.</summary>
    private static HashSet<string> Anchors(string page) =>
        Heading()
            .Matches(WithoutCode(Repository.Read(page)))
            .Select(match => NotInAnchors().Replace(match.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'))
            .ToHashSet(StringComparer.Ordinal);

    private static string WithoutCode(string text) => Fence().Replace(text, "");

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex(@"[`\s(](?<file>(?!\.)(?:[\w.-]+/)+[\w.-]+\.(?:cs|ts|tsx))\b", RegexOptions.ExplicitCapture)]
    private static partial Regex CodeFile();

    [GeneratedRegex(@"^\| (?<number>\d+) \| .* \| .* \| .* \|$", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Hop();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(@"^- \*\*(?<term>[^*]+)\*\*", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Term();

    [GeneratedRegex(@"^(?<method>[A-Z]+) \{\{api\}\}(?<path>[^?\s]+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Request();

    [GeneratedRegex(@"\{\{?[^}]*\}?\}")]
    private static partial Regex Hole();

    [GeneratedRegex("^ *```.*?^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
