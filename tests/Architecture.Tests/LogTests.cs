using System.Text.RegularExpressions;

namespace Community.Architecture.Tests;

/// <summary>
/// A log line is a method of the class's nested <c>Log</c>, made by the source generator. The analyzer CA1848 refuses direct calls.
/// </summary>
public sealed partial class LogTests
{
    [Fact]
    public void ALogLineIsAMethodOfANestedLog()
    {
        var files = Repository
            .Files("", ".cs")
            .Where(file => Repository.Read(file).Contains("[LoggerMessage" + "(", StringComparison.Ordinal));
        files.Count().ShouldBeGreaterThan(40);
        files.SelectMany(file => Elsewhere(file, Repository.Read(file))).ShouldBeEmpty("declare it in a private static partial class Log");
    }

    [Fact]
    public void ALogLineElsewhereIsFound()
    {
        const string line = "[LoggerMessage" + "(1, LogLevel.Warning, \"away\")]";
        var nested = $"class A\n{{\n    private static partial class Log\n    {{\n        {line}\n    }}\n}}\n";
        Elsewhere("a.cs", nested).ShouldBeEmpty();
        Elsewhere("a.cs", $"class A\n{{\n    {line}\n    private partial void LogAway();\n}}\n").ShouldBe(["a.cs:3"]);
        Elsewhere("a.cs", $"{nested}class ALog\n{{\n    {line}\n}}\n").ShouldBe(["a.cs:10"]);
    }

    [Fact]
    public void TheAnalyzerRefusesDirectCalls() =>
        Repository.Read(".editorconfig").ShouldContain("dotnet_diagnostic.CA1848.severity = error");

    // A line belongs to the last type declared with less indentation.
    private static IEnumerable<string> Elsewhere(string file, string code)
    {
        var (isInLog, indentation) = (false, 0);
        foreach (var (line, index) in code.Split('\n').Select((line, index) => (line, index)))
        {
            var depth = line.Length - line.TrimStart().Length;
            if (Declaration().IsMatch(line))
            {
                (isInLog, indentation) = (line.Contains("private static partial class Log", StringComparison.Ordinal), depth);
            }
            else if (line.TrimStart().StartsWith("[LoggerMessage" + "(", StringComparison.Ordinal) && (!isInLog || depth <= indentation))
            {
                yield return $"{file}:{index + 1}";
            }
            else if (line.TrimEnd() == new string(' ', indentation) + "}")
            {
                isInLog = false;
            }
        }
    }

    [GeneratedRegex(@"^\s*(?:\w+ )*(?:class|record|struct|interface) \w+")]
    private static partial Regex Declaration();
}
