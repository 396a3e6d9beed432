using Community.Social.Discovery;
using FsCheck;
using FsCheck.Fluent;

namespace Community.Social.Tests.Discovery;

/// <summary>Invariants of compatibility, for any two people.</summary>
public sealed class CompatibilityProperties
{
    private static readonly string[] Topics = [.. Enumerable.Range(0, 12).Select(number => $"topic {number}")];
    private static readonly string[] Findings = ["skill go", "skill baking", "trait calm", "trait curious"];

    private static readonly Gen<CompatibilityFacts> Facts =
        from interests in Gen.SubListOf(Topics)
        from region in Gen.Elements<string?>(null, "dubai", "oslo")
        from badge in Gen.Elements<string?>([null, .. Badges.All])
        from isAnalysed in Gen.Elements(true, false)
        from findings in Gen.SubListOf(Findings)
        select new CompatibilityFacts([.. interests], region, badge, isAnalysed ? findings.ToHashSet(StringComparer.Ordinal) : null);

    private static readonly Gen<InterestRarity> Rarities =
        from people in Gen.Choose(0, 100_000)
        from having in Gen.Choose(0, 100_000).ArrayOf(Topics.Length)
        select new InterestRarity(people, Topics.Zip(having, (topic, count) => (topic, (long)count)).ToDictionary(StringComparer.Ordinal));

    private sealed record Case(CompatibilityFacts One, CompatibilityFacts Other, int Mutual, InterestRarity Rarity)
    {
        public CompatibilityScore Score => Compatibility.Of(One, Other, Mutual, Rarity);
    }

    private static readonly Gen<Case> Cases =
        from one in Facts
        from other in Facts
        from mutual in Gen.Choose(0, 40)
        from rarity in Rarities
        select new Case(one, other, mutual, rarity);

    [Fact]
    public void TheScoreIsTheSameFromEitherSideAndEachTime() =>
        ForAll(
            Cases,
            c =>
            {
                var swapped = (c with { One = c.Other, Other = c.One }).Score;
                swapped.Score.ShouldBe(c.Score.Score);
                swapped.Factors.ShouldBe(c.Score.Factors);
                c.Score.Factors.ShouldBe(c.Score.Factors);
            }
        );

    [Fact]
    public void TheScoreIsTheSumOfItsFactorsAndNeverBelow0OrAbove100() =>
        ForAll(
            Cases,
            c =>
            {
                var score = c.Score;
                score.Score.ShouldBeInRange(0, 100);
                score.Factors.Sum(factor => factor.Points).ShouldBe(score.Score);
                score.Factors.Sum(factor => factor.Weight).ShouldBe(100);
                score.Factors.ShouldAllBe(factor =>
                    factor.Value >= 0
                    && factor.Value <= 1
                    && factor.Points == (int)Math.Round(factor.Weight * factor.Value, MidpointRounding.AwayFromZero)
                );
                score.Factors.Count.ShouldBe(c.One.Analysis is null || c.Other.Analysis is null ? 4 : 5);
            }
        );

    [Fact]
    public void OneMoreInterestInCommonNeverLowersIt() =>
        ForAll(
            from c in Cases
            from topic in Gen.Elements(Topics)
            select (c, topic),
            pair =>
            {
                var (c, topic) = pair;
                var more = c with { One = With(c.One, topic), Other = With(c.Other, topic) };
                more.Score.Score.ShouldBeGreaterThanOrEqualTo(c.Score.Score);
                more.Score.CommonInterests.ShouldContain(topic);
            }
        );

    [Fact]
    public void OneMoreMutualConnectionNeverLowersIt() =>
        ForAll(Cases, c => (c with { Mutual = c.Mutual + 1 }).Score.Score.ShouldBeGreaterThanOrEqualTo(c.Score.Score));

    [Fact]
    public void ARareInterestSaysMoreThanACommonOne()
    {
        var rarity = new InterestRarity(
            100_000,
            new Dictionary<string, long>(StringComparer.Ordinal) { ["rare"] = 20, ["common"] = 30_000 }
        );
        ScoreOf("rare").ShouldBeGreaterThan(ScoreOf("common"));

        int ScoreOf(string interest)
        {
            var facts = new CompatibilityFacts([interest], null, null, null);
            return Compatibility.Of(facts, facts, 0, rarity).Score;
        }
    }

    [Fact]
    public void WhatTheDocumentCountsIsTrue()
    {
        var rarity = new InterestRarity(1000, new Dictionary<string, long>(StringComparer.Ordinal) { ["chess"] = 100, ["running"] = 250 });
        var one = new CompatibilityFacts(["chess", "running", "tea"], "dubai", "Explorer", null);
        var other = new CompatibilityFacts(["running", "chess"], "dubai", "Connector", null);
        var score = Compatibility.Of(one, other, 5, rarity);
        score.Factors.ShouldBe([
            new("interests", 50, 0.477, 24),
            new("region", 17, 1, 17),
            new("mutual_connections", 22, 0.5, 11),
            new("badges", 11, 1, 11),
        ]);
        score.Score.ShouldBe(63);
    }

    [Fact]
    public void EveryBadgeHasAComplement()
    {
        foreach (var badge in Badges.All)
        {
            Badges.Complement(badge, badge).ShouldBe(Badges.Same);
            Badges.All.Count(other => Badges.Complement(badge, other).Equals(Badges.Complementary)).ShouldBeInRange(3, 4, badge);
        }

        Badges.Complement("Explorer", null).ShouldBe(0);
    }

    private static CompatibilityFacts With(CompatibilityFacts facts, string topic) =>
        facts with
        {
            Interests = [.. facts.Interests.Append(topic).Distinct(StringComparer.Ordinal)],
        };

    private static void ForAll<T>(Gen<T> gen, Action<T> holds) =>
        Prop.ForAll(Arb.From(gen), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
}
