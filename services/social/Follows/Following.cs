using Community.Contracts.Social;
using Community.People;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Community.Social.Data;
using Community.Social.Feed;
using Community.Social.People;
using Community.Social.Relations;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Follows;

/// <summary>Begins and ends follows. A call that changes nothing publishes nothing.</summary>
internal sealed class Following(
    SocialDb db,
    RelationLocks locks,
    Actors actors,
    PeopleDirectory directory,
    RelationOptions options,
    TimeProvider clock
)
{
    public async Task FollowAsync(Guid follower, Guid followed)
    {
        await directory.BringAsync(followed);
        await db.InTransactionAsync(() => BeginAsync(follower, followed));
    }

    private async Task BeginAsync(Guid follower, Guid followed)
    {
        await locks.ReachOutAsync(follower, followed);
        await actors.RequireSeenAsync(follower, followed);
        var follow = await FindAsync(follower, followed);
        if (follow is { IsFollowing: true })
        {
            return;
        }

        if (await db.Follows.CountAsync(other => other.FollowerId == follower && other.IsFollowing) >= options.MaxFollowing)
        {
            throw Problem
                .Conflict($"You can follow at most {options.MaxFollowing} people. Unfollow one first.", "too_many_followed")
                .ToException();
        }

        var now = clock.GetKeptNow();
        if (follow is null)
        {
            follow = new Follow
            {
                Id = Guid.CreateVersion7(now),
                FollowerId = follower,
                FollowedId = followed,
                Version = 0,
                IsFollowing = true,
                Since = now,
            };
            db.Follows.Add(follow);
        }

        (follow.IsFollowing, follow.Since) = (true, now);
        db.Publish(new UserFollowed(Guid.CreateVersion7(now), now, follow.Id, ++follow.Version, follower, followed));
        await db.SaveChangesAsync();
        await db.RecordAsync(
            new Activity
            {
                Id = Guid.CreateVersion7(now),
                ActorId = follower,
                Kind = ActivityKind.Followed,
                OccurredAt = now,
                UserId = followed,
                SourceId = follow.Id,
            }
        );
    }

    public Task UnfollowAsync(Guid follower, Guid followed) =>
        db.InTransactionAsync(async () =>
        {
            await locks.KeepAwayAsync(follower, followed);
            await EndAsync(follower, followed, clock.GetKeptNow());
        });

    /// <summary>Must run in a transaction that holds the lock of the pair.</summary>
    public async Task EndAsync(Guid follower, Guid followed, DateTimeOffset now)
    {
        if (await FindAsync(follower, followed) is not { IsFollowing: true } follow)
        {
            return;
        }

        follow.IsFollowing = false;
        db.Publish(new UserUnfollowed(Guid.CreateVersion7(now), now, follow.Id, ++follow.Version, follower, followed));
        await db.SaveChangesAsync();
        await db.ForgetActivitiesAsync(follow.Id);
    }

    private Task<Follow?> FindAsync(Guid follower, Guid followed) =>
        db.Follows.SingleOrDefaultAsync(follow => follow.FollowerId == follower && follow.FollowedId == followed);
}
