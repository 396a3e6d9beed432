using Community.Contracts;
using Community.Contracts.Companion;
using Community.Contracts.Events;
using Community.Contracts.Identity;
using Community.Contracts.Messaging;
using Community.Contracts.Payments;
using Community.Contracts.Social;
using Community.Messaging.Data;
using Community.Messaging.Sync;
using Community.Testing;

namespace Community.Messaging.Tests;

/// <summary>Any order and any repetition of the integration events results in the same rows, for every projection of the service.</summary>
[Collection(nameof(MessagingTests))]
public sealed class ProjectionTests(MessagingApplication app)
{
    private static readonly Guid Me = Guid.CreateVersion7();
    private static readonly Guid Other = Guid.CreateVersion7();
    private static readonly Guid It = Guid.CreateVersion7();
    private static readonly Guid Mine = Guid.CreateVersion7();

    /// <summary>Consumers without a projection: they notify or answer.</summary>
    private static readonly Type[] Telling =
    [
        typeof(UserFollowed),
        typeof(CommunityInvitationSent),
        typeof(CommunityJoinRequested),
        typeof(CommunityJoinRequestAnswered),
        typeof(MessageEdited),
        typeof(EventInvitationSent),
        typeof(EventAnnouncementSent),
        typeof(PaymentSucceeded),
        typeof(PaymentFailed),
        typeof(PaymentRefunded),
        typeof(ReferralConverted),
        typeof(CourseCompleted),
        typeof(BadgeEarned),
        typeof(OpportunityFound),
        typeof(UserRolesChanged),
    ];

    private static readonly IReadOnlyDictionary<string, IIntegrationEvent[]> Histories = new Dictionary<string, IIntegrationEvent[]>(
        StringComparer.Ordinal
    )
    {
        ["an event that is changed and cancelled"] =
        [
            AnyOrder.Event<EventPublished>(2, EventOf("Simul", 1, "Dubai")),
            AnyOrder.Event<EventUpdated>(3, EventOf("Simultaneous", 1, "Dubai")),
            AnyOrder.Event<EventUpdated>(4, EventOf("Simultaneous", 5, "Sharjah")),
            AnyOrder.Event<EventCancelled>(
                5,
                new
                {
                    CommunityEventId = It,
                    OrganizerId = Me,
                    Reason = "Rain",
                }
            ),
        ],
        ["a registration that ends and begins again"] =
        [
            AnyOrder.Event<RsvpConfirmed>(1, RegistrationOf()),
            AnyOrder.Event<RsvpCancelled>(2, RegistrationOf()),
            AnyOrder.Event<RsvpConfirmed>(3, RegistrationOf()),
        ],
        ["a registration from the waitlist to the door"] =
        [
            AnyOrder.Event<RsvpCreated>(1, RegistrationOf("waitlisted")),
            AnyOrder.Event<RsvpCreated>(2, RegistrationOf("pending")),
            AnyOrder.Event<RsvpConfirmed>(3, RegistrationOf()),
            AnyOrder.Event<AttendeeArrived>(4, RegistrationOf()),
        ],
        ["a registration that expires"] =
        [
            AnyOrder.Event<RsvpCreated>(1, RegistrationOf("pending")),
            AnyOrder.Event<RsvpExpired>(2, RegistrationOf()),
        ],
        ["a connection that ends and begins again"] =
        [
            AnyOrder.Event<ConnectionRequested>(1, ConnectionOf("")),
            AnyOrder.Event<ConnectionRemoved>(2, ConnectionOf("declined")),
            AnyOrder.Event<ConnectionRequested>(3, ConnectionOf("")),
            AnyOrder.Event<ConnectionAccepted>(4, ConnectionOf("")),
            AnyOrder.Event<ConnectionRemoved>(5, ConnectionOf("removed")),
        ],
        ["credits, a plan and a subscription"] =
        [
            AnyOrder.Event<CreditsChanged>(1, new { UserId = Me, Balance = 5L }),
            AnyOrder.Event<CreditsChanged>(2, new { UserId = Me, Balance = 3L }),
            AnyOrder.Event<EntitlementsChanged>(1, new { UserId = Me, Plan = "premium" }),
            AnyOrder.Event<EntitlementsChanged>(2, new { UserId = Me, Plan = "free" }),
            AnyOrder.Event<SubscriptionChanged>(1, SubscriptionOf("active")),
            AnyOrder.Event<SubscriptionChanged>(2, SubscriptionOf("ended")),
        ],
        ["a community that is changed and deleted"] =
        [
            AnyOrder.Event<CommunityCreated>(1, CommunityOf("Chess", "public")),
            AnyOrder.Event<CommunityUpdated>(2, CommunityOf("Night chess", "private")),
            AnyOrder.Event<CommunityUpdated>(3, CommunityOf("Blitz", "public")),
            AnyOrder.Event<CommunityDeleted>(4, new { CommunityId = It, DeletedBy = Me }),
        ],
        ["a membership that ends and begins again"] =
        [
            AnyOrder.Event<CommunityMemberJoined>(1, MembershipOf("member")),
            AnyOrder.Event<CommunityMemberRoleChanged>(2, MembershipOf("moderator")),
            AnyOrder.Event<CommunityMemberLeft>(3, MembershipOf("member")),
            AnyOrder.Event<CommunityMemberJoined>(4, MembershipOf("member")),
            AnyOrder.Event<CommunityMemberRoleChanged>(5, MembershipOf("owner")),
        ],
        ["a person who is renamed and suspended"] =
        [
            AnyOrder.Event<UserRegistered>(1, ProfileOf("anna")),
            AnyOrder.Event<UserSuspended>(2, new { UserId = Me, IsSuspended = true }),
            AnyOrder.Event<UserProfileUpdated>(3, ProfileOf("hanna")),
            AnyOrder.Event<UserSuspended>(4, new { UserId = Me, IsSuspended = false }),
            AnyOrder.Event<UserProfileUpdated>(5, ProfileOf("hannah")),
        ],
        ["an account that is taken back twice"] =
        [
            AnyOrder.Event<AccountTakenBack>(1, TakenBackOf(It)),
            AnyOrder.Event<AccountTakenBack>(2, TakenBackOf(Mine)),
        ],
        ["a block that ends and begins again"] =
        [
            AnyOrder.Event<UserBlocked>(1, BlockOf()),
            AnyOrder.Event<UserUnblocked>(2, BlockOf()),
            AnyOrder.Event<UserBlocked>(3, BlockOf()),
        ],
        ["measures against a person, one of them lifted"] =
        [
            AnyOrder.Event<SanctionImposed>(1, SanctionOf(It, "mute", 3)),
            AnyOrder.Event<SanctionImposed>(1, SanctionOf(Mine, "mute", 8)),
            AnyOrder.Event<SanctionLifted>(2, SanctionOf(Mine, "mute", 0)),
            AnyOrder.Event<SanctionImposed>(1, SanctionOf(Other, "warning", 0)),
        ],
        ["a person who is erased"] =
        [
            AnyOrder.Event<UserRegistered>(1, ProfileOf("anna")),
            AnyOrder.Event<UserProfileUpdated>(2, ProfileOf("hanna")),
            AnyOrder.Event<UserSuspended>(3, new { UserId = Me, IsSuspended = true }),
            AnyOrder.Event<UserBlocked>(1, BlockOf()),
            AnyOrder.Event<CommunityMemberJoined>(1, MembershipOf("member")),
            AnyOrder.Event<RsvpConfirmed>(1, RegistrationOf()),
            AnyOrder.Event<SanctionImposed>(1, SanctionOf(It, "mute", 3)),
            AnyOrder.Event<UserErased>(4, new { UserId = Me }),
        ],
        ["rules that change"] =
        [
            .. Enumerable
                .Range(1_000_000, 3)
                .Select(version =>
                    AnyOrder.Event<ModerationRulesChanged>(
                        version,
                        new
                        {
                            RuleSetId = It,
                            Rules = new[]
                            {
                                new ModerationRule(
                                    It,
                                    $"Rule {version}",
                                    "words",
                                    "report",
                                    "spam",
                                    ["message"],
                                    [$"word{version}"],
                                    [],
                                    null,
                                    null,
                                    null
                                ),
                            },
                        }
                    )
                ),
        ],
    };

