using System.Globalization;
using System.Text;

namespace Community.Gateway.Pages;

/// <summary>
/// The last part of the address of an event or a community: its name for people, then its id, by which it is found:
/// <c>evening-bake-0198c0de0000700080000000000000e1</c>. The id alone will do, so a link stays valid when the name changes.
/// </summary>
internal static class Slug
{
    private const int MaxName = 60;
    private const int IdLength = 32;

    public static string Of(string name, Guid id)
    {
        var text = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if (text.Length >= MaxName)
            {
                break;
            }

            if (Rune.IsLetterOrDigit(rune))
            {
                text.Append(Rune.ToLowerInvariant(rune));
            }
            else if (text.Length > 0 && text[^1] != '-' && Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
            {
                text.Append('-');
            }
        }

        if (text.Length > 0 && text[^1] != '-')
        {
            text.Append('-');
        }

        return text.Append(id.ToString("N")).ToString();
    }

    /// <summary>The id that a slug ends with, with or without hyphens; null: it has none.</summary>
    public static Guid? IdOf(string slug) =>
        Guid.TryParse(slug, out var whole) ? whole
        : slug.Length > IdLength && slug[^(IdLength + 1)] == '-' && Guid.TryParseExact(slug[^IdLength..], "N", out var id) ? id
        : null;
}
