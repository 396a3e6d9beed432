using System.Text.RegularExpressions;

namespace Community.Architecture.Tests;

/// <summary>Code that is written twice is in docs/duplicates.md, with its reason.</summary>
public sealed partial class DuplicateTests
{
    private const string Page = "docs/duplicates.md";

    /// <summary>Fewer lines that are the same are alike by chance, or by the form of the code.</summary>
    private const int Run = 10;

    [Fact]
    public void EveryPairOfTenIdenticalLinesHasItsReason()
    {
        var rows = Repository.Read(Page).Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).ToList();
        var pairs = Pairs(Product().Select(file => (file, Repository.Read(file)))).ToList();
        pairs.Count.ShouldBeGreaterThan(10);
        pairs
            .Where(pair => !rows.Exists(row => Names(row, pair.First.File) && Names(row, pair.Second.File)))
            .Select(pair => $"{pair.First.File}:{pair.First.Line} and {pair.Second.File}:{pair.Second.Line}")
            .ShouldBeEmpty($"write it once, or say in {Page} why it stays");
    }

    [Fact]
    public void EveryFileOfThePageExists() =>
        File()
            .Matches(Repository.Read(Page))
            .Select(found => found.Groups["file"].Value)
            .Where(name => !Repository.Files().Any(file => $"/{file}".EndsWith($"/{name}", StringComparison.Ordinal)))
            .ShouldBeEmpty();

    [Fact]
    public void ARunIsFoundBesideCommentsUsingsAndBrackets()
    {
        var same = string.Concat(Enumerable.Range(1, Run).Select(number => $"Call({number});\n\n// {number}\n{{\n"));
        Pairs([("a.cs", "using A;\n" + same), ("b.cs", "One();\n" + same)]).ShouldHaveSingleItem().ShouldBe((("a.cs", 2), ("b.cs", 2)));
        Pairs([("a.cs", same), ("b.cs", same.Replace("Call(5)", "Call(0)", StringComparison.Ordinal))]).ShouldBeEmpty();
        Pairs([("a.cs", same + "Other();\n" + same)]).Count().ShouldBe(1, "a file may repeat itself");
    }

    /// <summary>Code by hand, without tests and benchmarks.</summary>
    private static IEnumerable<string> Product() =>
        Repository
            .Files("", ".cs", ".ts", ".tsx")
            .Where(file =>
                !Elsewhere().IsMatch(file)
                && !file.Contains(".g.cs", StringComparison.Ordinal)
                && !file.Contains("/generated/", StringComparison.Ordinal)
            );

    private static bool Names(string row, string file) =>
        Regex.IsMatch(row, $@"\b{Regex.Escape(Path.GetFileNameWithoutExtension(file))}\b");

    /// <summary>The first run of each pair of files.</summary>
    private static IEnumerable<((string File, int Line) First, (string File, int Line) Second)> Pairs(
        IEnumerable<(string Name, string Text)> files
    )
    {
        var runs = new Dictionary<string, List<(string File, int Line)>>(StringComparer.Ordinal);
        foreach (var (name, text) in files)
        {
            var lines = Lines(text).ToList();
            for (var i = 0; i + Run <= lines.Count; i++)
            {
                var key = string.Join('\n', lines.Skip(i).Take(Run).Select(line => line.Text));
                if (!runs.TryGetValue(key, out var places))
                {
                    runs[key] = places = [];
                }

                places.Add((name, lines[i].Number));
            }
        }

        return runs
            .Values.SelectMany(places =>
                from first in Enumerable.Range(0, places.Count)
                from second in Enumerable.Range(first + 1, places.Count - first - 1)
                select (places[first], places[second])
            )
            .GroupBy(pair => (pair.Item1.File, pair.Item2.File))
            .Select(group => group.First());
    }

    /// <summary>The lines that count: no comments, lists of namespaces, or lone brackets.</summary>
    private static IEnumerable<(string Text, int Number)> Lines(string text) =>
        text.Split('\n')
            .Select((line, index) => (Text: line.Trim(), Number: index + 1))
            .Where(line => line.Text.Length > 0 && !Thin().IsMatch(line.Text));

    [GeneratedRegex(@"^(?://|\*|/\*|using [^(]|import |[{}()\[\];,]+$)")]
    private static partial Regex Thin();

    [GeneratedRegex("^(?:tests|bench)/|/tests?/")]
    private static partial Regex Elsewhere();

    [GeneratedRegex(@"`(?<file>[\w./-]+\.(?:cs|css|html|tsx?))`", RegexOptions.ExplicitCapture)]
    private static partial Regex File();
}
