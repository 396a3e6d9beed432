using Community.Social.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Feed;

/// <summary>The activities of content that moderators remove.</summary>
internal static class ContentActivities
{
    /// <summary>
    /// In the transaction of the decision: no activity about the event, thread or photo is shown any more, not even one that the bus
    /// delivers later. Messages have no activities; users and communities are hidden by their own state.
    /// </summary>
    /// <param name="db">The context of the decision.</param>
    /// <param name="contentType">A content type in the terms of <c>ContentRemoved</c>.</param>
    /// <param name="id">The content's id.</param>
    public static async Task RemoveAsync(SocialDb db, string contentType, Guid id)
    {
        if (contentType is not ("event" or "thread" or "photo"))
        {
            return;
        }

        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO removed_content (id, content_type) VALUES ({id}, {contentType}) ON CONFLICT DO NOTHING"
        );
        // Activities of others at a removed event stay until they expire: readers leave out those of removed content.
        await db.ForgetActivitiesAsync(id);
    }

    /// <summary>
    /// In the transaction of the decision that restores it: new activities about it are shown again. The activity of its creation is not
    /// restored, because it is no longer new.
    /// </summary>
    /// <inheritdoc cref="RemoveAsync"/>
    public static Task RestoreAsync(SocialDb db, string contentType, Guid id) =>
        db.Database.ExecuteSqlAsync($"DELETE FROM removed_content WHERE id = {id} AND content_type = {contentType}");
}
