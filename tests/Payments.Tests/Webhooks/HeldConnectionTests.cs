using System.Net;
using System.Net.Http.Json;
using Community.Payments.Tests.Disputes;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Tests.Webhooks;

/// <summary>During a call to the provider, which may take half a minute, no transaction and no lock is open.</summary>
[Collection(nameof(ProviderStories))]
public sealed class HeldConnectionTests(PaymentsApplication app)
{
    [Theory]
    [InlineData("charge.refunded", "/v1/refunds")]
    [InlineData("charge.dispute.created", "/v1/disputes")]
    public async Task AWebhookHoldsNoTransactionWhileTheProviderIsAsked(string type, string slow)
    {
        var (offer, intent) = await app.PaidAsync(Guid.CreateVersion7());
        var charge = await app.WithDbAsync(db =>
            db.Payments.Where(p => p.OrderId == offer.OrderId).Select(p => p.PaymentIntent).SingleAsync()
        );
        charge.ShouldBe(intent);
        (
            // Much longer than other work holds a transaction, and shorter than an attempt may take.
            await app.Sandbox().PutAsJsonAsync("/_sandbox/faults", new { delay_ms = 6_000, path = slow == "/v1/disputes" ? "/v1/" : slow })
        ).EnsureSuccessStatusCode();
        try
        {
            object about =
                type == "charge.refunded"
                    ? new
                    {
                        id = "ch_1",
                        @object = "charge",
                        payment_intent = intent,
                        amount = 2_500,
                        amount_refunded = 100,
                        currency = "usd",
                        paid = true,
                        status = "succeeded",
                    }
                    : new
                    {
                        id = "dp_1",
                        @object = "dispute",
                        charge = "ch_1",
                        amount = 2_500,
                        currency = "usd",
                        status = "needs_response",
                    };
            var answer = app.Http().SendAsync(Seller.Webhook(type, about));
            var held = 0;
            while (!answer.IsCompleted)
            {
                held += await app.WithDbAsync(db =>
                    db.Database.SqlQuery<int>(
                            $"""
                            SELECT count(*)::int AS "Value" FROM pg_stat_activity
                            WHERE datname = current_database() AND state = 'idle in transaction' AND state_change < now() - interval '3 seconds'
                            """
                        )
                        .SingleAsync()
                );
                await Task.WhenAny(answer, Task.Delay(100));
            }

            (await answer).StatusCode.ShouldBe(HttpStatusCode.OK);
            held.ShouldBe(0);
        }
        finally
        {
            (await app.Sandbox().PutAsJsonAsync("/_sandbox/faults", new { delay_ms = 0 })).EnsureSuccessStatusCode();
        }
    }
}
