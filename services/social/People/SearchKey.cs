using System.Text;

namespace Community.Social.People;

/// <summary>What text is compared by in a search: without case, and the same for all spellings of a character (NFKC).</summary>
internal static class SearchKey
{
    public static string Of(string text) => text.Trim().Normalize(NormalizationForm.FormKC).ToLowerInvariant();

    public static string? OfOrNull(string? text) => text is null ? null : Of(text);
}
