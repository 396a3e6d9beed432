using Community.People;

namespace Community.Events.People;

/// <summary>
/// A user with an account: a projection of identity's integration events, which may arrive in any order and more than once.
/// </summary>
internal sealed class Person : KnownPerson
{
    /// <summary>A mail address or phone number is verified.</summary>
    public bool IsVerified { get; init; }
}

/// <summary>A user blocks another user: a projection of social's integration events.</summary>
internal sealed class Block
{
    public required Guid BlockerId { get; init; }

    public required Guid BlockedId { get; init; }

    public long Version { get; init; }

    public bool IsBlocked { get; init; }
}
