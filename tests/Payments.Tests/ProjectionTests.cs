using System.Net;
using Community.Contracts;
using Community.Contracts.Identity;
using Community.Contracts.Payments;
using Community.Payments.Data;
using Community.Testing;

namespace Community.Payments.Tests;

/// <summary>Any order and any repetition of the other services' integration events results in the same rows.</summary>
[Collection(nameof(PaymentsTests))]
public sealed class ProjectionTests(PaymentsApplication payments)
{
    private static readonly Guid Me = Guid.CreateVersion7();
    private static readonly Guid Other = Guid.CreateVersion7();
    private static readonly Guid It = Guid.CreateVersion7();

    private static readonly IReadOnlyDictionary<string, IIntegrationEvent[]> Histories = new Dictionary<string, IIntegrationEvent[]>(
        StringComparer.Ordinal
    )
    {
        ["an offer that is withdrawn"] =
        [
            AnyOrder.Event<PaymentRequested>(1, OrderOf(It)),
            AnyOrder.Event<PaymentWithdrawn>(2, OrderOf(It)),
        ],
        ["an offer that its seller cannot fulfil"] =
        [
            AnyOrder.Event<PaymentRequested>(1, OrderOf(It)),
            AnyOrder.Event<RefundRequested>(2, OrderOf(It)),
        ],
        ["an offer to a person who is erased"] =
        [
            AnyOrder.Event<PaymentRequested>(1, OrderOf(It)),
            AnyOrder.Event<UserErased>(9, new { UserId = Me }),
        ],
        ["an offer of a seller who is erased"] =
        [
            AnyOrder.Event<PaymentRequested>(1, OrderOf(It)),
            AnyOrder.Event<UserErased>(9, new { UserId = Other }),
        ],
        ["the audit record grows"] =
        [
            AnyOrder.Event<AuditSealed>(1, new { RecordId = It, Hash = new string('1', 64) }),
            AnyOrder.Event<AuditSealed>(2, new { RecordId = It, Hash = new string('2', 64) }),
        ],
        ["a referral"] = [AnyOrder.Event<UserRegistered>(1, new { UserId = Me, ReferredBy = (Guid?)Other })],
        ["a referral of a person who is erased"] =
        [
            AnyOrder.Event<UserRegistered>(1, new { UserId = Me, ReferredBy = (Guid?)Other }),
            AnyOrder.Event<UserErased>(9, new { UserId = Me }),
        ],
        ["a referral by a person who is erased"] =
        [
            AnyOrder.Event<UserRegistered>(1, new { UserId = Me, ReferredBy = (Guid?)Other }),
            AnyOrder.Event<UserErased>(9, new { UserId = Other }),
        ],
    };

    /// <summary>Events of a paid order. Each moves money, and the inbox lets it through once.</summary>
    private static readonly IReadOnlyDictionary<string, Func<Guid, Guid, IIntegrationEvent[]>> Paid = new Dictionary<
        string,
        Func<Guid, Guid, IIntegrationEvent[]>
    >(StringComparer.Ordinal)
    {
        ["fulfilled and refunded"] = (order, _) =>
            [AnyOrder.Event<OrderFulfilled>(2, OrderOf(order)), AnyOrder.Event<RefundRequested>(3, OrderOf(order))],
        ["fulfilled and refunded in two parts"] = (order, _) =>
            [
                AnyOrder.Event<OrderFulfilled>(2, OrderOf(order)),
                AnyOrder.Event<RefundRequested>(3, OrderOf(order, 100)),
                AnyOrder.Event<RefundRequested>(4, OrderOf(order, 50)),
            ],
        ["fulfilled, and the buyer is erased"] = (order, buyer) =>
            [AnyOrder.Event<OrderFulfilled>(2, OrderOf(order)), AnyOrder.Event<UserErased>(9, new { UserId = buyer })],
        ["paid for, although the offer was withdrawn"] = (order, _) =>
            [AnyOrder.Event<PaymentWithdrawn>(2, OrderOf(order)), AnyOrder.Event<RefundRequested>(3, OrderOf(order))],
    };

