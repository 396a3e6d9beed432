using Community.People;

namespace Community.Messaging.People;

/// <summary>A person with an account, as far as integration events have arrived.</summary>
internal sealed class Person : KnownPerson
{
    /// <summary>In lower case, because mentions ignore case.</summary>
    public string? UsernameKey { get; init; }

    public bool IsGuest { get; init; }

    /// <summary>Whether a program acts in the account.</summary>
    public bool IsBot { get; init; }

    /// <summary>The owner of a bot, who is notified of decisions about it; null: the account is a person's.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>Until when moderators have muted the person.</summary>
    public DateTimeOffset? MutedUntil { get; init; }
}
