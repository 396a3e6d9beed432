using Community.Contracts;
using Community.Contracts.Events;
using Community.Contracts.Identity;
using Community.Social.Data;
using Community.Testing;

namespace Community.Social.Tests;

/// <summary>Any order and any repetition of identity's and events' integration events results in the same rows.</summary>
[Collection(nameof(SocialTests))]
public sealed class ProjectionTests(SocialApplication social)
{
    private static readonly Guid Me = Guid.CreateVersion7();
    private static readonly Guid It = Guid.CreateVersion7();
    private static readonly Guid Mine = Guid.CreateVersion7();

    private static readonly IReadOnlyDictionary<string, IIntegrationEvent[]> Histories = new Dictionary<string, IIntegrationEvent[]>(
        StringComparer.Ordinal
    )
    {
        ["an event that is changed and cancelled"] =
        [
            AnyOrder.Event<EventPublished>(2, EventOf("Simul", 1)),
            AnyOrder.Event<EventUpdated>(3, EventOf("Simultaneous", 1)),
            AnyOrder.Event<EventUpdated>(4, EventOf("Simultaneous", 5)),
            AnyOrder.Event<EventCancelled>(5, new { CommunityEventId = It, OrganizerId = Me }),
        ],
        ["a registration that ends and begins again"] =
        [
            AnyOrder.Event<RsvpConfirmed>(1, RegistrationOf()),
            AnyOrder.Event<RsvpCancelled>(2, RegistrationOf()),
            AnyOrder.Event<RsvpConfirmed>(3, RegistrationOf()),
            AnyOrder.Event<AttendeeArrived>(4, RegistrationOf()),
        ],
        ["a person who is renamed and suspended"] =
        [
            AnyOrder.Event<UserRegistered>(1, ProfileOf("anna")),
            AnyOrder.Event<UserSuspended>(2, new { UserId = Me, IsSuspended = true }),
            AnyOrder.Event<UserProfileUpdated>(3, ProfileOf("hanna")),
            AnyOrder.Event<UserSuspended>(4, new { UserId = Me, IsSuspended = false }),
            AnyOrder.Event<UserProfileUpdated>(5, ProfileOf("hannah")),
        ],
    };

    public static TheoryData<string> Names => [.. Histories.Keys];

    [Theory, MemberData(nameof(Names))]
    public Task EveryOrderEndsInTheSameRows(string history) =>
        new AnyOrder(social.Services, typeof(SocialDb).Assembly).ShouldEndTheSameAsync(
            Histories[history],
            $"""
            SELECT jsonb_build_array(
                (SELECT jsonb_agg(to_jsonb(e)) FROM events e WHERE id = {It}),
                (SELECT jsonb_agg(to_jsonb(r)) FROM rsvps r WHERE user_id = {Me}),
                (SELECT jsonb_agg(to_jsonb(a) - 'id' ORDER BY kind, occurred_at) FROM activities a WHERE actor_id = {Me}),
                (SELECT jsonb_agg(to_jsonb(p)) FROM people p WHERE id = {Me}))::text AS "Value"
            """
        );

    private static object EventOf(string name, int days) =>
        new
        {
            CommunityEventId = It,
            OrganizerId = Me,
            Name = name,
            EventType = "meetup",
            StartsAt = DateTimeOffset.UnixEpoch.AddDays(days),
            EndsAt = DateTimeOffset.UnixEpoch.AddDays(days + 1),
            TimeZone = "Asia/Dubai",
            Visibility = "public",
        };

    private static object RegistrationOf() =>
        new
        {
            RegistrationId = Mine,
            CommunityEventId = It,
            UserId = Me,
            OrganizerId = Me,
            Reason = "by_attendee",
            Method = "check_in",
        };

    private static object ProfileOf(string name) =>
        new
        {
            UserId = Me,
            Profile = new UserProfile(name, $"{name} of all", null, null, null, null, null, null, [], null, null, DateTimeOffset.UnixEpoch),
            Roles = new[] { "attendee" },
        };
}
