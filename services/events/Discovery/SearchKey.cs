using System.Text;

namespace Community.Events.Discovery;

/// <summary>What text is compared by in a search: without case, and the same for all spellings of a character (NFKC).</summary>
internal static class SearchKey
{
    /// <summary>An index entry must fit a third of a page, and NFKC can make eighteen characters of one.</summary>
    private const int MaxLength = 200;

    public static string Of(string text)
    {
        var key = text.Trim().Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        return key.Length <= MaxLength ? key : key[..(char.IsHighSurrogate(key[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
    }

    public static string? OfOrNull(string? text) => text is null ? null : Of(text);
}
