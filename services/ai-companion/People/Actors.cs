using Community.Companion.Data;
using Community.People;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.People;

/// <summary>The user of a request.</summary>
internal sealed class Actors(CompanionDb db)
{
    /// <summary>
    /// The caller, with a full account, which was brought here before the handler began (<see cref="KnownCallers"/>). Inside a transaction
    /// the person cannot be erased before it ends.
    /// </summary>
    /// <exception cref="ProblemException">403: <c>guest_account</c> or <c>no_account</c>.</exception>
    public async Task<Person> RequireAsync(Guid caller)
    {
        var person = (
            await db.People.FromSql($"SELECT * FROM people WHERE id = {caller} FOR SHARE").AsNoTracking().ToListAsync()
        ).SingleOrDefault();
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
}
