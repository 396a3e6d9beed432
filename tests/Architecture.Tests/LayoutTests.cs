using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Community.Architecture.Tests;

/// <summary>
/// One layout for all code: the formatter's (CSharpier, <c>.csharpierrc.yaml</c>), at most 140 columns, with braces and with one name for a
/// cancellation token.
/// </summary>
public sealed partial class LayoutTests
{
    private const int MaxColumns = 140;

    // Generated code is laid out by its generator.
    private static readonly string[] Code =
    [
        .. Repository.Files("", ".cs").Where(path => !path.EndsWith(".g.cs", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];

    /// <summary>Fix it with <c>./community format</c>.</summary>
    [Fact]
    public async Task AllCodeIsLaidOutByTheFormatter()
    {
        var info = new ProcessStartInfo("dotnet", ["csharpier", "check", "."])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var formatter = Process.Start(info)!;
        var (output, errors) = (formatter.StandardOutput.ReadToEndAsync(), formatter.StandardError.ReadToEndAsync());
        await formatter.WaitForExitAsync(TestContext.Current.CancellationToken);
        formatter.ExitCode.ShouldBe(0, $"Run ./community format.\n{await output}{await errors}");
    }

    /// <summary>A text may exceed the limit; the rest of the code and all comments may not.</summary>
    [Fact]
    public void ALineHasAtMost140ColumnsUnlessItIsAText() =>
        Code.SelectMany(path => LongLines(path, File.ReadAllText(Repository.InRoot(path)))).ShouldBeEmpty();

    [Fact]
    public void ALongLineIsFoundUnlessItIsAText()
    {
        var filler = new string('x', MaxColumns);
        LongLines("a.cs", $"// {filler}").ShouldBe(["a.cs:1"]);
        LongLines("a.cs", $"var {filler} = 1;").ShouldBe(["a.cs:1"]);
        LongLines("a.cs", $"var text = \"{filler}\";\nvar more = \"\"\"\n{filler}\n\"\"\";\n// {filler}").ShouldBe(["a.cs:5"]);
    }

    /// <summary>A second token of a method is named after the event that it reports: stop, end, ended or done.</summary>
    [Fact]
    public void ACancellationTokenHasOneName() =>
        Code.SelectMany(path => TokenName().Matches(File.ReadAllText(Repository.InRoot(path))).Select(found => $"{path}: {found.Value}"))
            .ShouldBeEmpty();

    [GeneratedRegex(@"\bCancellationToken\?? (?!(?:cancellationToken|stoppingToken|stop|end|ended|done)\b)[a-z]\w*(?= ?[,)=])")]
    private static partial Regex TokenName();

    private static IEnumerable<string> LongLines(string path, string code)
    {
        var isInText = false;
        var lines = code.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var (line, wasInText) = (lines[i], isInText);
            isInText ^= line.Split("\"\"\"").Length % 2 == 0;
            var isComment = line.TrimStart().StartsWith("//", StringComparison.Ordinal);
            if (line.Length > MaxColumns && !wasInText && (isComment || !line.Contains('"', StringComparison.Ordinal)))
            {
                yield return $"{path}:{i + 1}";
            }
        }
    }
}
