using Community.Social.Communities;
using Community.Social.People;

namespace Community.Social.Feed;

/// <summary>
/// The rule that decides which activities a viewer may read: the viewer must be allowed to know of every user, community and event in the
/// activity, by the policies for these (<see cref="Visibility"/>, <see cref="CommunityAccess"/>). It is SQL over the activity <c>a</c>,
/// with the parameters <c>@viewer</c> and <c>@now</c>.
/// </summary>
internal static class ActivityVisibility
{
    /// <summary>The subjects of an activity: the actor p, the user u, the community c, the event e and its organizer o.</summary>
    public const string Joins = """
        JOIN people p ON p.id = a.actor_id
        LEFT JOIN people u ON u.id = a.user_id
        LEFT JOIN communities c ON c.id = a.community_id
        LEFT JOIN events e ON e.id = a.event_id
        LEFT JOIN people o ON o.id = e.organizer_id
        """;

    /// <summary>Threads in a community that is not public are visible only to its members.</summary>
    public static readonly string IsShown = $"""
        {Sees("p")} AND (a.user_id IS NULL OR ({Sees("u")}))
        AND (a.community_id IS NULL OR ({CommunityAccess.IsSeen("c", "@viewer")}))
        AND (a.thread_id IS NULL OR c.visibility = 'public' OR EXISTS (
            SELECT FROM community_members reader WHERE reader.community_id = c.id AND reader.user_id = @viewer AND reader.is_member))
        AND (a.event_id IS NULL OR ({EventIsShown}))
        AND NOT EXISTS (SELECT FROM removed_content removed WHERE removed.id IN (a.thread_id, a.photo_id))
        """;

    /// <summary>
    /// Only the part about the event e and its organizer o. If the organizer is erased, activities at the event stay visible.
    /// </summary>
    public static string EventIsShown =>
        $"""
            e.visibility = 'public' AND NOT e.is_cancelled AND (e.organizer_id IS NULL OR ({Sees("o")}))
            AND NOT EXISTS (SELECT FROM removed_content gone WHERE gone.id = e.id)
            """;

    public static string Sees(string person) => Visibility.IsSeen(person, "@viewer", "@now");
}
