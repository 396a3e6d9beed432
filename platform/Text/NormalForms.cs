using System.Text;

namespace Community.Platform.Text;

/// <summary>
/// Normal forms (Unicode Standard Annex 15) of untrusted text. The framework's own method throws for a lone surrogate, which is not valid
/// text, and for U+FFFE, which is valid. Clients, providers and models can send both.
/// </summary>
public static class NormalForms
{
    /// <summary>The text in this form; characters without one become U+FFFD.</summary>
    public static string Normalized(this string text, NormalizationForm form) =>
        text.NormalizedOrNull(form) ?? Replaced(text).NormalizedOrNull(form)!;

    /// <summary>The text in this form, or null if a character has none.</summary>
    public static string? NormalizedOrNull(this string text, NormalizationForm form) =>
#pragma warning disable RS0030 // This is the method to call instead.
        HasForm(text) ? text.Normalize(form) : null;
#pragma warning restore RS0030

    private static bool HasForm(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\uFFFE' || (char.IsSurrogate(text[at]) && !char.IsSurrogatePair(text, at++)))
            {
                return false;
            }
        }

        return true;
    }

    private static string Replaced(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => rune.Value == 0xFFFE ? Rune.ReplacementChar : rune));
}
