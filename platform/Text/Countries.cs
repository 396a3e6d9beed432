using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Community.Platform.Text;

/// <summary>Countries as people write them: by code or name, in any case, with or without accents and punctuation.</summary>
public static class Countries
{
    private const int MaxLength = 100;

    // Names in use that neither ISO nor Unicode's tables have, or that mean a part of the country.
    private static readonly (string Name, string Code)[] Others =
    [
        ("UK", "GB"),
        ("Great Britain", "GB"),
        ("Britain", "GB"),
        ("England", "GB"),
        ("Scotland", "GB"),
        ("Wales", "GB"),
        ("Northern Ireland", "GB"),
        ("UAE", "AE"),
        ("Emirates", "AE"),
        ("KSA", "SA"),
        ("America", "US"),
        ("United States of America", "US"),
        ("PRC", "CN"),
        ("Holland", "NL"),
        ("Czech Republic", "CZ"),
        ("Turkey", "TR"),
        ("Korea", "KR"),
        ("Republic of Korea", "KR"),
        ("Palestine", "PS"),
        ("Ivory Coast", "CI"),
        ("Burma", "MM"),
        ("Macedonia", "MK"),
        ("Swaziland", "SZ"),
        ("Cape Verde", "CV"),
        ("Hong Kong", "HK"),
        ("Macau", "MO"),
        ("Russian Federation", "RU"),
        ("Viet Nam", "VN"),
        ("Republic of Ireland", "IE"),
        ("Congo", "CG"),
        ("DRC", "CD"),
    ];

    private static readonly FrozenDictionary<string, string> Codes = Names();

    /// <summary>The country's ISO 3166-1 alpha-2 code, in capitals; null: there is no such country.</summary>
    /// <param name="text">Its code of two or three letters, or its name in English or in one of its own languages.</param>
    public static string? Find(string text) => text.Length <= MaxLength ? Codes.GetValueOrDefault(KeyOf(text)) : null;

    private static FrozenDictionary<string, string> Names()
    {
        var regions = CultureInfo
            .GetCultures(CultureTypes.SpecificCultures)
            .Where(culture => !culture.Equals(CultureInfo.InvariantCulture))
            .Select(culture => new RegionInfo(culture.Name))
            .Where(region => region.TwoLetterISORegionName is [>= 'A' and <= 'Z', >= 'A' and <= 'Z'])
            .ToArray();
        var codes = new Dictionary<string, string>(StringComparer.Ordinal);

        // Codes first: a country's name must not replace the code of another one.
        foreach (var region in regions)
        {
            codes.TryAdd(KeyOf(region.TwoLetterISORegionName), region.TwoLetterISORegionName);
            codes.TryAdd(KeyOf(region.ThreeLetterISORegionName), region.TwoLetterISORegionName);
        }

        foreach (var (name, code) in Others)
        {
            codes.TryAdd(KeyOf(name), code);
        }

        foreach (var region in regions)
        {
            codes.TryAdd(KeyOf(region.EnglishName), region.TwoLetterISORegionName);
            codes.TryAdd(KeyOf(region.NativeName), region.TwoLetterISORegionName);
        }

        codes.Remove("");
        return codes.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static string KeyOf(string text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var character in text.NormalizedOrNull(NormalizationForm.FormKD) ?? "")
        {
            if (char.IsLetterOrDigit(character))
            {
                key.Append(char.ToLowerInvariant(character));
            }
        }

        return key.ToString();
    }
}
