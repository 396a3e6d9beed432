using System.Text.RegularExpressions;

namespace Community.Architecture.Tests;

/// <summary>docs/events.md names the consumers of every integration event. It is compared with the code.</summary>
public sealed partial class EventDocumentTests
{
    private static readonly IReadOnlyList<Row> Rows = [.. Read()];

    [Fact]
    public void EveryContractHasOneRowUnderItsOwner() =>
        Rows.Select(row => $"{row.Owner}.{row.Event}")
            .Order(StringComparer.Ordinal)
            .ShouldBe(ContractTests.All.Select(type => type.FullName!["Community.Contracts.".Length..]).Order(StringComparer.Ordinal));

    [Fact]
    public void EveryRowSaysWhatItMeans() => Rows.Where(row => row.Meaning.Length < 10 || row.Consumers.Length == 0).ShouldBeEmpty();

    [Fact]
    public void TheConsumersNamedAreThoseInTheCode()
    {
        var coded = Repository.Services.SelectMany(project =>
            ServiceTests
                .ConsumersOf(Repository.AssemblyOf(project))
                .Select(pair => $"{pair.Consumed.Name}: {Repository.NameOf(project)} {pair.Consumer.Name}")
        );
        var documented = Rows.SelectMany(row =>
            Consumer().Matches(row.Consumers).Select(match => $"{row.Event}: {match.Groups["service"].Value} {match.Groups["name"].Value}")
        );
        documented.Order(StringComparer.Ordinal).ShouldBe(coded.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WhatIsPlannedIsPlannedForAServiceOfTheDesign()
    {
        var services = Gateway.Routes.Table.Select(row => row.Service).ToList();
        foreach (var row in Rows)
        {
            Planned()
                .Match(row.Consumers)
                .Groups["services"]
                .Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Except(services)
                .ShouldBeEmpty(row.Event);
        }
    }

    private static IEnumerable<Row> Read()
    {
        var owner = "";
        foreach (var line in Repository.Read("docs/events.md").Split('\n'))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                owner = line[3..].Trim();
            }
            else if (line.StartsWith("| `", StringComparison.Ordinal))
            {
                var cells = line.Split('|', StringSplitOptions.TrimEntries);
                cells.Length.ShouldBe(5, line);
                yield return new Row(owner, cells[1].Trim('`'), cells[2], cells[3]);
            }
        }
    }

    [GeneratedRegex("(?<service>[a-z-]+) `(?<name>[A-Za-z]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Consumer();

    [GeneratedRegex("planned: (?<services>[a-z, -]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Planned();

    private sealed record Row(string Owner, string Event, string Consumers, string Meaning);
}