    public static TheoryData<string> Names => [.. Histories.Keys];

    [Theory, MemberData(nameof(Names))]
    public Task EveryOrderEndsInTheSameRows(string history) =>
        new AnyOrder(app.Services, typeof(MessagingDb).Assembly).ShouldEndTheSameAsync(
            Histories[history],
            $"""
            SELECT jsonb_build_array(
                (SELECT jsonb_agg(to_jsonb(e) - 'changed_in' - 'move') FROM events e WHERE id = {It}),
                (SELECT jsonb_agg(to_jsonb(r) - 'changed_in') FROM registrations r WHERE user_id = {Me}),
                (SELECT jsonb_agg(to_jsonb(c) - 'changed_in') FROM communities c WHERE id = {It}),
                (SELECT jsonb_agg(to_jsonb(m) - 'changed_in') FROM memberships m WHERE user_id = {Me}),
                (SELECT jsonb_agg(to_jsonb(p) - 'forget_again_at' - 'changed_in') FROM people p WHERE id = {Me}),
                (SELECT jsonb_agg(to_jsonb(b) - 'changed_in') FROM blocks b WHERE blocker_id = {Me}),
                (SELECT jsonb_agg(to_jsonb(s) ORDER BY id) FROM sanctions s WHERE user_id = {Me}),
                (SELECT jsonb_agg(to_jsonb(l) - 'changed_in' - 'changed_at' ORDER BY person_id, kind, entity_id) FROM sync_entries l
                    WHERE person_id IN ({Me}, {Other}) AND kind <> {SyncKind.Whole}),
                (SELECT jsonb_agg(to_jsonb(r)) FROM moderation_rules r))::text AS "Value"
            """
        );

