using Community.Social.Communities;

namespace Community.Social.Tests.Communities;

public sealed class CommunityRulesTests
{
    [Theory]
    [InlineData("Chess", "chess")]
    [InlineData("#chess", "chess")]
    [InlineData("##Chess", "chess")]
    [InlineData("# Chess", "chess")]
    [InlineData("Trail \u3000 Running", "trail running")]
    [InlineData("ＴＥＡ", "tea")]
    [InlineData("C#", "c#")]
    [InlineData("日本", "日本")]
    public void ATagHasOneFormHoweverItIsWritten(string written, string kept) => CommunityRules.TagsOf([written]).ShouldBe([kept]);

    [Fact]
    public void EachTagIsKeptOnceInItsOrder() => CommunityRules.TagsOf(["b", "#B", "a", "ｂ"]).ShouldBe(["b", "a"]);

    [Theory]
    [InlineData("#")]
    [InlineData("###")]
    [InlineData("#  ")]
    public void ATagOfNothingIsRefused(string tag) => new TagWordAttribute().IsValid(tag).ShouldBeFalse();

    [Theory]
    [InlineData("USD", 50)]
    [InlineData("GBP", 30)]
    [InlineData("JPY", 50)]
    [InlineData("HUF", 17500)]
    [InlineData("SAR", 380)]
    public void ThePriceIsAtLeastWhatCanBeCharged(string currency, int least)
    {
        Fields(Paid(least, currency)).ShouldBeEmpty();
        Fields(Paid(least - 1, currency)).ShouldBe(["price_cents"]);
    }

    [Theory]
    [InlineData("KPW")]
    [InlineData("XYZ")]
    [InlineData("XAU")]
    public void OtherCurrenciesAreRefused(string currency) => Fields(Paid(100_000, currency)).ShouldBe(["currency"]);

    [Fact]
    public void APriceIsWhereItIsPaidForAndNowhereElse()
    {
        Fields(Paid(null, null, billing: null)).Order().ShouldBe(["billing", "currency", "price_cents"]);
        foreach (var visibility in (string[])[CommunityVisibility.Public, CommunityVisibility.Private])
        {
            Fields(Paid(500, "USD", credits: 5, visibility: visibility))
                .Order()
                .ShouldBe(["billing", "currency", "price_cents", "price_credits"]);
            Fields(Paid(null, null, billing: null, visibility: visibility)).ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData(CommunityKind.Circle, "Wellness", true)]
    [InlineData(CommunityKind.Circle, "wellness", false)]
    [InlineData(CommunityKind.Circle, "Chess", false)]
    [InlineData(CommunityKind.Circle, null, false)]
    [InlineData(CommunityKind.Group, "Chess", true)]
    [InlineData(CommunityKind.Community, null, true)]
    public void ACircleIsOfOneOfFourCategories(string kind, string? category, bool isTaken)
    {
        var community = Paid(null, null, billing: null, visibility: CommunityVisibility.Public);
        (community.Kind, community.Category) = (kind, category);
        Fields(community).ShouldBe(isTaken ? [] : ["category"]);
    }

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    public void APriceInCreditsIsAtMostTenTimesThatInMoney(long credits, bool isTaken) =>
        Fields(Paid(90_000, "INR", credits)).ShouldBe(isTaken ? [] : ["price_credits"]);

    [Fact]
    public void ACirclesCategoryIsSettledInItsOwnSpelling()
    {
        var circle = Paid(null, null, billing: null, visibility: CommunityVisibility.Public);
        (circle.Kind, circle.Category) = (CommunityKind.Circle, "WELLNESS");
        CommunityRules.Settle(circle);
        (circle.Category, circle.CategoryKey).ShouldBe(("Wellness", "wellness"));
    }

    private static List<string> Fields(CommunityGroup community) => [.. CommunityRules.Faults(community).Select(fault => fault.Field)];

    private static CommunityGroup Paid(
        long? cents,
        string? currency,
        long? credits = null,
        string? billing = CommunityBilling.Monthly,
        string visibility = CommunityVisibility.Paid
    ) =>
        new()
        {
            Id = Guid.Empty,
            Version = 1,
            Kind = CommunityKind.Group,
            Name = "Name",
            Visibility = visibility,
            PriceCents = cents,
            Currency = currency,
            PriceCredits = credits,
            Billing = billing,
            MemberCount = 1,
            CreatedBy = Guid.Empty,
            CreatedAt = default,
            UpdatedAt = default,
            SearchName = "name",
        };
}
