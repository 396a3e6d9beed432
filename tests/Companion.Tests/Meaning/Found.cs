using System.Net.Http.Json;
using Community.Companion.Meaning;
using Community.Companion.Tests.People;
using Community.Contracts.Events;
using Community.Contracts.Identity;
using Community.Contracts.Social;
using Community.Platform.Http.Json;
using Community.Testing;

namespace Community.Companion.Tests.Meaning;

/// <summary>Searchable things, as their owners announce them, and searches for them through the API.</summary>
internal static class Found
{
    public static async Task<SearchAnswer> SearchAsync(this CompanionApplication companion, Guid caller, string query, string more = "")
    {
        using var http = companion.HttpAs(caller);
        var answer = await http.GetFromJsonAsync<SearchAnswer>(
            $"/api/v1/search/semantic?q={Uri.EscapeDataString(query)}{more}",
            ServiceJson.Options
        );
        return answer.ShouldNotBeNull();
    }

    public static async Task<bool> FindsAsync(this CompanionApplication companion, Guid caller, string query, Guid id) =>
        (await companion.SearchAsync(caller, query, "&limit=100")).Items.Any(item => item.Id == id);

    /// <summary>Waits until the caller finds it.</summary>
    public static Task UntilFoundAsync(this CompanionApplication companion, Guid caller, string query, Guid id) =>
        Poll.UntilAsync(() => companion.FindsAsync(caller, query, id));

    public static Task UntilNotFoundAsync(this CompanionApplication companion, Guid caller, string query, Guid id) =>
        Poll.UntilAsync(async () => !await companion.FindsAsync(caller, query, id));

    public static UserRegistered Person(string bio, string[]? interests = null, string? fullName = null, bool isGuest = false) =>
        Users.Registered(Users.Profile(fullName: fullName) with { Bio = bio, Interests = interests ?? [] }, isGuest: isGuest);

    public static CommunityCreated Group(
        string name,
        string description,
        string visibility = "public",
        Guid? id = null,
        long version = 1,
        bool isHidden = false
    ) =>
        new(
            Guid.CreateVersion7(),
            Users.Start,
            id ?? Guid.CreateVersion7(),
            version,
            Guid.CreateVersion7(),
            name,
            "group",
            visibility,
            null,
            null,
            description,
            [],
            isHidden
        );

    public static CommunityUpdated Updated(CommunityCreated c, long version, string? description = null, bool isHidden = false) =>
        new(
            Guid.CreateVersion7(),
            Users.Start,
            c.CommunityId,
            version,
            c.Name,
            c.Kind,
            c.Visibility,
            c.Category,
            c.Region,
            description ?? c.Description,
            c.Tags,
            isHidden
        );

    public static CommunityDeleted Deleted(CommunityCreated c, long version) =>
        new(Guid.CreateVersion7(), Users.Start, c.CommunityId, version, c.CreatedBy);

    public static CommunityMemberJoined Joined(Guid community, Guid user, Guid membership, long version = 1) =>
        new(Guid.CreateVersion7(), Users.Start, membership, version, community, user, "member");

    public static CommunityMemberLeft Left(Guid community, Guid user, Guid membership, long version = 2) =>
        new(Guid.CreateVersion7(), Users.Start, membership, version, community, user, "left");

    public static EventPublished Event(
        string name,
        string? description = null,
        Guid? organizer = null,
        string visibility = "public",
        DateTimeOffset? endsAt = null
    )
    {
        var end = endsAt ?? DateTimeOffset.MaxValue.AddYears(-7000);
        return new(
            Guid.CreateVersion7(),
            Users.Start,
            Guid.CreateVersion7(),
            1,
            organizer ?? Guid.CreateVersion7(),
            name,
            "meetup",
            null,
            null,
            null,
            end.AddHours(-2),
            end,
            "UTC",
            visibility,
            description
        );
    }

    public static EventCancelled Cancelled(EventPublished e, long version = 2) =>
        new(Guid.CreateVersion7(), Users.Start, e.CommunityEventId, version, e.OrganizerId, null);

    public static UserBlocked Blocked(Guid blocker, Guid other, Guid block, long version = 1) =>
        new(Guid.CreateVersion7(), Users.Start, block, version, blocker, other);

    public static UserUnblocked Unblocked(Guid blocker, Guid other, Guid block, long version = 2) =>
        new(Guid.CreateVersion7(), Users.Start, block, version, blocker, other);
}
