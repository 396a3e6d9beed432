namespace Community.Identity.Users;

/// <summary>Interests are compared between users, so each one has a single spelling.</summary>
internal static class Interests
{
    public const int MaxCount = 50;
    public const int MaxLength = 50;

    /// <summary>Trimmed, in lower case, without duplicates, in the order given.</summary>
    public static string[] Normalise(IEnumerable<string>? interests) =>
        [
            .. (interests ?? [])
                .Select(interest => interest.Trim().ToLowerInvariant())
                .Where(interest => interest.Length > 0)
                .Distinct(StringComparer.Ordinal),
        ];
}