    public static TheoryData<string> Names => [.. Histories.Keys];

    public static TheoryData<string> PaidNames => [.. Paid.Keys];

    [Theory, MemberData(nameof(Names))]
    public Task EveryOrderEndsInTheSameRows(string history) =>
        new AnyOrder(payments.Service<IServiceProvider>(), typeof(PaymentsDb).Assembly).ShouldEndTheSameAsync(
            Histories[history],
            $"""
            SELECT jsonb_build_array(
                (SELECT jsonb_agg(to_jsonb(o) - 'version' - 'created_at') FROM orders o WHERE id = {It}),
                (SELECT jsonb_agg(to_jsonb(e) - 'at') FROM early_withdrawals e WHERE order_id = {It}),
                (SELECT jsonb_agg(jsonb_build_array(referrer_id, referred_id, credits_earned, converted_at)) FROM referrals WHERE {Me} IN (referrer_id, referred_id)),
                (SELECT jsonb_agg(jsonb_build_array(seq, encode(hash, 'hex')) ORDER BY seq) FROM audit_heads WHERE seq < 3),
                (SELECT jsonb_agg(user_id ORDER BY user_id) FROM erased_people WHERE user_id IN ({Me}, {Other})))::text AS "Value"
            """
        );

    [Theory, MemberData(nameof(PaidNames))]
    public async Task EveryOrderOfAPaidOrderEndsInTheSameMoney(string history)
    {
        var buyer = Guid.CreateVersion7();
        await payments.GiveCreditsAsync(buyer, 250);
        var order = (await payments.OpenAsync(Seller.Offer(buyer))).OrderId;
        await payments.HttpAs(buyer).PostJsonAsync($"/api/v1/payments/orders/{order}/pay-with-credits", null, HttpStatusCode.OK);

        await new AnyOrder(payments.Service<IServiceProvider>(), typeof(PaymentsDb).Assembly).ShouldEndTheSameAsync(
            Paid[history](order, buyer),
            $"""
            SELECT jsonb_build_array(
                (SELECT jsonb_build_array(status, user_id, end_reason, refunded_amount, fulfilled_at IS NULL, refunded_at IS NULL) FROM orders WHERE id = {order}),
                (SELECT jsonb_agg(jsonb_build_array(amount, status) ORDER BY amount) FROM refunds WHERE order_id = {order}),
                (SELECT jsonb_agg(jsonb_build_array(account, currency, total) ORDER BY account, currency) FROM (
                    SELECT account, currency, sum(amount) AS total FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id
                    WHERE t.order_id = {order} GROUP BY account, currency HAVING sum(amount) <> 0) held))::text AS "Value"
            """,
            mostDeliveries: 1
        );
    }

    /// <summary>A new consumer must have its histories here, which show that it bears any order.</summary>
    [Fact]
    public void EveryConsumedEventIsInAHistory() =>
        AnyOrder
            .ConsumedBy(typeof(PaymentsDb).Assembly)
            .Except(
                Histories
                    .Values.Concat(Paid.Values.Select(history => history(It, Me)))
                    .SelectMany(history => history)
                    .Select(one => one.GetType())
            )
            .ShouldBeEmpty();

    private static object OrderOf(Guid id, long? amount = null) =>
        new
        {
            OrderId = id,
            UserId = Me,
            SellerId = (Guid?)Other,
            Purpose = "event_ticket",
            ReferenceId = id,
            Description = "Rooftop Sunset",
            AmountCents = amount is null && id != It ? null : (object?)(amount ?? 2_500),
            Currency = "USD",
            PriceCredits = (long?)250,
            ExpiresAt = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero),
            Reason = "changed_mind",
        };
}
