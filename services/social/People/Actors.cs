using Community.People;
using Community.Platform.Http.Problems;
using Community.Social.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.People;

/// <summary>
/// The users of a request: the acting user, and the affected user. The caller's row was loaded before the handler began
/// (<see cref="KnownCallers"/>). Code that begins a transaction about another user loads that user's row before it.
/// </summary>
internal sealed class Actors(SocialDb db, PeopleDirectory directory, TimeProvider clock)
{
    /// <summary>
    /// The caller, before they write content: a full account that is not muted. Inside a transaction, the user cannot be erased before it
    /// ends.
    /// </summary>
    /// <exception cref="ProblemException">403: <c>guest_account</c>, <c>muted</c> (with <c>muted_until</c>) or
    /// <c>no_account</c>.</exception>
    public async Task<Person> RequireAsync(Guid caller)
    {
        var person = await RequireAccountAsync(caller);
        return person.MutedUntil > clock.GetUtcNow()
            ? throw Problem
                .Forbidden("Moderators have muted this account for some time. GET /moderation/decisions/mine says until when.", "muted")
                .With("muted_until", person.MutedUntil)
                .ToException()
            : person;
    }

    /// <summary>The same for actions without content for others: a muted user may still end relations and block users.</summary>
    /// <exception cref="ProblemException">403: <c>guest_account</c> or <c>no_account</c>.</exception>
    public async Task<Person> RequireAccountAsync(Guid caller)
    {
        // A lock is a write and lasts for a transaction, so it is only taken inside of one.
        var people = db.Database.CurrentTransaction is null
            ? db.People.Where(person => person.Id == caller)
            : db.People.FromSql($"SELECT * FROM people WHERE id = {caller} FOR SHARE");
        var person = await people.AsNoTracking().SingleOrDefaultAsync();
        if (person is null or { ProfileVersion: 0 })
        {
            throw Problem.Forbidden("This account does not exist any more. Log in with another account.", "no_account").ToException();
        }

        return person.IsGuest
            ? throw Problem
                .Forbidden("Guests can only read. POST /auth/guest/upgrade turns this guest into a full account.", "guest_account")
                .ToException()
            : person;
    }

    /// <summary>Another user, named by the caller.</summary>
    /// <exception cref="ProblemException">404: there is no such user, or the caller does not see them.</exception>
    public async Task<Person> RequireSeenAsync(Guid caller, Guid id)
    {
        if (db.Database.CurrentTransaction is null)
        {
            await directory.BringAsync(id);
        }

        var now = clock.GetUtcNow();
        return await db.SeenBy(caller, now).AsNoTracking().SingleOrDefaultAsync(person => person.Id == id) ?? throw NoSuchPerson();
    }

    public static ProblemException NoSuchPerson() => Problem.NotFound("There is no such person.", "no_such_person").ToException();
}
