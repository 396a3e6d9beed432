using Community.Social.People;

namespace Community.Social.Discovery;

/// <summary>The common parts of statements about users.</summary>
internal static class PeopleConditions
{
    /// <summary>
    /// Lists for WITH, each read once for a statement: <c>connected</c>, <c>unseen</c>, and <c>excluded</c>. The excluded are the caller,
    /// users with a connection or a pending request with the caller, and users whom the caller does not see. For the caller, a declined
    /// request is an unanswered one.
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

    /// <summary>The condition for users who may be found at all; uses <see cref="Excluded"/>.</summary>
    public static string IsToBeFound(string person) => $"{Visibility.IsListed(person)} AND {IsNotExcluded(person)}";

    /// <summary>The part of <see cref="IsToBeFound"/> that depends on the caller, for users who are already known to be listed.</summary>
    public static string IsNotExcluded(string person) => $"{person}.id NOT IN (SELECT id FROM excluded)";

    /// <summary>An expression: the number of users, seen by the caller, with whom both the caller and this user are connected.</summary>
    public static string MutualConnections(string id) =>
        $"""
            (SELECT count(*) FROM connection_edges theirs
                WHERE theirs.user_id = {id} AND theirs.other_id IN (SELECT id FROM connected) AND theirs.other_id NOT IN (SELECT id FROM unseen))::integer
            """;

    /// <summary>
    /// An item of FROM, <c>p</c>: users who are looked up one by one by their key, with each column computed once. Their number is known
    /// here. The planner only guesses it and would rather read the whole table.
    /// </summary>
    public static string EachBy(string id, string columns, string condition) =>
        $"LATERAL (SELECT {columns} FROM people p WHERE p.id = {id} AND {condition} OFFSET 0) AS p";
}
