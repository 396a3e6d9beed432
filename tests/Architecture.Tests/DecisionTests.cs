using System.Globalization;
using System.Text.RegularExpressions;

namespace Community.Architecture.Tests;

/// <summary>Each page of docs/decisions has a status and a date, and the list has each page.</summary>
public sealed partial class DecisionTests
{
    private static readonly IReadOnlyList<string> Pages =
    [
        .. Repository
            .Files("docs/decisions", ".md")
            .Where(file => !file.EndsWith("README.md", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    private static readonly string[] Needed = ["Context", "Decision", "Consequences"];

    [Fact]
    public void EachPageHasAStatusAndADate()
    {
        Pages.Count.ShouldBeGreaterThan(33);
        var faults =
            from page in Pages
            let head = Head().Match(Repository.Read(page))
            where
                !head.Success
                || !DateOnly.TryParseExact(
                    head.Groups["date"].Value,
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out _
                )
            select $"{page}: the third line is \"Status: accepted. Date: 2026-11-23.\" (or: superseded by [0024](0024-….md))";
        faults.ShouldBeEmpty();
    }

    [Fact]
    public void EachPageSaysWhyWhatAndWhatFollows() =>
        Pages
            .Where(page => !Needed.All(Parts().Matches(Repository.Read(page)).Select(part => part.Groups["part"].Value).Contains))
            .ShouldBeEmpty();

    [Fact]
    public void TheListHasEachPageUnderItsTitle()
    {
        var listed = Listed()
            .Matches(Repository.Read("docs/decisions/README.md"))
            .Select(line => $"{line.Groups["file"].Value}: # {line.Groups["title"].Value}");
        listed.ShouldBe(Pages.Select(page => $"{Path.GetFileName(page)}: {Repository.Read(page).Split('\n')[0]}"));
    }

    [GeneratedRegex(
        @"\A# \d{4} [^\n]+\n\nStatus: (accepted|decided|superseded by \[\d{4}\]\([^)]+\.md\))[^\n]*\. Date: (?<date>[\d-]{10})\.",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Head();

    [GeneratedRegex("^## (?<part>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Parts();

    [GeneratedRegex(@"^- \[(?<title>\d{4} [^\]]+)\]\((?<file>[^)]+)\)", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Listed();
}
