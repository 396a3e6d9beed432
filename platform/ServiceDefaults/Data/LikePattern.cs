namespace Community.ServiceDefaults.Data;

/// <summary>Patterns for LIKE and ILIKE made of what somebody typed: its own wildcards stand for themselves.</summary>
public static class LikePattern
{
    /// <summary>Matches what has <paramref name="text"/> anywhere in it.</summary>
    public static string Containing(string text) => $"%{Escape(text)}%";

    private static string Escape(string text) => text
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("%", @"\%", StringComparison.Ordinal)
        .Replace("_", @"\_", StringComparison.Ordinal);
}
