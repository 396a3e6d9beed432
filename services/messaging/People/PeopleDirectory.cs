using Community.Contracts.Identity;
using Community.Messaging.Data;
using Community.Platform.Access.Fleet;
using Community.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.People;

/// <summary>
/// Owner lookup at identity for a person that the bus has not brought yet. Ids are UUIDv7, so that only ids of accounts made in the last minutes are asked
/// for: a random id costs nothing.
/// </summary>
internal sealed class PeopleDirectory(MessagingDb db, OwnerLookup owners, IServiceScopeFactory scopes, TimeProvider clock)
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    /// <summary>Brings the person's profile here, if it is not here and identity has it.</summary>
    public async Task BringAsync(Guid id)
    {
        if (!Uuid7.IsRecent(id, clock.GetUtcNow(), Recent) || await db.People.AnyAsync(person => person.Id == id && (person.ProfileVersion > 0 || person.IsErased)))
        {
            return;
        }

        if (await owners.FindAsync<PersonSnapshot>("identity", $"/internal/people/{id}") is { } snapshot && snapshot.UserId == id)
        {
            // In a transaction of its own: the profile stays valid even if the request fails.
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<MessagingDb>().ApplySnapshotAsync(snapshot);
        }
    }
}
