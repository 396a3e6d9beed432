using Community.ServiceDefaults.Problems;
using Community.Social.Data;
using Community.Social.People;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Relations;

/// <summary>
/// How everything begins that one person does about another, in the open transaction. The locks are taken in one order, and nobody's are
/// exclusive but the actor's own and the pair's, so that a popular person is not waited for:
/// <list type="number">
/// <item>the actor, so that what an actor may have of something is counted while nothing is added to it elsewhere;</item>
/// <item>the pair, so that what the two do at the same moment happens one after the other;</item>
/// <item>the other person's row, shared: nothing is written for somebody who is being erased.</item>
/// </list>
/// </summary>
internal sealed class Dealings(SocialDb db, Actors actors)
{
    /// <summary>To ask, to accept, to follow. Whether the actor sees the other is asked after it, when nothing changes between the two any more.</summary>
    /// <exception cref="ProblemException">403 as of <see cref="Actors.RequireAsync"/>.</exception>
    public async Task ReachOutAsync(Guid actor, Guid other)
    {
        await actors.RequireAsync(actor);
        await LockAsync(actor, other);
    }

    /// <summary>To end something, or to keep somebody away: whoever was silenced may do that too.</summary>
    /// <exception cref="ProblemException">403 as of <see cref="Actors.RequireAccountAsync"/>.</exception>
    public async Task KeepAwayAsync(Guid actor, Guid other)
    {
        await actors.RequireAccountAsync(actor);
        await LockAsync(actor, other);
    }

    private async Task LockAsync(Guid actor, Guid other)
    {
        // The pair of the actor with themself: no other is alike.
        await db.LockPairAsync(actor, actor);
        await db.LockPairAsync(actor, other);
        await db.Database.ExecuteSqlAsync($"SELECT FROM people WHERE id = {other} FOR SHARE");
    }
}
