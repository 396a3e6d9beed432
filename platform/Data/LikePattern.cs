namespace Community.Platform.Data;

/// <summary>Patterns for LIKE and ILIKE from text that a user typed; wildcards in the text match themselves.</summary>
public static class LikePattern
{
    /// <summary>Matches texts that contain <paramref name="text"/>.</summary>
    public static string Containing(string text) => $"%{Escape(text)}%";

    private static string Escape(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal);
}
