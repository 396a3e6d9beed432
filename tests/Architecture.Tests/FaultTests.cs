using System.Text;
using System.Text.Json;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Validation;

namespace Community.Architecture.Tests;

/// <summary>The codes that programs may rely on are listed for readers of the docs, and each is given by some rule.</summary>
public sealed class FaultTests
{
    [Fact, Trait("Writes", "docs")]
    public void EveryCodeIsListedForPeople()
    {
        var page = new StringBuilder("| `code` | Meaning |\n| --- | --- |\n");
        foreach (var code in Enum.GetNames<FaultCode>())
        {
            page.Append(
                $"| `{JsonNamingPolicy.SnakeCaseLower.ConvertName(code)}` | {XmlDocs.Summary(typeof(FaultCode).GetField(code)!).ShouldNotBeNull(code)} |\n"
            );
        }

        Generated.PartShouldBe("docs/errors.md", "faults", page.ToString());
    }

    [Fact]
    public void EveryCodeIsGiven()
    {
        var code = string.Concat(
            Repository
                .Files("platform", ".cs")
                .Concat(Repository.Files("services", ".cs"))
                .Order(StringComparer.Ordinal)
                .Select(Repository.Read)
        );
        Enum.GetNames<FaultCode>()
            .Where(name => !System.Text.RegularExpressions.Regex.IsMatch(code, $@"\bFaultCode\.{name}\b"))
            .ShouldBeEmpty("delete it");
    }
}