    [Theory]
    [InlineData("message")]
    [InlineData("thread")]
    public async Task EveryOrderOfDecisionsEndsInTheSameContent(string type)
    {
        var author = await app.PersonAsync();
        var thread = await app.ThreadAsync(await app.CommunityAsync("public", author), author);
        var content = type == "thread" ? thread : (await app.SayAsync(thread, author, "hello")).Id();
        object Decision() =>
            new
            {
                ReportId = It,
                ContentType = type,
                ContentId = content,
                DecidedBy = Other,
                ReportedBy = author,
                Reason = "spam",
            };

        await new AnyOrder(app.Services, typeof(MessagingDb).Assembly).ShouldEndTheSameAsync(
            [
                AnyOrder.Event<ContentReported>(1, Decision()),
                AnyOrder.Event<ContentRemoved>(2, Decision()),
                AnyOrder.Event<ReportDecided>(3, Decision()),
                AnyOrder.Event<ContentRestored>(4, Decision()),
                AnyOrder.Event<ContentReported>(5, Decision()),
                AnyOrder.Event<ContentRemoved>(6, Decision()),
                AnyOrder.Event<ReportDecided>(7, Decision()),
            ],
            $"""
            SELECT jsonb_build_array(
                (SELECT jsonb_agg(to_jsonb(m) - 'version' - 'deleted_at' - 'removed_at' || jsonb_build_object('is_deleted', deleted_at IS NOT NULL, 'is_removed', removed_at IS NOT NULL))
                    FROM messages m WHERE channel_id = {thread}),
                (SELECT jsonb_agg(to_jsonb(c) - 'changed_in' - 'state_changed_in' - 'deleted_at' - 'removed_at' || jsonb_build_object('is_deleted', deleted_at IS NOT NULL, 'is_removed', removed_at IS NOT NULL))
                    FROM channels c WHERE id = {thread}),
                (SELECT jsonb_agg(to_jsonb(e)) FROM evidence_cases e WHERE content_id = {content}))::text AS "Value"
            """
        );
    }

    /// <summary>A new projection must have its histories here, which show that it bears any order.</summary>
    [Fact]
    public void EveryProjectionIsPlayed()
    {
        Type[] played =
        [
            .. Histories.Values.SelectMany(history => history).Select(one => one.GetType()),
            typeof(ContentRemoved),
            typeof(ContentRestored),
            typeof(ContentReported),
            typeof(ReportDecided),
            typeof(ContentFlagged),
            typeof(SessionRevoked),
            // WebhookTests play it in both orders.
            typeof(PaymentRequested),
        ];
        AnyOrder.ConsumedBy(typeof(MessagingDb).Assembly).Except(played).Except(Telling).ShouldBeEmpty();
    }

    private static object EventOf(string name, int days, string city) =>
        new
        {
            CommunityEventId = It,
            OrganizerId = Me,
            Name = name,
            EventType = "meetup",
            City = city,
            StartsAt = DateTimeOffset.UnixEpoch.AddDays(days),
            EndsAt = DateTimeOffset.UnixEpoch.AddDays(days + 1),
            TimeZone = "Asia/Dubai",
            Visibility = "public",
            LocationName = $"The library of {city}",
            LocationAddress = "1 Main Street",
            Latitude = 25.0 + days,
            Longitude = 55.0,
        };

    private static object RegistrationOf(string status = "") =>
        new
        {
            RegistrationId = Mine,
            CommunityEventId = It,
            UserId = Me,
            OrganizerId = Other,
            Reason = "by_attendee",
            Status = status,
        };

    private static object ConnectionOf(string reason) =>
        new
        {
            ConnectionId = Mine,
            FromUserId = Other,
            ToUserId = Me,
            RemovedBy = Me,
            Reason = reason,
        };

    private static object SubscriptionOf(string status) =>
        new
        {
            UserId = Me,
            Plan = "premium",
            Status = status,
        };

    private static object CommunityOf(string name, string visibility) =>
        new
        {
            CommunityId = It,
            CreatedBy = Me,
            Name = name,
            Kind = "group",
            Visibility = visibility,
            Tags = Array.Empty<string>(),
        };

    private static object MembershipOf(string role) =>
        new
        {
            MembershipId = Mine,
            CommunityId = It,
            UserId = Me,
            Role = role,
            Reason = "left",
        };

    private static object ProfileOf(string name) =>
        new
        {
            UserId = Me,
            Profile = new UserProfile(name, $"{name} of all", null, null, null, null, null, null, [], null, null, DateTimeOffset.UnixEpoch),
            Roles = new[] { "attendee" },
        };

    private static object TakenBackOf(Guid session) =>
        new
        {
            UserId = Me,
            Since = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero),
            EndedSessions = new[] { session },
        };

    private static object BlockOf() =>
        new
        {
            BlockId = Mine,
            BlockerId = Me,
            BlockedId = Other,
        };

    private static object SanctionOf(Guid id, string kind, int days) =>
        new
        {
            SanctionId = id,
            UserId = Me,
            Kind = kind,
            Until = days == 0 ? (DateTimeOffset?)null : new DateTimeOffset(2027, 1, days, 0, 0, 0, TimeSpan.Zero),
            Reason = "spam",
            CaseId = It,
            DecidedBy = Other,
        };
}
