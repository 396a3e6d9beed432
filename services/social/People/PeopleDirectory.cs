using Community.Contracts.Identity;
using Community.Platform.Access.Fleet;
using Community.Platform.Data;
using Community.Social.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.People;

/// <summary>
/// Asks identity for a user whom the bus has not delivered yet. Ids are UUIDv7, so identity is only asked for the id of an account of the
/// last minutes: an invented id costs nothing.
/// </summary>
internal sealed class PeopleDirectory(SocialDb db, OwnerLookup owners, IServiceScopeFactory scopes, TimeProvider clock)
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    /// <summary>Stores the user's profile here, if it is missing here and identity has it.</summary>
    public async Task BringAsync(Guid id)
    {
        if (!Uuid7.IsRecent(id, clock.GetUtcNow(), Recent) || await db.People.AnyAsync(person => person.Id == id && (person.ProfileVersion > 0 || person.IsErased)))
        {
            return;
        }

        if (await owners.FindAsync<PersonSnapshot>("identity", $"/internal/people/{id}") is { } snapshot && snapshot.UserId == id)
        {
            // In its own transaction: the data is valid whatever the result of the request.
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<SocialDb>().ApplySnapshotAsync(snapshot);
        }
    }
}
