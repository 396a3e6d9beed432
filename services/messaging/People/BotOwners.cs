using Community.Messaging.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.People;

/// <summary>The owners of bots.</summary>
internal static class BotOwners
{
    /// <summary>Stores the owner of a bot. An owner never changes, so the order of integration events does not matter.</summary>
    public static Task ApplyOwnerAsync(this MessagingDb db, Guid botId, Guid ownerId) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO people (id, owner_id) VALUES ({botId}, {ownerId})
            ON CONFLICT (id) DO UPDATE SET owner_id = excluded.owner_id WHERE NOT people.is_erased
            """
        );

    /// <summary>A bot's owner and its name; null: the account is not a bot's.</summary>
    public static Task<OwnedBot?> FindOwnerAsync(this MessagingDb db, Guid id) =>
        db
            .People.Where(person => person.Id == id && person.OwnerId != null)
            .Select(person => new OwnedBot(person.OwnerId!.Value, person.FullName ?? person.Username ?? ""))
            .SingleOrDefaultAsync();
}

/// <param name="OwnerId">The owner.</param>
/// <param name="Name">The bot's name.</param>
internal sealed record OwnedBot(Guid OwnerId, string Name);
