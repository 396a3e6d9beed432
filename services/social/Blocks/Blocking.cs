using Community.Contracts.Social;
using Community.People;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Community.Social.Connections;
using Community.Social.Data;
using Community.Social.Follows;
using Community.Social.People;
using Community.Social.Relations;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Blocks;

/// <summary>
/// Begins and ends blocks. A block also ends every other relation between the two users. Whether the other user blocks the caller is never
/// read, so that no answer can depend on it.
/// </summary>
internal sealed class Blocking(
    SocialDb db,
    RelationLocks locks,
    PeopleDirectory directory,
    ConnectionStore connections,
    Following following,
    RelationOptions options,
    TimeProvider clock
)
{
    public async Task BlockAsync(Guid blocker, Guid blocked)
    {
        await directory.BringAsync(blocked);
        await db.InTransactionAsync(() => BeginAsync(blocker, blocked));
    }

    private async Task BeginAsync(Guid blocker, Guid blocked)
    {
        await locks.KeepAwayAsync(blocker, blocked);
        // Every account can be blocked, whether or not the blocking user sees it: a user who blocks first must not be protected from being
        // blocked.
        if (!await db.People.AnyAsync(person => person.Id == blocked && person.ProfileVersion > 0))
        {
            throw Actors.NoSuchPerson();
        }

        var block = await FindAsync(blocker, blocked);
        if (block is { IsBlocked: true })
        {
            return;
        }

        if (await db.Blocks.CountAsync(other => other.BlockerId == blocker && other.IsBlocked) >= options.MaxBlocks)
        {
            throw Problem
                .Conflict($"You can block at most {options.MaxBlocks} people. Unblock one first.", "too_many_blocked")
                .ToException();
        }

        var now = clock.GetKeptNow();
        if (block is null)
        {
            block = new Block
            {
                Id = Guid.CreateVersion7(now),
                BlockerId = blocker,
                BlockedId = blocked,
                Version = 0,
                IsBlocked = true,
                Since = now,
            };
            db.Blocks.Add(block);
        }

        (block.IsBlocked, block.Since) = (true, now);
        db.Publish(new UserBlocked(Guid.CreateVersion7(now), now, block.Id, ++block.Version, blocker, blocked));
        await db.SaveChangesAsync();
        await connections.EndByBlockAsync(blocker, blocked, now);
        await following.EndAsync(blocker, blocked, now);
        await following.EndAsync(blocked, blocker, now);
    }

    public Task UnblockAsync(Guid blocker, Guid blocked) =>
        db.InTransactionAsync(async () =>
        {
            await locks.KeepAwayAsync(blocker, blocked);
            if (await FindAsync(blocker, blocked) is not { IsBlocked: true } block)
            {
                return;
            }

            var now = clock.GetKeptNow();
            block.IsBlocked = false;
            db.Publish(new UserUnblocked(Guid.CreateVersion7(now), now, block.Id, ++block.Version, blocker, blocked));
            await db.SaveChangesAsync();
        });

    private Task<Block?> FindAsync(Guid blocker, Guid blocked) =>
        db.Blocks.SingleOrDefaultAsync(block => block.BlockerId == blocker && block.BlockedId == blocked);
}
