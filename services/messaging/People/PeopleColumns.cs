using Community.Messaging.Data;
using Community.People;

namespace Community.Messaging.People;

/// <summary>The columns of <c>people</c> that this service has of its own.</summary>
internal static class PeopleColumns
{
    /// <summary>The table <c>people</c>.</summary>
    public static PeopleTable Table { get; } =
        new(
            new("username_key", (profile, _) => profile.Username.ToLowerInvariant()),
            new("is_guest", (_, isGuest) => isGuest, "false"),
            new("is_bot", (profile, _) => profile.IsBot, "false"),
            new("owner_id"),
            new("muted_until")
        )
        {
            SnapshotWritten = (db, person) =>
                person.OwnerId is { } owner ? ((MessagingDb)db).ApplyOwnerAsync(person.UserId, owner) : Task.CompletedTask,
        };
}
