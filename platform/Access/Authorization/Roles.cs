using System.Collections.Frozen;

namespace Community.Platform.Access.Authorization;

/// <summary>The roles that an access token may carry. A token with any other is refused.</summary>
public static class Roles
{
    /// <summary>Every registered user.</summary>
    public const string Attendee = "attendee";

    /// <summary>May create and run events.</summary>
    public const string Organizer = "organizer";

    /// <summary>May decide reports and act on content.</summary>
    public const string Moderator = "moderator";

    /// <summary>May do everything that any role may.</summary>
    public const string Admin = "admin";

    /// <summary>Every role there is; names are compared exactly.</summary>
    public static FrozenSet<string> All { get; } = FrozenSet.ToFrozenSet([Attendee, Organizer, Moderator, Admin], StringComparer.Ordinal);
}
