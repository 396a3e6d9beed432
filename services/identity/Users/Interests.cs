namespace Community.Identity.Users;

/// <summary>Interests are compared across people, so that one spelling stands for each.</summary>
internal static class Interests
{
    public const int MaxCount = 50;
    public const int MaxLength = 50;

    /// <summary>Trimmed, in lower case, each once, in the order given.</summary>
    public static string[] Normalise(IEnumerable<string>? interests) =>
        [.. (interests ?? []).Select(interest => interest.Trim().ToLowerInvariant()).Where(interest => interest.Length > 0).Distinct(StringComparer.Ordinal)];
}
