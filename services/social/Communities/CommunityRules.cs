using System.Text.Json;
using Community.Money;
using Community.ServiceDefaults.Data;
using Community.ServiceDefaults.Problems;

namespace Community.Social.Communities;

/// <summary>What a community may be, whether it is new or changed: limits, how its words are kept, and the rules between its fields.</summary>
internal static class CommunityRules
{
    public const int LeastNameLength = 2;
    public const int NameLength = 100;
    public const int DescriptionLength = 5_000;
    public const int WordLength = 50;
    public const int RegionLength = 100;
    public const int MostTags = 20;
    public const int MostCents = 99_999_999;
    public const int MostCredits = 100_000_000;
    public const string ColorPattern = "^#[0-9A-Fa-f]{6}$";
    public const string ColorFault = "must be a colour such as #39CCB7";

    /// <summary>A circle is of one of these; the other kinds have a word of their own, or none.</summary>
    public static readonly string[] CircleCategories = ["Wellness", "Fitness", "Creative", "Social"];

    /// <summary>Brings what was written into the form that it is kept and compared in, and refuses what each field alone allows but not together.</summary>
    public static void Settle(CommunityGroup community)
    {
        if (community.Kind == CommunityKind.Circle)
        {
            community.Category = CircleCategories.FirstOrDefault(word => word.Equals(community.Category, StringComparison.OrdinalIgnoreCase))
                ?? community.Category;
        }

        community.Color = community.Color?.ToUpperInvariant();
        community.NameKey = SearchKey.Of(community.Name);
        community.RegionKey = SearchKey.OfOrNull(community.Region);
        community.CategoryKey = SearchKey.OfOrNull(community.Category);
        community.InterestKey = SearchKey.OfOrNull(community.Interest);
        community.SearchName = SearchKey.Folded($"{community.Name}\n{community.Description}\n{string.Join('\n', community.Tags)}");
        var faults = Faults(community).ToDictionary(fault => fault.Field, fault => (string[])[fault.Error], StringComparer.Ordinal);
        if (faults.Count > 0)
        {
            throw Problem.Invalid(faults).ToException();
        }
    }

    public static IEnumerable<(string Field, string Error)> Faults(CommunityGroup community)
    {
        if (community.Kind == CommunityKind.Circle && !CircleCategories.Contains(community.Category, StringComparer.Ordinal))
        {
            yield return ("category", $"of a circle must be one of {string.Join(", ", CircleCategories)}");
        }

        foreach (var fault in community.Visibility == CommunityVisibility.Paid ? PriceFaults(community) : PriceLeftFaults(community))
        {
            yield return fault;
        }
    }

    /// <summary>The tags in lower case, without the # that people write before them, each once.</summary>
    /// <param name="written">As people write them.</param>
    /// <param name="field">What the request calls them.</param>
    /// <exception cref="ProblemException">400: one of them is nothing but a #.</exception>
    public static string[] TagsOf(IReadOnlyList<string>? written, string field = "tags")
    {
        string[] tags = [.. (written ?? []).Select(TagOf)];
        return Array.IndexOf(tags, "") is >= 0 and var empty
            ? throw Problem.Invalid($"{field}[{empty}]", "must be a word").ToException()
            : [.. tags.Distinct(StringComparer.Ordinal)];
    }

    public static string WordOf<TEnum>(TEnum choice) where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(choice.ToString());

    private static string TagOf(string written) => SearchKey.Of(string.Join(' ', written.TrimStart('#').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    private static IEnumerable<(string Field, string Error)> PriceFaults(CommunityGroup community)
    {
        if (community.Billing is null)
        {
            yield return ("billing", "is required where visibility is paid");
        }

        if (community.Currency is null)
        {
            yield return ("currency", "is required where visibility is paid");
        }

        if (community.PriceCents is not { } price)
        {
            yield return ("price_cents", "is required where visibility is paid");
        }
        else if (community.Currency is { } currency && SalePrice.Check(price, currency) is var verdict && SalePrice.Fault(verdict, currency) is { } fault)
        {
            yield return (verdict == AmountVerdict.UnknownCurrency ? "currency" : "price_cents", fault);
        }
    }

    private static IEnumerable<(string Field, string Error)> PriceLeftFaults(CommunityGroup community) =>
        from member in ((string Field, bool IsThere)[])[
            ("price_cents", community.PriceCents is not null), ("currency", community.Currency is not null),
            ("price_credits", community.PriceCredits is not null), ("billing", community.Billing is not null)]
        where member.IsThere
        select (member.Field, "must be absent where visibility is not paid");
}
