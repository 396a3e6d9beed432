using System.Text;

namespace Community.ServiceDefaults.Text;

/// <summary>
/// Normal forms (Unicode Standard Annex 15) of text that anybody may have written. The framework's own method throws for a lone surrogate,
/// which is no text, and for U+FFFE, which is: strangers, providers and models can send it.
/// </summary>
public static class NormalForms
{
    /// <summary>The text in this form; what has none stands as U+FFFD in it.</summary>
    public static string Normalized(this string text, NormalizationForm form) =>
        text.NormalizedOrNull(form) ?? Replaced(text).NormalizedOrNull(form)!;

    /// <summary>The text in this form, or null where something in it has none.</summary>
    public static string? NormalizedOrNull(this string text, NormalizationForm form) =>
#pragma warning disable RS0030 // This is what is called instead.
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

    private static string Replaced(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.Value == 0xFFFE ? Rune.ReplacementChar : rune));
}
