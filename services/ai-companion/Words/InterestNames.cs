using System.Collections.Frozen;

namespace Community.Companion.Words;

/// <summary>The Arabic names of interests, which people choose by their English names (<c>interest-names.txt</c>).</summary>
internal static class InterestNames
{
    private static readonly FrozenDictionary<string, string> Arabic = Embedded
        .Lines("Words.interest-names.txt")
        .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
        .ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);

    /// <summary>The Arabic name; the interest itself, if none is known.</summary>
    public static string InArabic(string interest) => Arabic.GetValueOrDefault(interest, interest);
}
