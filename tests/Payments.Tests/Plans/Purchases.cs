using System.Net.Http.Json;
using System.Text.Json;
using Community.Contracts.Payments;
using Community.Payments.Data;
using Community.Payments.Erasure;
using Community.Payments.Orders;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Payments.Tests.Plans;

/// <summary>Purchases and rewards of people, for tests that are not about how they happen.</summary>
internal static class Purchases
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) =>
        await answer.Content.ReadFromJsonAsync<JsonElement>();

    public static Guid OrderId(this JsonElement problem) => problem.GetProperty("order_id").GetGuid();

    public static string? Reason(this JsonElement problem) => problem.GetProperty("reason").GetString();

    public static async Task<long> BalanceAsync(this PaymentsApplication app, Guid user) =>
        (await app.HttpAs(user).GetFromJsonAsync<JsonElement>("/api/v1/wallet")).GetProperty("balance").GetInt64();

    public static Task<bool> InTransactionAsync(this PaymentsApplication app, Func<PaymentsDb, Task> work) =>
        app.WithDbAsync(db =>
            db.InTransactionAsync(async () =>
            {
                await work(db);
                await db.SaveChangesAsync();
                return true;
            })
        );

    public static Task<bool> EraseAsync(this PaymentsApplication app, Guid user) =>
        app.WithAsync(services =>
            services
                .GetRequiredService<PaymentsDb>()
                .InTransactionAsync(async () =>
                {
                    await services.GetRequiredService<PersonErasure>().EraseAsync(user);
                    return true;
                })
        );

    /// <summary>Pays an order as the provider's confirmation does, or with credits.</summary>
    public static Task<OrderOutcome> PayAsync(this PaymentsApplication app, Guid orderId, string method = PaymentMethods.Card) =>
        app.WithAsync(services =>
        {
            var orders = services.GetRequiredService<OrderStore>();
            return services
                .GetRequiredService<PaymentsDb>()
                .InTransactionAsync(async () =>
                {
                    var state = (await orders.LockAsync(orderId))!;
                    var payment = new Payment
                    {
                        Id = Guid.CreateVersion7(),
                        OrderId = orderId,
                        Method = method,
                        Status = PaymentStatus.Creating,
                        Amount = state.Order.AmountCents,
                        Currency = state.Order.Currency,
                        CreatedAt = Seller.Now,
                    };
                    state.Add(payment);
                    var outcome = OrderState.Apply(state, new Pay(payment.Id, payment.Amount), Seller.Now);
                    await orders.WriteAsync([state]);
                    // The provider does not know this payment, so its refunds are confirmed here.
                    foreach (var refund in state.Refunds.Where(refund => refund.PaymentId == payment.Id && refund.IsOwed).ToArray())
                    {
                        OrderState.Apply(state, new ConfirmRefund(refund.Id, "re_" + refund.Id.ToString("N")), Seller.Now);
                    }

                    await orders.WriteAsync([state]);
                    return outcome;
                });
        });

    /// <summary>
    /// Waits until every referral that can be decided is decided. It uses <c>clock_timestamp()</c>, because <c>now()</c> is older than the
    /// statement's snapshot: a check recorded between the two would seem to be due later.
    /// </summary>
    public static Task ReferralsAreLookedAtAsync(this PaymentsApplication app) =>
        Poll.UntilAsync(() =>
            app.WithDbAsync(async db =>
                !await db
                    .Database.SqlQuery<bool>(
                        $"""
                        SELECT EXISTS (SELECT FROM referral_looks) OR EXISTS (SELECT FROM referrals WHERE next_look_at <= clock_timestamp()) AS "Value"
                        """
                    )
                    .SingleAsync()
            )
        );

    /// <summary>Refunds an order in full, as the provider confirms it.</summary>
    public static Task<bool> GiveBackAsync(this PaymentsApplication app, Guid orderId) =>
        app.WithAsync(services =>
        {
            var orders = services.GetRequiredService<OrderStore>();
            return services
                .GetRequiredService<PaymentsDb>()
                .InTransactionAsync(async () =>
                {
                    var state = (await orders.LockAsync(orderId))!;
                    OrderState.Apply(state, new AskRefund("cancelled"), Seller.Now);
                    foreach (var refund in state.Refunds.ToArray())
                    {
                        OrderState.Apply(state, new ConfirmRefund(refund.Id, "re_" + refund.Id.ToString("N")), Seller.Now);
                    }

                    await orders.WriteAsync([state]);
                    return true;
                });
        });

    /// <summary>An open order of another seller.</summary>
    public static async Task<Guid> OrderAsync(
        this PaymentsApplication app,
        Guid user,
        long cents = 2500,
        Guid? seller = null,
        DateTimeOffset? refundableUntil = null
    )
    {
        var requested = new PaymentRequested(
            Guid.CreateVersion7(),
            Seller.Now,
            Guid.CreateVersion7(),
            1,
            user,
            "event_ticket",
            Guid.CreateVersion7(),
            "Rooftop Sunset",
            cents,
            "usd",
            250,
            Seller.Now.AddMinutes(15),
            SellerId: seller,
            RefundableUntil: refundableUntil ?? Seller.Now
        );
        await app.PublishAsync(requested);
        await Poll.UntilAsync(async () =>
            (await app.HttpAs(user).GetAsync($"/api/v1/payments/orders/{requested.OrderId}")).IsSuccessStatusCode
        );
        return requested.OrderId;
    }
}
