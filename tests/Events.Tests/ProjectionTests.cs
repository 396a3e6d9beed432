using Community.Contracts;
using Community.Contracts.Identity;
using Community.Contracts.Messaging;
using Community.Contracts.Payments;
using Community.Contracts.Social;
using Community.Events.Data;
using Community.Testing;

namespace Community.Events.Tests;

/// <summary>Any order and any repetition of the integration events results in the same rows, for every projection of the service.</summary>
[Collection(nameof(EventsTests))]
public sealed class ProjectionTests(EventsApplication events)
{
    private static readonly Guid Me = Guid.CreateVersion7();
    private static readonly Guid Other = Guid.CreateVersion7();
    private static readonly Guid Case = Guid.CreateVersion7();

    /// <summary>
    /// Commands to the seats, whose order matters, and one to the mails, which the inbox lets through once. Other tests cover them.
    /// </summary>
    private static readonly Type[] Commanding =
    [
        typeof(PaymentSucceeded),
        typeof(PaymentFailed),
        typeof(OrderExpired),
        typeof(PaymentRefunded),
        typeof(AnnouncementNotified),
    ];

    private static readonly IReadOnlyDictionary<string, Func<Guid, IIntegrationEvent[]>> Histories = new Dictionary<
        string,
        Func<Guid, IIntegrationEvent[]>
    >(StringComparer.Ordinal)
    {
        ["a person who is renamed, verified and suspended"] = _ =>
            [
                AnyOrder.Event<UserRegistered>(1, ProfileOf("anna")),
                AnyOrder.Event<UserSuspended>(2, new { UserId = Me, IsSuspended = true }),
                AnyOrder.Event<UserVerified>(3, new { UserId = Me }),
                AnyOrder.Event<UserProfileUpdated>(4, ProfileOf("hanna")),
                AnyOrder.Event<UserSuspended>(5, new { UserId = Me, IsSuspended = false }),
                AnyOrder.Event<UserProfileUpdated>(6, ProfileOf("hannah")),
            ],
        ["a block that ends and begins again"] = _ =>
            [
                AnyOrder.Event<UserBlocked>(1, BlockOf()),
                AnyOrder.Event<UserUnblocked>(2, BlockOf()),
                AnyOrder.Event<UserBlocked>(3, BlockOf()),
            ],
        ["a block that ends"] = _ => [AnyOrder.Event<UserBlocked>(1, BlockOf()), AnyOrder.Event<UserUnblocked>(2, BlockOf())],
        ["a mute that is lifted, and one that stays"] = _ =>
            [
                AnyOrder.Event<SanctionImposed>(1, SanctionOf(Case, "mute")),
                AnyOrder.Event<SanctionLifted>(2, SanctionOf(Case, "mute")),
                AnyOrder.Event<SanctionImposed>(1, SanctionOf(Other, "mute")),
                AnyOrder.Event<SanctionImposed>(1, SanctionOf(Me, "warning")),
            ],
        ["a muted person who is erased"] = _ =>
            [
                AnyOrder.Event<UserRegistered>(1, ProfileOf("anna")),
                AnyOrder.Event<SanctionImposed>(1, SanctionOf(Case, "mute")),
                AnyOrder.Event<UserErased>(4, new { UserId = Me }),
            ],
        ["a person who is erased"] = _ =>
            [
                AnyOrder.Event<UserRegistered>(1, ProfileOf("anna")),
                AnyOrder.Event<UserVerified>(2, new { UserId = Me }),
                AnyOrder.Event<UserBlocked>(1, BlockOf()),
                AnyOrder.Event<UserSuspended>(3, new { UserId = Me, IsSuspended = true }),
                AnyOrder.Event<UserErased>(4, new { UserId = Me }),
            ],
        ["an event that is reported, removed and restored"] = id =>
            [
                AnyOrder.Event<ContentReported>(1, ContentOf(id)),
                AnyOrder.Event<ContentRemoved>(2, ContentOf(id)),
                AnyOrder.Event<ReportDecided>(3, ContentOf(id)),
                AnyOrder.Event<ContentRestored>(4, ContentOf(id)),
            ],
        ["an event that is reported again"] = id =>
            [
                AnyOrder.Event<ContentReported>(1, ContentOf(id)),
                AnyOrder.Event<ReportDecided>(2, ContentOf(id)),
                AnyOrder.Event<ContentReported>(3, ContentOf(id)),
            ],
    };

    public static TheoryData<string> Names => [.. Histories.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task EveryOrderEndsInTheSameRows(string history)
    {
        var seeded = await events.EventAsync();
        await new AnyOrder(events.Service<IServiceProvider>(), typeof(EventsDb).Assembly).ShouldEndTheSameAsync(
            Histories[history](seeded.Id),
            $"""
            SELECT jsonb_build_array(
                (SELECT jsonb_agg(to_jsonb(p) ORDER BY p.id) FROM people p WHERE p.id IN ({Me}, {Other})),
                (SELECT jsonb_agg(to_jsonb(b) ORDER BY b.blocker_id, b.blocked_id) FROM blocks b WHERE b.blocker_id IN ({Me}, {Other})),
                (SELECT jsonb_agg(to_jsonb(m) - 'until' ORDER BY m.sanction_id) FROM mutes m WHERE m.user_id = {Me}),
                (SELECT jsonb_build_array(e.removed_at, e.moderation_version) FROM events e WHERE e.id = {seeded.Id}),
                (SELECT jsonb_agg(to_jsonb(c)) FROM evidence_cases c WHERE c.content_id = {seeded.Id}),
                (SELECT jsonb_agg(to_jsonb(c) - 'taken_at') FROM evidence c WHERE c.content_id = {seeded.Id}))::text AS "Value"
            """
        );
    }

    [Fact]
    public void EveryConsumedEventIsInAHistory() =>
        AnyOrder
            .ConsumedBy(typeof(EventsDb).Assembly)
            .Except(Commanding)
            .Except(Histories.Values.SelectMany(history => history(Case)).Select(one => one.GetType()))
            .ShouldBeEmpty();

    private static object ProfileOf(string name) =>
        new
        {
            UserId = Me,
            Profile = new UserProfile(
                name,
                name,
                null,
                null,
                null,
                null,
                null,
                null,
                [],
                null,
                null,
                new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)
            ),
        };

    private static object BlockOf() => new { BlockerId = Me, BlockedId = Other };

    private static object SanctionOf(Guid id, string kind) =>
        new
        {
            SanctionId = id,
            UserId = Me,
            Kind = kind,
            Until = (DateTimeOffset?)null,
            Reason = "spam",
        };

    private static object ContentOf(Guid id) =>
        new
        {
            ReportId = Case,
            ContentType = "event",
            ContentId = id,
            ReportedBy = Other,
            Reason = "spam",
        };
}
