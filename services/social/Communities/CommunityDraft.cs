using System.ComponentModel.DataAnnotations;
using Community.Platform.Data;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Validation;

namespace Community.Social.Communities;

/// <summary>The kind of a community.</summary>
internal enum KindChoice
{
    /// <summary>Users who do something together.</summary>
    Group,

    /// <summary>A small group with one of four categories.</summary>
    Circle,

    /// <summary>A place for many members.</summary>
    Community,
}

/// <summary>The visibility of a community, and how users can join it.</summary>
internal enum VisibilityChoice
{
    /// <summary>All users find it and can join at once.</summary>
    Public,

    /// <summary>Only members know of it; users join by invitation or request.</summary>
    Private,

    /// <summary>All users find it and join by paying.</summary>
    Paid,
}

/// <summary>How a paid community is paid for.</summary>
internal enum BillingChoice
{
    /// <summary>Once.</summary>
    OneTime,

    /// <summary>For each month.</summary>
    Monthly,
}

/// <summary>A new community.</summary>
/// <param name="Kind">group, circle or community; it cannot be changed later.</param>
/// <param name="Name">Its name, one line of 2 to 100 characters.</param>
/// <param name="Description">The subject of the community: Markdown, at most 5,000 characters, stored and returned as written.</param>
/// <param name="Category">
/// For a circle Wellness, Fitness, Creative or Social, and required; for other kinds a word of your choice of at most 50 characters.
/// </param>
/// <param name="Region">The region used for discovery.</param>
/// <param name="Interest">The interest that its members share.</param>
/// <param name="Tags">At most 20 words of at most 50 characters; stored in lower case, without #, without duplicates.</param>
/// <param name="Color">Its colour, <c>#RRGGBB</c>.</param>
/// <param name="Visibility">public, private (only members know of it) or paid.</param>
/// <param name="PriceCents">
/// The price of joining, in minor units of the currency; required for paid, at least the minimum that Stripe can charge.
/// </param>
/// <param name="Currency">ISO 4217, in any case; required for paid.</param>
/// <param name="PriceCredits">The price in credits, if they are accepted too; only for paid.</param>
/// <param name="Billing">one_time (the default) or monthly; only for paid.</param>
/// <param name="IsOnWeb">Whether it can be read without signing in; it has no effect while the community is private.</param>
/// <param name="Rules">The house rules, which users agree to by joining: Markdown, at most 5,000 characters.</param>
internal sealed record CommunityDraft(
    KindChoice Kind,
    [MinLength(CommunityRules.LeastNameLength), Graphemes(CommunityRules.NameLength), SingleLine] string Name,
    [Graphemes(CommunityRules.DescriptionLength), MultiLine] string? Description = null,
    [StringLength(CommunityRules.WordLength), SingleLine] string? Category = null,
    [StringLength(CommunityRules.RegionLength), SingleLine] string? Region = null,
    [StringLength(CommunityRules.WordLength), SingleLine] string? Interest = null,
    [MaxLength(CommunityRules.MostTags), StringLength(CommunityRules.WordLength), SingleLine, TagWord] IReadOnlyList<string>? Tags = null,
    [Color] string? Color = null,
    VisibilityChoice Visibility = VisibilityChoice.Public,
    [Range(1, CommunityRules.MostCents)] int? PriceCents = null,
    [CurrencyCode] string? Currency = null,
    [Range(1, CommunityRules.MostCredits)] int? PriceCredits = null,
    BillingChoice? Billing = null,
    bool IsOnWeb = false,
    [Graphemes(CommunityRules.HouseRulesLength), MultiLine] string? Rules = null
) : IHasExample<CommunityDraft>, IHasRules<CommunityDraft>
{
    public static CommunityDraft Example =>
        new(
            KindChoice.Circle,
            "Sunrise runners",
            "We run along the harbour. *All paces.*",
            "Fitness",
            "Dubai",
            "running",
            ["trail running", "mornings"],
            "#39CCB7",
            VisibilityChoice.Paid,
            1500,
            "USD",
            15,
            BillingChoice.Monthly,
            Rules: "- Wait for the last runner.\n- No advertising."
        );

    static RequestRules<CommunityDraft> IHasRules<CommunityDraft>.Rules { get; } =
        new RequestRules<CommunityDraft>()
            .Add(
                nameof(Category),
                draft =>
                    CommunityRules.WordOf(draft.Kind) is var kind
                        ? CommunityRules.CategoryFault(kind, CommunityRules.CategoryOf(kind, draft.Category))
                        : null,
                nameof(Kind)
            )
            .Add(nameof(PriceCents), draft => draft.PriceFaultAt("price_cents"), nameof(Visibility), nameof(Currency))
            .Add(nameof(Currency), draft => draft.PriceFaultAt("currency"), nameof(Visibility), nameof(PriceCents))
            .Add(nameof(PriceCredits), draft => draft.PriceFaultAt("price_credits"), nameof(Visibility))
            .Add(nameof(Billing), draft => draft.PriceFaultAt("billing"), nameof(Visibility));

    /// <exception cref="Community.Platform.Http.Problems.ProblemException">400: its fields contradict each other.</exception>
    public CommunityGroup ToCommunity(Guid founder, DateTimeOffset now)
    {
        var community = new CommunityGroup
        {
            Id = Guid.CreateVersion7(now),
            Version = 1,
            Kind = CommunityRules.WordOf(Kind),
            Name = Name,
            Description = Description,
            Rules = Rules,
            Category = Category,
            Region = Region,
            Interest = Interest,
            Tags = CommunityRules.TagsOf(Tags),
            Color = Color,
            Visibility = CommunityRules.WordOf(Visibility),
            IsOnWeb = IsOnWeb,
            PriceCents = PriceCents,
            Currency = Currency,
            PriceCredits = PriceCredits,
            Billing =
                Billing is { } billing ? CommunityRules.WordOf(billing)
                : Visibility == VisibilityChoice.Paid ? CommunityBilling.OneTime
                : null,
            MemberCount = 1,
            CreatedBy = founder,
            CreatedAt = now.AsKept(),
            UpdatedAt = now.AsKept(),
            SearchName = "",
        };
        CommunityRules.Settle(community);
        return community;
    }

    /// <summary>The billing of a paid community has a default.</summary>
    private Fault? PriceFaultAt(string field) =>
        CommunityRules
            .PriceFaults(
                Visibility == VisibilityChoice.Paid,
                PriceCents,
                Currency,
                PriceCredits,
                hasBilling: Billing is not null || Visibility == VisibilityChoice.Paid
            )
            .FirstOrDefault(fault => fault.Field == field)
            ?.Fault;
}
