using Community.Platform.Http.Problems;
using Community.Social.Data;
using Community.Social.People;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Relations;

/// <summary>
/// The first step of every action of one user on another, in the open transaction. The locks are taken in one order. Only those of the
/// actor and of the pair are exclusive, so that users do not wait for a popular user:
/// <list type="number">
/// <item>the actor, so that no concurrent action of the actor changes the counts that are checked against limits;</item>
/// <item>the pair, so that concurrent actions of the two users run one after the other;</item>
/// <item>the other user's row, shared, so that nothing is written for a user who is being erased.</item>
/// </list>
/// </summary>
internal sealed class RelationLocks(SocialDb db, Actors actors)
{
    /// <summary>
    /// For asking, accepting and following. Whether the actor sees the other user must be checked after it, when nothing can change between
    /// the two.
    /// </summary>
    /// <exception cref="ProblemException">403 as of <see cref="Actors.RequireAsync"/>.</exception>
    public async Task ReachOutAsync(Guid actor, Guid other)
    {
        await actors.RequireAsync(actor);
        await LockAsync(actor, other);
    }

    /// <summary>For ending a relation or blocking a user: muted users may do that too.</summary>
    /// <exception cref="ProblemException">403 as of <see cref="Actors.RequireAccountAsync"/>.</exception>
    public async Task KeepAwayAsync(Guid actor, Guid other)
    {
        await actors.RequireAccountAsync(actor);
        await LockAsync(actor, other);
    }

    private async Task LockAsync(Guid actor, Guid other)
    {
        // The pair of the actor with themselves, which no other lock uses.
        await db.LockPairAsync(actor, actor);
        await db.LockPairAsync(actor, other);
        await db.Database.ExecuteSqlAsync($"SELECT FROM people WHERE id = {other} FOR SHARE");
    }
}
