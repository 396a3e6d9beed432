using Community.Social.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Feed;

/// <summary>What feeds tell of content that moderators take down.</summary>
internal static class ContentActivities
{
    /// <summary>
    /// In the transaction of the decision: nothing is told any more of an event, thread or photo, also not by what the bus brings
    /// later. Of messages nothing is ever told; people and communities are hidden by what they are themselves.
    /// </summary>
    /// <param name="db">The decision's.</param>
    /// <param name="contentType">As <c>ContentRemoved</c> names it.</param>
    /// <param name="id">The content's id.</param>
    public static async Task RemoveAsync(SocialDb db, string contentType, Guid id)
    {
        if (contentType is not ("event" or "thread" or "photo"))
        {
            return;
        }

        await db.Database.ExecuteSqlAsync($"INSERT INTO removed_content (id, content_type) VALUES ({id}, {contentType}) ON CONFLICT DO NOTHING");
        // What others did at a removed event stays unread until its time is over: readers leave out what is of removed content.
        await db.ForgetActivitiesAsync(id);
    }

    /// <summary>
    /// In the transaction of the decision that brings it back: what is done with it is told again. That it was made is not: that is no news
    /// any more.
    /// </summary>
    /// <inheritdoc cref="RemoveAsync"/>
    public static Task RestoreAsync(SocialDb db, string contentType, Guid id) =>
        db.Database.ExecuteSqlAsync($"DELETE FROM removed_content WHERE id = {id} AND content_type = {contentType}");
}
