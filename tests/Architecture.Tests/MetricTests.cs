using System.Text.RegularExpressions;

namespace Community.Architecture.Tests;

/// <summary>The table of metrics in docs/operations.md, and the names of the instruments in the code.</summary>
public sealed partial class MetricTests
{
    private static readonly List<Instrument> Instruments =
    [
        .. new[] { "platform", "services", "gateway" }
            .SelectMany(folder => Repository.Files(folder, ".cs"))
            .SelectMany(file => Created().Matches(Repository.Read(file)).Select(match => Instrument.Of(file, match))),
    ];

    [Fact]
    public void TheTableHasEveryInstrumentOfTheCodeWithItsUnit()
    {
        Instruments.Count.ShouldBeGreaterThan(25);
        var table = Row()
            .Matches(Repository.Read("docs/operations.md"))
            .ToDictionary(row => row.Groups["name"].Value, row => row.Groups["unit"].Value, StringComparer.Ordinal);
        table
            .OrderBy(row => row.Key, StringComparer.Ordinal)
            .ShouldBe(
                Instruments
                    .Select(instrument => KeyValuePair.Create(instrument.Name, instrument.Unit))
                    .OrderBy(row => row.Key, StringComparer.Ordinal)
            );
    }

    [Fact]
    public void NamesFollowOneScheme() =>
        Instruments
            .Where(instrument => !Scheme().IsMatch(instrument.Name) || instrument.Unit is not ("s" or ['{', .., '}']))
            .ShouldBeEmpty("community.AREA.WHAT in snake_case, with the unit s or {thing}");

    [Fact]
    public void EveryHistogramHasBoundsOfItsOwn() =>
        Instruments
            .Where(instrument => instrument.Kind == "Histogram" && !instrument.Text.Contains("advice: Buckets.", StringComparison.Ordinal))
            .ShouldBeEmpty("the default bounds are made for milliseconds");

    /// <param name="File">Where it is made.</param>
    /// <param name="Kind">Such as Counter.</param>
    /// <param name="Text">The arguments, to the end of the statement.</param>
    private sealed record Instrument(string File, string Kind, string Text)
    {
        public static Instrument Of(string file, Match match) => new(file, match.Groups["kind"].Value, match.Groups["text"].Value);

        /// <summary>The first text among the arguments; empty: the name is no literal, which no rule here allows.</summary>
        public string Name => Literal(0);

        /// <summary>The second text.</summary>
        public string Unit => Literal(1);

        private string Literal(int index) => Literals().Matches(Text).ElementAtOrDefault(index)?.Groups["text"].Value ?? "";
    }

    [GeneratedRegex("""\.Create(?<kind>(?:Observable)?(?:Counter|UpDownCounter|Gauge)|Histogram)(?:<\w+>)?\((?<text>[^;]*);""")]
    private static partial Regex Created();

    [GeneratedRegex("\"(?<text>[^\"]*)\"")]
    private static partial Regex Literals();

    [GeneratedRegex(@"^(community|gen_ai)(\.[a-z]+(_[a-z]+)*){2,3}$")]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^\| `(?<name>(?:community|gen_ai)\.[a-z._]+)` \| `(?<unit>[^`]+)` \| [^|]+ \| [^|]+ \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
