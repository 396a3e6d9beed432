using Community.Companion.Data;
using Community.Companion.Selling;
using Community.Contracts;
using Community.Contracts.Events;
using Community.Contracts.Identity;
using Community.Contracts.Payments;
using Community.Contracts.Social;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Tests;

/// <summary>Any order and any repetition of the integration events results in the same rows, for every projection of the service.</summary>
[Collection(nameof(CompanionTests))]
public sealed class ProjectionTests(CompanionApplication companion)
{
    private static readonly Guid Me = Guid.CreateVersion7();
    private static readonly Guid Other = Guid.CreateVersion7();
    private static readonly Guid It = Guid.CreateVersion7();
    private static readonly Guid Mine = Guid.CreateVersion7();
    private static readonly Guid Sold = Guid.CreateVersion7();

    private static readonly IReadOnlyDictionary<string, IIntegrationEvent[]> Histories = new Dictionary<string, IIntegrationEvent[]>(
        StringComparer.Ordinal
    )
    {
        ["a person who is renamed and suspended"] =
        [
            AnyOrder.Event<UserRegistered>(1, ProfileOf("anna")),
            AnyOrder.Event<UserSuspended>(2, new { UserId = Me, IsSuspended = true }),
            AnyOrder.Event<UserProfileUpdated>(3, ProfileOf("hanna")),
            AnyOrder.Event<UserSuspended>(4, new { UserId = Me, IsSuspended = false }),
            AnyOrder.Event<UserProfileUpdated>(5, ProfileOf("hannah")),
        ],
        ["an event that is changed, removed and cancelled"] =
        [
            AnyOrder.Event<EventPublished>(2, EventOf("Simul", 1, "public")),
            AnyOrder.Event<EventUpdated>(3, EventOf("Simultaneous", 5, "private")),
            AnyOrder.Event<ContentRemoved>(2, ContentOf()),
            AnyOrder.Event<ContentRestored>(4, ContentOf()),
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
        ["an event that is changed, removed, restored and removed again"] =
        [
            AnyOrder.Event<EventPublished>(2, EventOf("Simul", 1, "public")),
            AnyOrder.Event<EventUpdated>(3, EventOf("Simultaneous", 5, "public")),
            AnyOrder.Event<ContentRemoved>(2, ContentOf()),
            AnyOrder.Event<ContentRestored>(4, ContentOf()),
            AnyOrder.Event<ContentRemoved>(6, ContentOf()),
        ],
        ["an event that is removed and restored"] =
        [
            AnyOrder.Event<EventPublished>(2, EventOf("Simul", 1, "public")),
            AnyOrder.Event<EventUpdated>(3, EventOf("Simultaneous", 5, "public")),
            AnyOrder.Event<ContentRemoved>(2, ContentOf()),
            AnyOrder.Event<ContentRestored>(4, ContentOf()),
        ],
        ["a registration that ends and begins again"] =
        [
            AnyOrder.Event<RsvpConfirmed>(1, RegistrationOf()),
            AnyOrder.Event<RsvpCancelled>(2, RegistrationOf()),
            AnyOrder.Event<RsvpConfirmed>(3, RegistrationOf()),
        ],
        ["a community that is changed"] =
        [
            AnyOrder.Event<CommunityCreated>(1, CommunityOf("Chess", "public", isHidden: false)),
            AnyOrder.Event<CommunityUpdated>(2, CommunityOf("Night chess", "private", isHidden: true)),
            AnyOrder.Event<CommunityUpdated>(3, CommunityOf("Blitz", "public", isHidden: false)),
        ],
        ["a community that is hidden and deleted"] =
        [
            AnyOrder.Event<CommunityCreated>(1, CommunityOf("Chess", "public", isHidden: false)),
            AnyOrder.Event<CommunityUpdated>(2, CommunityOf("Night chess", "private", isHidden: true)),
            AnyOrder.Event<CommunityDeleted>(3, new { CommunityId = It, DeletedBy = Me }),
        ],
        ["a membership with a new role"] =
        [
            AnyOrder.Event<CommunityMemberJoined>(1, MembershipOf("member")),
            AnyOrder.Event<CommunityMemberRoleChanged>(2, MembershipOf("moderator")),
        ],
        ["a membership that ends and begins again"] =
        [
            AnyOrder.Event<CommunityMemberJoined>(1, MembershipOf("member")),
            AnyOrder.Event<CommunityMemberRoleChanged>(2, MembershipOf("moderator")),
            AnyOrder.Event<CommunityMemberLeft>(3, MembershipOf("member")),
            AnyOrder.Event<CommunityMemberJoined>(4, MembershipOf("member")),
            AnyOrder.Event<CommunityMemberRoleChanged>(5, MembershipOf("owner")),
        ],
        ["a membership that ends"] =
        [
            AnyOrder.Event<CommunityMemberJoined>(1, MembershipOf("member")),
            AnyOrder.Event<CommunityMemberLeft>(2, MembershipOf("member")),
        ],
        ["a connection that ends and begins again"] =
        [
            AnyOrder.Event<ConnectionAccepted>(2, ConnectionOf()),
            AnyOrder.Event<ConnectionRemoved>(3, ConnectionOf()),
            AnyOrder.Event<ConnectionAccepted>(5, ConnectionOf()),
        ],
        ["a connection that ends"] =
        [
            AnyOrder.Event<ConnectionAccepted>(2, ConnectionOf()),
            AnyOrder.Event<ConnectionRemoved>(3, ConnectionOf()),
        ],
        ["a block that ends and begins again"] =
        [
            AnyOrder.Event<UserBlocked>(1, BlockOf()),
            AnyOrder.Event<UserUnblocked>(2, BlockOf()),
            AnyOrder.Event<UserBlocked>(3, BlockOf()),
        ],
        ["a block that ends"] = [AnyOrder.Event<UserBlocked>(1, BlockOf()), AnyOrder.Event<UserUnblocked>(2, BlockOf())],
        ["a plan that changes"] =
        [
            AnyOrder.Event<EntitlementsChanged>(1, PlanOf("premium", "unlimited_circles")),
            AnyOrder.Event<EntitlementsChanged>(2, PlanOf("elite", "all_courses", "unlimited_circles")),
            AnyOrder.Event<EntitlementsChanged>(3, PlanOf("free")),
        ],
        ["activities of one day"] =
        [
            AnyOrder.Event<RsvpCreated>(1, RegistrationOf()),
            AnyOrder.Event<ConnectionRequested>(1, ConnectionOf()),
            AnyOrder.Event<AttendeeArrived>(2, RegistrationOf()),
        ],
        ["a person who is erased"] =
        [
            AnyOrder.Event<UserRegistered>(1, ProfileOf("anna")),
            AnyOrder.Event<UserProfileUpdated>(2, ProfileOf("hanna")),
            AnyOrder.Event<UserSuspended>(3, new { UserId = Me, IsSuspended = true }),
            AnyOrder.Event<UserBlocked>(1, BlockOf()),
            AnyOrder.Event<CommunityMemberJoined>(1, MembershipOf("member")),
            AnyOrder.Event<RsvpCreated>(1, RegistrationOf()),
            AnyOrder.Event<RsvpConfirmed>(1, RegistrationOf()),
            AnyOrder.Event<ConnectionAccepted>(2, ConnectionOf()),
            AnyOrder.Event<EntitlementsChanged>(1, PlanOf("premium", "unlimited_circles")),
            AnyOrder.Event<EventPublished>(2, EventOf("Simul", 1, "public")),
            AnyOrder.Event<UserErased>(4, new { UserId = Me }),
        ],
    };

    /// <summary>Events of an order for a session. Each moves money or goods, and the inbox lets it through once.</summary>
    private static readonly IReadOnlyDictionary<string, IIntegrationEvent[]> Sales = new Dictionary<string, IIntegrationEvent[]>(
        StringComparer.Ordinal
    )
    {
        ["expired and paid late"] = [AnyOrder.Event<OrderExpired>(2, OrderOf(500)), AnyOrder.Event<PaymentSucceeded>(3, OrderOf(500))],
        ["failed and paid late"] = [AnyOrder.Event<PaymentFailed>(2, OrderOf(500)), AnyOrder.Event<PaymentSucceeded>(3, OrderOf(500))],
        ["paid and refunded in two parts"] =
        [
            AnyOrder.Event<PaymentSucceeded>(2, OrderOf(500)),
            AnyOrder.Event<PaymentRefunded>(4, OrderOf(200)),
            AnyOrder.Event<PaymentRefunded>(5, OrderOf(300)),
        ],
        ["paid and refunded in part"] =
        [
            AnyOrder.Event<PaymentSucceeded>(2, OrderOf(500)),
            AnyOrder.Event<PaymentRefunded>(4, OrderOf(200)),
        ],
        ["expired, paid late and refunded"] =
        [
            AnyOrder.Event<OrderExpired>(2, OrderOf(500)),
            AnyOrder.Event<PaymentSucceeded>(3, OrderOf(500)),
            AnyOrder.Event<PaymentRefunded>(4, OrderOf(500)),
        ],
    };

    public static TheoryData<string> Names => [.. Histories.Keys];

    public static TheoryData<string> SaleNames => [.. Sales.Keys];

    [Theory, MemberData(nameof(Names))]
    public Task EveryOrderEndsInTheSameRows(string history) =>
        new AnyOrder(companion.Service<IServiceProvider>(), typeof(CompanionDb).Assembly).ShouldEndTheSameAsync(
            Histories[history],
            $"""
            SELECT jsonb_build_array(
                (SELECT jsonb_agg(to_jsonb(p)) FROM people p WHERE id = {Me}),
                (SELECT jsonb_agg(to_jsonb(e)) FROM events e WHERE id = {It}),
                (SELECT jsonb_agg(to_jsonb(r)) FROM registrations r WHERE user_id = {Me}),
                (SELECT jsonb_agg(to_jsonb(c)) FROM communities c WHERE id = {It}),
                (SELECT jsonb_agg(to_jsonb(m)) FROM memberships m WHERE user_id = {Me}),
                (SELECT jsonb_agg(to_jsonb(c)) FROM connections c WHERE {Me} IN (low_id, high_id)),
                (SELECT jsonb_agg(to_jsonb(b)) FROM blocks b WHERE blocker_id = {Me}),
                (SELECT jsonb_agg(to_jsonb(e)) FROM entitlements e WHERE user_id = {Me}),
                (SELECT jsonb_agg(day ORDER BY day) FROM activity_days WHERE user_id = {Me}),
                (SELECT jsonb_agg(to_jsonb(s)) FROM streaks s WHERE user_id = {Me}),
                (SELECT jsonb_agg(jsonb_build_array(kind, title, summary, text, is_public, ends_at, title_terms, terms) ORDER BY kind)
                    FROM meaning_items m WHERE id IN ({Me}, {It}) AND is_listed))::text AS "Value"
            """
        );

    [Theory, MemberData(nameof(SaleNames))]
    public async Task EveryOrderEndsInTheSameSale(string history)
    {
        var buyer = await companion.PersonAsync();
        await companion.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO sale_orders (id, user_id, version, status, purpose, description, amount_cents, currency, offered_at, expires_at)
                VALUES ({Sold}, {buyer}, 1, {SaleOrderStatus.Open}, 'companion_session', 'A session', 500, 'EUR', now(), now() + interval '1 hour')
                """
            )
        );
        try
        {
            await new AnyOrder(companion.Service<IServiceProvider>(), typeof(CompanionDb).Assembly).ShouldEndTheSameAsync(
                Sales[history],
                $"""
                SELECT jsonb_build_array(
                    (SELECT jsonb_build_array(status, paid_amount, paid_currency, refunded_amount, paid_at IS NULL) FROM sale_orders WHERE id = {Sold}),
                    (SELECT sum(messages_left) FROM companion_extras WHERE user_id = {buyer} AND messages_left > 0))::text AS "Value"
                """,
                mostDeliveries: 1
            );
        }
        finally
        {
            await companion.WithDbAsync(db => db.Database.ExecuteSqlAsync($"DELETE FROM sale_orders WHERE id = {Sold}"));
        }
    }

    /// <summary>A new projection must have its histories here, which show that it bears any order.</summary>
    [Fact]
    public void EveryConsumedEventIsInAHistory() =>
        AnyOrder
            .ConsumedBy(typeof(CompanionDb).Assembly)
            .Except(Histories.Values.Concat(Sales.Values).SelectMany(history => history).Select(one => one.GetType()))
            .ShouldBeEmpty();

    private static object ProfileOf(string name) =>
        new
        {
            UserId = Me,
            Profile = new UserProfile(name, $"{name} of all", null, null, null, null, null, null, [], null, null, DateTimeOffset.UnixEpoch),
            Roles = new[] { "attendee" },
        };

    private static object EventOf(string name, int days, string visibility) =>
        new
        {
            CommunityEventId = It,
            OrganizerId = Me,
            Name = name,
            EventType = "meetup",
            City = "Dubai",
            StartsAt = DateTimeOffset.UnixEpoch.AddDays(days),
            EndsAt = DateTimeOffset.UnixEpoch.AddDays(days + 1),
            TimeZone = "Asia/Dubai",
            Visibility = visibility,
        };

    private static object ContentOf() =>
        new
        {
            ReportId = Mine,
            ContentType = "event",
            ContentId = It,
            DecidedBy = Other,
            Reason = "spam",
        };

    private static object RegistrationOf() =>
        new
        {
            RegistrationId = Mine,
            CommunityEventId = It,
            UserId = Me,
            OrganizerId = Other,
            Reason = "by_attendee",
        };

    private static object CommunityOf(string name, string visibility, bool isHidden) =>
        new
        {
            CommunityId = It,
            CreatedBy = Me,
            Name = name,
            Kind = "group",
            Visibility = visibility,
            Tags = new[] { "chess" },
            IsHidden = isHidden,
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

    private static object ConnectionOf() =>
        new
        {
            ConnectionId = Mine,
            FromUserId = Me,
            ToUserId = Other,
            RemovedBy = Me,
            Reason = "removed",
        };

    private static object BlockOf() =>
        new
        {
            BlockId = Mine,
            BlockerId = Me,
            BlockedId = Other,
        };

    private static object PlanOf(string plan, params string[] codes) =>
        new
        {
            UserId = Me,
            Plan = plan,
            Entitlements = codes,
        };

    private static object OrderOf(long amount) =>
        new
        {
            OrderId = Sold,
            UserId = Me,
            Purpose = "companion_session",
            ReferenceId = Sold,
            AmountCents = amount,
            Currency = "EUR",
            PaymentMethod = "card",
            Reason = "card_declined",
        };
}
