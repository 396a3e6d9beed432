using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.People;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.People;

/// <summary>The caller of a request that makes something new outside of any channel: an upload, or a first message to a person.</summary>
internal sealed class Actors(MessagingDb db, PeopleDirectory directory, TimeProvider clock)
{
    /// <summary>Requires a full account that is not muted.</summary>
    /// <exception cref="ProblemException">403: <c>guest_account</c>, <c>muted</c> or <c>no_account</c>.</exception>
    public async Task RequireAsync(Guid caller)
    {
        await directory.BringAsync(caller);
        var (person, now) = (await db.People.AsNoTracking().SingleOrDefaultAsync(person => person.Id == caller), clock.GetUtcNow());
        var refusal =
            person is null or { ProfileVersion: 0 } || (person.IsSuspended && !(person.SuspendedUntil <= now))
                ? Problem.Forbidden("This account does not exist any more. Log in with another account.", "no_account")
            : person.IsGuest ? ChannelAccess.Refuse(WriteRefusal.Guest)
            : person.MutedUntil > now ? ChannelAccess.Refuse(WriteRefusal.Muted)
            : null;
        if (refusal is not null)
        {
            throw refusal.ToException();
        }
    }
}
