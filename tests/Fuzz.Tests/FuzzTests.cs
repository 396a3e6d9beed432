using System.Globalization;
using Community.Fuzz.Tests.Running;

namespace Community.Fuzz.Tests;

/// <summary>
/// Every parser of input from strangers keeps its guarantees for its stored inputs and for mutations of them. docs/security/fuzzing.md has
/// more.
/// </summary>
public sealed class FuzzTests
{
    private const int Mutations = 2_000;
    private const int Seed = 20_261_122;

    public static TheoryData<string> Targets => [.. AllTargets.List.Select(target => target.Name)];

    /// <summary>Seconds of a guided run of each target; <c>./community test --full</c> sets it.</summary>
    private static int? GuidedSeconds =>
        int.TryParse(
            Environment.GetEnvironmentVariable("COMMUNITY_FUZZ_SECONDS"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var seconds
        )
            ? seconds
            : null;

    [Theory]
    [MemberData(nameof(Targets))]
    public void HoldsForTheCorpusAndItsMutations(string name)
    {
        var target = AllTargets.Named(name)!;
        var corpus = Corpus.Read(target);
        corpus.ForEach(target.Check);
        var mutator = new Mutator(Seed, target.Tokens, target.MaxLength);
        for (var run = 0; run < Mutations; run++)
        {
            target.Check(mutator.Next(corpus));
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task HoldsWhereCoverageLeads(string name)
    {
        Assert.SkipWhen(GuidedSeconds is null, "./community test --full runs each target for a minute.");
        var (exitCode, output) = await Instrumentation.RunAsync(
            AllTargets.Named(name)!,
            GuidedSeconds.Value,
            keep: false,
            TestContext.Current.CancellationToken
        );
        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public void EachCorpusIsSmallAndOfATarget()
    {
        var folders = new DirectoryInfo(Corpus.Folder).GetDirectories();
        folders.Select(folder => folder.Name).ShouldBe(AllTargets.List.Select(target => target.Name), ignoreOrder: true);
        folders.Where(folder => folder.GetFiles().Length > Corpus.MaxInputs).Select(folder => folder.Name).ShouldBeEmpty();
        folders.SelectMany(folder => folder.GetFiles()).Where(file => file.Length > 16 * 1024).Select(file => file.Name).ShouldBeEmpty();
    }

    [Fact]
    public void EachTargetStandsInTheDocument()
    {
        var page = File.ReadAllText(Path.Combine(Corpus.Root, "docs", "security", "fuzzing.md"));
        AllTargets
            .List.Where(target => !page.Contains($"| `{target.Name}` |", StringComparison.Ordinal))
            .Select(target => target.Name)
            .ShouldBeEmpty();
    }

    [Fact]
    public void AFailureNamesTheTargetAndTheInput()
    {
        var target = new Target("broken", input => Input.Require(input.Length == 0, "the input is empty"), "");
        Should.Throw<FuzzException>(() => target.Check([1, 2])).Message.ShouldContain("AQI=");
    }

    [Fact]
    public void AnInputThatCostsTooMuchFails()
    {
        var target = new Target("costly", input => GC.KeepAlive(new byte[input.Length * 2_000_000]), "") { AllocationPerByte = 1 };
        target.Check([]);
        Should.Throw<FuzzException>(() => target.Check([1])).Message.ShouldContain("bytes were allocated");
    }
}
