using Community.Platform.Data;
using Community.Social.People;

namespace Community.Social.Discovery;

/// <summary>A filter over <c>people p</c> in SQL.</summary>
/// <param name="Fits">The condition for users who may be found and match the whole filter.</param>
/// <param name="FitsListed">
/// The same for the rows of <see cref="CandidatePoints.NewestWith"/>; null if the filter needs a column that they do not have.
/// </param>
/// <param name="Total">An expression: the number of matching users.</param>
internal sealed record FilterConditions(string Fits, string? FitsListed, string Total)
{
    public static FilterConditions Of(Statement statement, PeopleFilter filter)
    {
        var asked = Asked(statement, filter).ToArray();
        var all = string.Concat(asked.Select(condition => $" AND {condition}"));
        var fits = PeopleConditions.IsToBeFound("p") + all;
        var total = asked.Length switch
        {
            0 => Counted("all", ""),
            1 when filter.Region is { } region => Counted("region", SearchKey.Of(region)),
            1 when filter.Interest is [{ } interest] => Counted("interest", SearchKey.Folded(interest)),
            _ => $"(SELECT count(*) FROM people p WHERE {fits})",
        };
        var needsPerson = filter is not { Q: null, AgeMin: null, AgeMax: null, Gender: null };
        return new(fits, needsPerson ? null : PeopleConditions.IsNotExcluded("p") + all, total);

        // Maintained counts; only the excluded users are subtracted.
        string Counted(string kind, string key)
        {
            var of = $"kind = {statement.Parameter(kind)} AND key = {statement.Parameter(key)}";
            return $"""
                (SELECT coalesce(sum(people), 0) FROM people_counts WHERE {of}) + (SELECT coalesce(sum(change), 0) FROM people_count_changes WHERE {of})
                - (SELECT count(*) FROM people p WHERE p.id IN (SELECT id FROM excluded) AND {Visibility.IsListed("p")}{all})
                """;
        }
    }

    private static IEnumerable<string> Asked(Statement statement, PeopleFilter filter)
    {
        if (filter.Region is { } region)
        {
            yield return $"p.region_key = {statement.Parameter(SearchKey.Of(region))}";
        }

        if (filter.Interest is { Length: > 0 } interests)
        {
            yield return $"p.interests && {statement.Parameter(interests.Select(SearchKey.Folded).ToArray())}";
        }

        if (filter.Q is { } text)
        {
            yield return $"p.search_name LIKE {statement.Parameter(LikePattern.Containing(SearchKey.Folded(text)))}";
        }

        if (filter.IdentityBadge is { } badge)
        {
            yield return $"p.identity_badge = {statement.Parameter(badge)}";
        }

        if (filter.AgeMin is { } least)
        {
            yield return $"p.age >= {statement.Parameter(least)}";
        }

        if (filter.AgeMax is { } most)
        {
            yield return $"p.age <= {statement.Parameter(most)}";
        }

        if (filter.Gender is { } gender)
        {
            yield return $"p.gender_key = {statement.Parameter(SearchKey.Of(gender))}";
        }
    }
}
