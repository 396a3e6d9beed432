using System.Text;

namespace Community.Architecture.Tests;

/// <summary>The reasons that programs may rely on are listed, for the gateway's description and for readers of the docs.</summary>
public sealed class ReasonTests
{
    [Fact, Trait("Writes", "docs")]
    public void TheGatewayKnowsEveryReason() =>
        Generated.ShouldBe(
            "gateway/Docs/reasons.txt",
            string.Concat(
                Reasons
                    .All.Select(reason => reason.Word)
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal)
                    .Select(word => $"{word}\n")
            )
        );

    [Fact, Trait("Writes", "docs")]
    public void EveryReasonIsListedForPeople()
    {
        var page = new StringBuilder("| `reason` | Status | Given by | For instance |\n| --- | --- | --- | --- |\n");
        foreach (var word in Reasons.All.GroupBy(reason => reason.Word, StringComparer.Ordinal))
        {
            page.Append(
                $"| `{word.Key}` | {string.Join(", ", word.Select(reason => reason.Status).Distinct())} | {string.Join(", ", word.Select(reason => reason.Program).Distinct(StringComparer.Ordinal))} "
                    + $"| {word.Select(reason => reason.Sentence).FirstOrDefault(sentence => sentence.Length > 0, "").Replace("|", "\\|", StringComparison.Ordinal)} |\n"
            );
        }

        Generated.PartShouldBe("docs/errors.md", "reasons", page.ToString());
    }

    [Fact]
    public void NoSentenceShowsCode() =>
        Reasons
            .All.Where(reason => reason.Sentence.Contains("{(", StringComparison.Ordinal))
            .Select(reason => reason.Word)
            .ShouldBeEmpty("put the condition into a variable of its own");

    [Fact]
    public void AReasonIsOneWordInSnakeCase()
    {
        Reasons.All.Count.ShouldBeGreaterThan(150);
        Reasons
            .All.Where(reason =>
                !System.Text.RegularExpressions.Regex.IsMatch(
                    reason.Word,
                    "^[a-z][a-z0-9]*(_[a-z0-9]+)*$",
                    System.Text.RegularExpressions.RegexOptions.ExplicitCapture,
                    TimeSpan.FromSeconds(1)
                )
            )
            .ShouldBeEmpty();
    }
}
