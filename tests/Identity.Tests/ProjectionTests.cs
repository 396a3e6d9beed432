using Community.Contracts;
using Community.Contracts.Identity;
using Community.Contracts.Messaging;
using Community.Contracts.Payments;
using Community.Contracts.Social;
using Community.Identity.Data;
using Community.Testing;

namespace Community.Identity.Tests;

/// <summary>Any order and any repetition of the integration events results in the same rows, for every projection of the service.</summary>
public sealed class ProjectionTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    private static readonly Guid One = Guid.CreateVersion7();
    private static readonly Guid Two = Guid.CreateVersion7();
    private static readonly Guid Moderator = Guid.CreateVersion7();

    private static readonly IReadOnlyDictionary<string, Func<Guid, Guid, IIntegrationEvent[]>> Histories = new Dictionary<
        string,
        Func<Guid, Guid, IIntegrationEvent[]>
    >(StringComparer.Ordinal)
    {
        ["a block that ends and begins again"] = (me, other) =>
            [
                AnyOrder.Event<UserBlocked>(1, BlockOf(me, other)),
                AnyOrder.Event<UserUnblocked>(2, BlockOf(me, other)),
                AnyOrder.Event<UserBlocked>(3, BlockOf(me, other)),
            ],
        ["two acts of staff in other services"] = (me, other) =>
            [AnyOrder.Event<StaffActed>(1, ActOf(me, other)), AnyOrder.Event<StaffActed>(1, ActOf(me, One))],
        ["a webhook's new address and its new secret"] = (me, other) =>
            [
                AnyOrder.Event<WebhookAddressSet>(1, WebhookOf(me, other, false)),
                AnyOrder.Event<WebhookAddressSet>(2, WebhookOf(me, other, true)),
            ],
        ["a block that ends"] = (me, other) =>
            [AnyOrder.Event<UserBlocked>(1, BlockOf(me, other)), AnyOrder.Event<UserUnblocked>(2, BlockOf(me, other))],
        ["a suspension that is lifted"] = (me, _) =>
            [AnyOrder.Event<SanctionImposed>(1, SanctionOf(me, One, null)), AnyOrder.Event<SanctionLifted>(2, SanctionOf(me, One, null))],
        ["two suspensions, the longer one lifted"] = (me, _) =>
            [
                AnyOrder.Event<SanctionImposed>(1, SanctionOf(me, One, 3)),
                AnyOrder.Event<SanctionImposed>(1, SanctionOf(me, Two, 8)),
                AnyOrder.Event<SanctionLifted>(2, SanctionOf(me, Two, 8)),
            ],
        ["two suspensions without an end"] = (me, _) =>
            [AnyOrder.Event<SanctionImposed>(1, SanctionOf(me, One, null)), AnyOrder.Event<SanctionImposed>(1, SanctionOf(me, Two, null))],
        ["two suspensions without an end, one of them lifted"] = (me, _) =>
            [
                AnyOrder.Event<SanctionImposed>(1, SanctionOf(me, One, null)),
                AnyOrder.Event<SanctionImposed>(1, SanctionOf(me, Two, null)),
                AnyOrder.Event<SanctionLifted>(2, SanctionOf(me, One, null)),
            ],
        ["a referral that counts, does not any more, and counts again"] = (me, other) =>
            [
                AnyOrder.Event<ReferralConverted>(2, ReferralOf(me, other)),
                AnyOrder.Event<ReferralReversed>(3, ReferralOf(me, other)),
                AnyOrder.Event<ReferralConverted>(4, ReferralOf(me, other)),
            ],
        ["a referral that does not count any more"] = (me, other) =>
            [AnyOrder.Event<ReferralConverted>(2, ReferralOf(me, other)), AnyOrder.Event<ReferralReversed>(3, ReferralOf(me, null))],
        ["two conversions of referrals"] = (me, other) =>
            [
                AnyOrder.Event<ReferralConverted>(
                    1,
                    new
                    {
                        ReferralId = One,
                        ReferrerId = me,
                        ReferredId = other,
                        CreditsEarned = 500L,
                        Conversions = 1,
                    }
                ),
                AnyOrder.Event<ReferralConverted>(
                    1,
                    new
                    {
                        ReferralId = Two,
                        ReferrerId = me,
                        ReferredId = Moderator,
                        CreditsEarned = 500L,
                        Conversions = 2,
                    }
                ),
            ],
    };

    public static TheoryData<string> Names => [.. Histories.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task EveryOrderEndsInTheSameRows(string history)
    {
        var (me, other) = ((await application.PersonAsync()).Id, (await application.PersonAsync()).Id);
        await new AnyOrder(application.Services, typeof(IdentityDb).Assembly).ShouldEndTheSameAsync(
            Histories[history](me, other),
            $"""
            SELECT jsonb_build_array(
                (SELECT jsonb_agg(to_jsonb(b)) FROM blocks b WHERE blocker_id = {me}),
                (SELECT jsonb_agg(jsonb_build_array(id, version, suspends, CASE WHEN suspends THEN to_jsonb(s) END) ORDER BY id) FROM sanctions s WHERE user_id = {me}),
                (SELECT jsonb_build_array(suspended_at IS NOT NULL, suspended_until, suspension_reason, sanction_id) FROM users WHERE id = {me}),
                (SELECT jsonb_agg(to_jsonb(e) ORDER BY id) FROM audit_entries e WHERE actor_id = {me} AND service = 'social'),
                (SELECT jsonb_agg(to_jsonb(r) ORDER BY referral_id) FROM referral_conversions r WHERE referrer_id = {me}))::text AS "Value"
            """
        );
    }

    /// <summary>A new projection must have its histories here, which show that it bears any order.</summary>
    [Fact]
    public void EveryConsumedEventIsInAHistory() =>
        AnyOrder
            .ConsumedBy(typeof(IdentityDb).Assembly)
            .Except(Histories.Values.SelectMany(history => history(One, Two)).Select(one => one.GetType()))
            .ShouldBeEmpty();

    private static object ReferralOf(Guid me, Guid? other) =>
        new
        {
            ReferralId = One,
            ReferrerId = me,
            ReferredId = other,
            CreditsEarned = 50L,
            Conversions = 1,
        };

    private static object ActOf(Guid actor, Guid about) =>
        new
        {
            ActorId = actor,
            UserId = (Guid?)about,
            Service = "social",
            Action = "case_decided",
        };

    private static object WebhookOf(Guid me, Guid other, bool isSecret) =>
        new
        {
            WebhookId = One,
            OwnerId = me,
            SetBy = other,
            Host = "hooks.example.com",
            IsFleetWide = false,
            IsSecret = isSecret,
        };

    private static object BlockOf(Guid me, Guid other) =>
        new
        {
            BlockId = One,
            BlockerId = me,
            BlockedId = other,
        };

    private static object SanctionOf(Guid me, Guid id, int? day) =>
        new
        {
            SanctionId = id,
            UserId = me,
            Kind = "suspension",
            Until = day is { } known ? new DateTimeOffset(2100, 1, known, 0, 0, 0, TimeSpan.Zero) : (DateTimeOffset?)null,
            Reason = id == One ? "spam" : "harassment",
            CaseId = One,
            DecidedBy = Moderator,
        };
}
