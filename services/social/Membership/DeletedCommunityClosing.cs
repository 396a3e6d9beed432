using Community.Contracts.Social;
using Community.Social.Communities;
using Community.Social.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Membership;

/// <summary>
/// Closes all ways into a deleted community: deletes links and invitations, and declines requests. Bans are deleted too, because they no
/// longer have an effect.
/// </summary>
internal sealed class DeletedCommunityClosing : IWhenCommunityDeleted
{
    public async Task CommunityDeletedAsync(SocialDb db, CommunityGroup community, DateTimeOffset now)
    {
        await db.JoinLinks.Where(link => link.CommunityId == community.Id).ExecuteDeleteAsync();
        await db.Invitations.Where(invitation => invitation.CommunityId == community.Id).ExecuteDeleteAsync();
        await db.Bans.Where(ban => ban.CommunityId == community.Id).ExecuteDeleteAsync();
        foreach (
            var request in await db
                .JoinRequests.Where(r => r.CommunityId == community.Id && r.Status == JoinRequestStatus.Pending)
                .ToListAsync()
        )
        {
            (request.Status, request.AnsweredAt) = (JoinRequestStatus.Declined, now);
            request.Version++;
            db.Publish(
                new CommunityJoinRequestAnswered(
                    Guid.CreateVersion7(now),
                    now,
                    request.Id,
                    request.Version,
                    community.Id,
                    community.Name,
                    request.UserId,
                    request.Status,
                    AnsweredBy: null
                )
            );
        }

        await db.SaveChangesAsync();
    }
}
