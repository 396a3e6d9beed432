using Community.Contracts.Identity;

namespace Community.Social.Tests.People;

/// <summary>Identity's events about invented people.</summary>
internal static class Users
{
    public static readonly DateTimeOffset Start = new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero);
    private static int _count;

    public static UserProfile Profile(
        string? username = null,
        string? region = null,
        string[]? interests = null,
        string? fullName = null,
        DateTimeOffset? createdAt = null
    )
    {
        var number = Interlocked.Increment(ref _count);
        return new(
            username ?? $"user{number}",
            fullName,
            "bio",
            "somewhere",
            region,
            "city",
            30,
            "female",
            interests ?? [],
            "Builder",
            null,
            createdAt ?? Start.AddSeconds(number)
        );
    }

    public static UserRegistered Registered(UserProfile profile, Guid? id = null, long version = 1, bool isGuest = false) =>
        new(Guid.CreateVersion7(), Start, id ?? Guid.CreateVersion7(), version, profile, ["attendee"], isGuest, null);

    public static UserProfileUpdated Updated(Guid id, long version, UserProfile profile, bool isGuest = false) =>
        new(Guid.CreateVersion7(), Start, id, version, profile, isGuest);

    public static UserSuspended Suspended(Guid id, long version, bool isSuspended = true, DateTimeOffset? until = null) =>
        new(Guid.CreateVersion7(), Start, id, version, isSuspended, until, "reason");

    public static UserErased Erased(Guid id, long version) => new(Guid.CreateVersion7(), Start, id, version);
}
