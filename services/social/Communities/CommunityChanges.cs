using System.ComponentModel.DataAnnotations;
using Community.Platform.Http.Json;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Validation;

namespace Community.Social.Communities;

/// <summary>The fields of a community that an owner may change. Its kind cannot be changed.</summary>
/// <param name="Name">Its name, one line of 2 to 100 characters.</param>
/// <param name="Description">The subject of the community: Markdown, at most 5,000 characters.</param>
/// <param name="Category">For a circle Wellness, Fitness, Creative or Social; for other kinds a word of your choice.</param>
/// <param name="Region">The region used for discovery.</param>
/// <param name="Interest">The interest that its members share.</param>
/// <param name="Tags">At most 20 words of at most 50 characters.</param>
/// <param name="Color">Its colour, <c>#RRGGBB</c>.</param>
/// <param name="Visibility">public, private or paid. Members stay members when it changes.</param>
/// <param name="PriceCents">The price of joining from now on, in minor units of the currency.</param>
/// <param name="Currency">ISO 4217, in any case.</param>
/// <param name="PriceCredits">The price in credits, if they are accepted too.</param>
/// <param name="Billing">one_time or monthly.</param>
/// <param name="IsOnWeb">Whether it can be read without signing in; it has no effect while the community is private.</param>
/// <param name="Rules">The house rules, which users agree to by joining: Markdown, at most 5,000 characters; null: none.</param>
[ChangedElsewhere("kind", "never changes")]
[ChangedElsewhere("picture_url", "is changed by PUT /communities/{id}/picture")]
[ChangedElsewhere("rules_html", "is made of rules")]
[ChangedElsewhere("my_role", "is changed by PATCH /communities/{id}/members/{user_id}")]
internal sealed record CommunityChanges(
    [MinLength(CommunityRules.LeastNameLength), Graphemes(CommunityRules.NameLength), SingleLine] Optional<string> Name,
    [Graphemes(CommunityRules.DescriptionLength), MultiLine] Optional<string?> Description,
    [StringLength(CommunityRules.WordLength), SingleLine] Optional<string?> Category,
    [StringLength(CommunityRules.RegionLength), SingleLine] Optional<string?> Region,
    [StringLength(CommunityRules.WordLength), SingleLine] Optional<string?> Interest,
    [MaxLength(CommunityRules.MostTags), StringLength(CommunityRules.WordLength), SingleLine, TagWord]
        Optional<IReadOnlyList<string>?> Tags,
    [Color] Optional<string?> Color,
    Optional<VisibilityChoice> Visibility,
    [Range(1, CommunityRules.MostCents)] Optional<int?> PriceCents,
    [CurrencyCode] Optional<string?> Currency,
    [Range(1, CommunityRules.MostCredits)] Optional<int?> PriceCredits,
    Optional<BillingChoice?> Billing,
    Optional<bool> IsOnWeb,
    [Graphemes(CommunityRules.HouseRulesLength), MultiLine] Optional<string?> Rules
) : IHasExample<CommunityChanges>
{
    public static CommunityChanges Example =>
        new(
            "Sunrise runners",
            "We run along the harbour, in winter too.",
            default,
            default,
            default,
            default,
            default,
            default,
            2000,
            default,
            default,
            default,
            default,
            "- Wait for the last runner.\n- No advertising."
        );

    /// <summary>Whether it names a member of the price, or the visibility that a price comes with.</summary>
    internal bool TouchesPrice => Visibility.IsSet || PriceCents.IsSet || Currency.IsSet || PriceCredits.IsSet || Billing.IsSet;

    /// <returns>Whether its texts changed: name, description, rules or tags.</returns>
    /// <exception cref="Community.Platform.Http.Problems.ProblemException">400: its fields contradict each other.</exception>
    public bool ApplyTo(CommunityGroup community)
    {
        var (name, description, rules, tags) = (community.Name, community.Description, community.Rules, community.Tags);
        community.Name = Name.Or(community.Name);
        community.Description = Description.Or(community.Description);
        community.Rules = Rules.Or(community.Rules);
        community.Category = Category.Or(community.Category);
        community.Region = Region.Or(community.Region);
        community.Interest = Interest.Or(community.Interest);
        community.Tags = Tags.IsSet ? CommunityRules.TagsOf(Tags.Value) : community.Tags;
        community.Color = Color.Or(community.Color);
        community.IsOnWeb = IsOnWeb.Or(community.IsOnWeb);
        ApplyPriceTo(community);
        CommunityRules.Settle(community);
        return community.Name != name
            || community.Description != description
            || community.Rules != rules
            || !community.Tags.SequenceEqual(tags, StringComparer.Ordinal);
    }

    /// <summary>A community that is no longer paid automatically loses its price.</summary>
    private void ApplyPriceTo(CommunityGroup community)
    {
        if (Visibility.IsSet && CommunityRules.WordOf(Visibility.Value) is var visibility && visibility != community.Visibility)
        {
            community.Visibility = visibility;
            (community.PriceCents, community.Currency, community.PriceCredits) = (null, null, null);
            community.Billing = visibility == CommunityVisibility.Paid ? CommunityBilling.OneTime : null;
        }

        community.PriceCents = PriceCents.IsSet ? PriceCents.Value : community.PriceCents;
        community.Currency = Currency.Or(community.Currency);
        community.PriceCredits = PriceCredits.IsSet ? PriceCredits.Value : community.PriceCredits;
        community.Billing =
            !Billing.IsSet ? community.Billing
            : Billing.Value is { } billing ? CommunityRules.WordOf(billing)
            : null;
    }
}
