using System.Collections.Frozen;

namespace Community.Companion.Offline;

/// <summary>
/// Words for people close to somebody, in English, Arabic and Arabizi, under one name each: "أختي" and "my sister" are one.
/// </summary>
internal static class Relations
{
    private static readonly FrozenDictionary<string, string> Names = Embedded
        .Lines("Offline.relations.txt")
        .Select(line => line.Split(':', 2))
        .SelectMany(pair =>
            pair[1].Split('|', StringSplitOptions.TrimEntries).Append(pair[0]).Select(word => KeyValuePair.Create(Folded(word), pair[0]))
        )
        .DistinctBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The English name of a relation, or null: the word is none.</summary>
    public static string? Of(string word) => Names.GetValueOrDefault(Folded(word));

    /// <summary>Whether two words name the same relation.</summary>
    public static bool AreSame(string one, string other) =>
        string.Equals(Of(one) ?? one, Of(other) ?? other, StringComparison.OrdinalIgnoreCase);

    private static string Folded(string word) => word.Replace('أ', 'ا').Replace('إ', 'ا').Replace('ة', 'ه').ToLowerInvariant();
}
