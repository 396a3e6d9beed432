using System.Text.Json;
using Community.Money;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Platform.Text;

namespace Community.Social.Communities;

/// <summary>The rules for new and changed communities: limits, the stored form of texts, and rules between fields.</summary>
internal static class CommunityRules
{
    public const int LeastNameLength = 2;
    public const int NameLength = 100;
    public const int DescriptionLength = 5_000;
    public const int HouseRulesLength = 5_000;
    public const int WordLength = 50;
    public const int RegionLength = 100;
    public const int MostTags = 20;
    public const int MostCents = 99_999_999;
    public const int MostCredits = 100_000_000;

    /// <summary>The categories of a circle; the other kinds have a free category, or none.</summary>
    public static readonly string[] CircleCategories = ["Wellness", "Fitness", "Creative", "Social"];

    /// <summary>
    /// Normalises texts to the form in which they are stored and compared, and refuses fields that are valid alone but contradict each
    /// other.
    /// </summary>
    public static void Settle(CommunityGroup community)
    {
        community.Category = CategoryOf(community.Kind, community.Category);
        community.Color = community.Color?.ToUpperInvariant();
        community.NameKey = SearchKey.Of(community.Name);
        community.RegionKey = SearchKey.OfOrNull(community.Region);
        community.CategoryKey = SearchKey.OfOrNull(community.Category);
        community.InterestKey = SearchKey.OfOrNull(community.Interest);
        community.SearchName = SearchKey.Folded($"{community.Name}\n{community.Description}\n{string.Join('\n', community.Tags)}");
        var faults = Faults(community).ToList();
        if (faults.Count > 0)
        {
            throw Problem.Invalid(faults).ToException();
        }
    }

    public static IEnumerable<FieldFault> Faults(CommunityGroup community)
    {
        if (CategoryFault(community.Kind, community.Category) is { } category)
        {
            yield return new("category", category);
        }

        foreach (
            var fault in PriceFaults(
                community.Visibility == CommunityVisibility.Paid,
                community.PriceCents,
                community.Currency,
                community.PriceCredits,
                community.Billing is not null
            )
        )
        {
            yield return fault;
        }
    }

    /// <summary>A category in its stored form: for a circle, one of the four in its own spelling.</summary>
    public static string? CategoryOf(string kind, string? category) =>
        (
            kind == CommunityKind.Circle
                ? CircleCategories.FirstOrDefault(word => word.Equals(category, StringComparison.OrdinalIgnoreCase))
                : null
        ) ?? category;

    /// <summary>The fault of a category; null: it fits the kind.</summary>
    public static Fault? CategoryFault(string kind, string? category) =>
        kind == CommunityKind.Circle && !CircleCategories.Contains(category, StringComparer.Ordinal)
            ? new(FaultCode.NotAnOption, $"of a circle must be one of {string.Join(", ", CircleCategories)}")
            : null;

    /// <summary>The faults of a price: missing fields if joining is paid, and superfluous fields if it is not.</summary>
    public static IEnumerable<FieldFault> PriceFaults(bool isPaid, long? cents, string? currency, long? credits, bool hasBilling) =>
        isPaid ? PaidFaults(cents, currency, credits, hasBilling) : FreeFaults(cents, currency, credits, hasBilling);

    /// <summary>The tags in lower case, without a leading #, without duplicates.</summary>
    /// <param name="written">The tags as written, each with at least one character other than the #.</param>
    public static string[] TagsOf(IReadOnlyList<string>? written) => [.. (written ?? []).Select(TagOf).Distinct(StringComparer.Ordinal)];

    /// <summary>House rules as HTML that is safe to show; null: there are none.</summary>
    public static string? HtmlOf(string? houseRules) => houseRules is null ? null : SafeMarkdown.ToHtml(houseRules, LineBreaks.Kept);

    public static string WordOf<TEnum>(TEnum choice)
        where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(choice.ToString());

    public static string TagOf(string written) =>
        SearchKey.Of(string.Join(' ', written.TrimStart('#').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    private static IEnumerable<FieldFault> PaidFaults(long? cents, string? currency, long? credits, bool hasBilling)
    {
        if (!hasBilling)
        {
            yield return new("billing", FaultCode.Required, "is required where visibility is paid");
        }

        if (currency is null)
        {
            yield return new("currency", FaultCode.Required, "is required where visibility is paid");
        }

        if (cents is not { } price)
        {
            yield return new("price_cents", FaultCode.Required, "is required where visibility is paid");
        }
        else if (
            currency is not null
            && SalePrice.Check(price, currency) is var verdict
            && SalePrice.FaultOf(verdict, currency) is { } fault
        )
        {
            yield return new(verdict == AmountVerdict.UnknownCurrency ? "currency" : "price_cents", fault);
        }
        else if (currency is not null && SalePrice.CreditsFault(credits, price, currency) is { } most)
        {
            yield return new("price_credits", most);
        }
    }

    private static IEnumerable<FieldFault> FreeFaults(long? cents, string? currency, long? credits, bool hasBilling) =>
        from member in ((string Field, bool IsThere)[])
            [
                ("price_cents", cents is not null),
                ("currency", currency is not null),
                ("price_credits", credits is not null),
                ("billing", hasBilling),
            ]
        where member.IsThere
        select new FieldFault(member.Field, FaultCode.NotApplicable, "must be absent where visibility is not paid");
}

/// <summary>A colour as six hexadecimal digits.</summary>
internal sealed class ColorAttribute() : PatternAttribute("^#[0-9A-Fa-f]{6}$", FaultCode.InvalidColor, "must be a colour such as #39CCB7");

/// <summary>A tag with at least one character other than a leading #.</summary>
internal sealed class TagWordAttribute : TextRuleAttribute
{
    /// <inheritdoc/>
    public override Fault? FaultOf(string text) => CommunityRules.TagOf(text).Length == 0 ? new(FaultCode.Blank, "must be a word") : null;
}
