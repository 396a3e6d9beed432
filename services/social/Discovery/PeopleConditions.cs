using Community.Social.People;

namespace Community.Social.Discovery;

/// <summary>What statements about people have in common.</summary>
internal static class PeopleConditions
{
    /// <summary>
    /// Lists for WITH, each read once for a statement: <c>connected</c>, <c>unseen</c>, and <c>excluded</c>, whom the caller is not looking for: the
    /// caller, whom the caller is connected with or has asked or is asked by, and whoever is not seen. To the caller a declined request
    /// is one that has had no answer.
    /// </summary>
    /// <param name="me">The caller's id: a parameter.</param>
    /// <param name="now">The present: a parameter.</param>
    public static string Excluded(string me, string now) =>
        $"""
        connected AS MATERIALIZED (SELECT other_id AS id FROM connection_edges WHERE user_id = {me}),
        unseen AS MATERIALIZED ({Visibility.Unseen(me, now)}),
        excluded AS MATERIALIZED (
            SELECT {me} AS id UNION SELECT id FROM connected UNION SELECT id FROM unseen
            UNION SELECT to_id FROM connections WHERE from_id = {me} AND status IN ('pending', 'declined')
            UNION SELECT from_id FROM connections WHERE to_id = {me} AND status = 'pending')
        """;

    /// <summary>Whoever may be found at all; over <see cref="Excluded"/>.</summary>
    public static string IsToBeFound(string person) => $"{Visibility.IsListed(person)} AND {IsNotExcluded(person)}";

    /// <summary>The part of <see cref="IsToBeFound"/> about the caller, for people who are known to be listed.</summary>
    public static string IsNotExcluded(string person) => $"{person}.id NOT IN (SELECT id FROM excluded)";

    /// <summary>An expression: with how many people whom the caller sees both the caller and this person are connected.</summary>
    public static string MutualConnections(string id) =>
        $"""
        (SELECT count(*) FROM connection_edges theirs
            WHERE theirs.user_id = {id} AND theirs.other_id IN (SELECT id FROM connected) AND theirs.other_id NOT IN (SELECT id FROM unseen))::integer
        """;

    /// <summary>
    /// An item of FROM, <c>p</c>: people who are looked up one by one by their key, and what is asked of them is made out once. How many there will be
    /// is known here and guessed by the planner, who would rather read the whole table.
    /// </summary>
    public static string EachBy(string id, string columns, string condition) =>
        $"LATERAL (SELECT {columns} FROM people p WHERE p.id = {id} AND {condition} OFFSET 0) AS p";
}
