using Community.Payments.Data;
using Community.Payments.Orders;
using Community.Payments.Stripe;
using Community.Payments.Webhooks;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Refunds;

/// <summary>
/// Asks the provider for a refund, under the refund's own idempotency key, until it is made: however often this is repeated or aborted, the
/// money goes back once.
/// </summary>
internal sealed partial class RefundSender(
    IServiceScopeFactory scopes,
    IStripe stripe,
    PaymentOptions options,
    TimeProvider clock,
    ILogger<RefundSender> logger
) : PeriodicWork(options.Sweep, clock, logger)
{
    private const int AtOnce = 64;
    private const int SideBySide = 8;
    private const string Disputed = "charge_disputed";
    private const string AlreadyRefunded = "charge_already_refunded";
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        // A cancelled event refunds all its buyers: works round after round, while there is more.
        List<(Refund Refund, Payment Payment)> claimed;
        do
        {
            claimed = await ClaimAsync(cancellationToken);
            await ProviderRound.EachAsync(
                claimed,
                due => due.Refund.Id.ToString(),
                (due, cancellationToken) => SendAsync(due.Refund, due.Payment, cancellationToken),
                logger,
                cancellationToken,
                SideBySide
            );
        } while (claimed.Count == AtOnce);
    }

    private async Task SendAsync(Refund refund, Payment payment, CancellationToken cancellationToken)
    {
        if (
            refund.Status == RefundStatus.Failed
            && await scopes.ApplyAsync(refund.OrderId, new RetryRefund(refund.Id)) != OrderOutcome.Done
        )
        {
            // The refund was settled another way at this moment.
            return;
        }

        var asked = Clock.GetUtcNow();
        try
        {
            var answer = refund.ProviderId is { } known
                ? await stripe.GetRefundAsync(known, cancellationToken)
                : await stripe.CreateRefundAsync(
                    new NewRefund(payment.PaymentIntent!, refund.Amount, StripeLookup.MetadataOf(refund)),
                    refund.Key,
                    cancellationToken
                );
            await (
                answer.Status switch
                {
                    "succeeded" => scopes.ApplyAsync(refund.OrderId, new ConfirmRefund(refund.Id, answer.Id)),
                    "failed" or "canceled" => scopes.ApplyAsync(
                        refund.OrderId,
                        new FailRefund(refund.Id, answer.Id, answer.FailureReason ?? answer.Status)
                    ),
                    _ => NoteAsync(refund.Id, answer.Id, null),
                }
            );
        }
        catch (StripeRefusedException refusal)
        {
            await GiveWayAsync(refund, payment, asked, refusal, cancellationToken);
        }
        catch (StripeUnavailableException failure)
        {
            // Other refunds must not wait for this one. A failure that the provider stores under the key may have made the refund before it
            // failed.
            await NoteAsync(refund.Id, null, failure.Message);
            if (failure.IsRemembered)
            {
                await LookUpAsync(payment, cancellationToken);
            }
        }
    }

    private async Task LookUpAsync(Payment payment, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var finding = await scope.ServiceProvider.GetRequiredService<StripeLookup>().OfRefundsAsync(payment, cancellationToken);
        await scope
            .ServiceProvider.GetRequiredService<PaymentsDb>()
            .InTransactionAsync(() => scope.ServiceProvider.GetRequiredService<StripeFacts>().ApplyAsync(finding));
    }

    /// <summary>Handles a refusal: the money has gone back another way, or an operator has to act.</summary>
    private async Task GiveWayAsync(
        Refund refund,
        Payment payment,
        DateTimeOffset asked,
        StripeRefusedException refusal,
        CancellationToken cancellationToken
    )
    {
        if (refusal.Code is Disputed or AlreadyRefunded)
        {
            Log.Waits(logger, refund.Id, refusal.Code);
        }
        else
        {
            Log.Refused(logger, refund.Id, refusal.Code, refusal.Message);
        }

        // First of all: the provider repeats a stored refusal for the same key, also after a dispute.
        await NoteAsync(refund.Id, null, refusal.Message, refused: 1);
        await LookUpAsync(payment, cancellationToken);
        switch (refusal.Code)
        {
            case AlreadyRefunded:
                await scopes.ApplyAsync(refund.OrderId, new CancelRefund(refund.Id, refusal.Code));
                break;
            case not Disputed when refund.Tries > 0:
            case Disputed when await WasDecidedAsync(payment.Id, asked, cancellationToken):
                await scopes.ApplyAsync(refund.OrderId, new FailRefund(refund.Id, $"refused:{refund.Key}", refusal.Code ?? "refused"));
                break;
            default:
                // An open dispute: if it is won, the refund can be made; if it is lost, the bank has given the money back.
                break;
        }
    }

    /// <summary>
    /// Whether every dispute of a payment was decided before the provider was asked. If the refund was refused after that, as where a part
    /// of the charge was lost, waiting does not help: the money is owed, and the buyer or an operator settles it. A dispute that was won
    /// meanwhile lets the next request through.
    /// </summary>
    private async Task<bool> WasDecidedAsync(Guid paymentId, DateTimeOffset asked, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var open = await scope
            .ServiceProvider.GetRequiredService<PaymentsDb>()
            .Disputes.Where(dispute => dispute.PaymentId == paymentId)
            .Select(dispute => dispute.ClosedAt == null || dispute.ClosedAt >= asked)
            .ToListAsync(cancellationToken);
        return open.Count > 0 && !open.Contains(true);
    }

    private async Task<OrderOutcome> NoteAsync(Guid refundId, string? providerId, string? failure, int refused = 0)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope
            .ServiceProvider.GetRequiredService<PaymentsDb>()
            .Refunds.Where(refund => refund.Id == refundId && refund.Status == RefundStatus.Pending)
            .ExecuteUpdateAsync(set =>
                set.SetProperty(refund => refund.ProviderId, refund => providerId ?? refund.ProviderId)
                    .SetProperty(refund => refund.Refusals, refund => refund.Refusals + refused)
                    .SetProperty(refund => refund.Failure, failure)
            );
        return OrderOutcome.Done;
    }

    private async Task<List<(Refund Refund, Payment Payment)>> ClaimAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDb>();
        var (now, first, longest) = (Clock.GetUtcNow(), First, Longest);
        var claimed = await db
            .Refunds.FromSql(
                $"""
                UPDATE refunds SET attempts = attempts + 1, next_attempt_at = {now} + least({first} * power(2, least(attempts, 20)), {longest})
                WHERE id IN (
                    SELECT id FROM refunds WHERE next_attempt_at <= {now} AND status IN ('pending', 'failed')
                    ORDER BY next_attempt_at LIMIT {AtOnce} FOR UPDATE SKIP LOCKED)
                RETURNING *
                """
            )
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        var ids = claimed.ConvertAll(refund => refund.PaymentId);
        var payments = await db
            .Payments.AsNoTracking()
            .Where(payment => ids.Contains(payment.Id))
            .ToDictionaryAsync(payment => payment.Id, cancellationToken);
        return claimed.ConvertAll(refund => (refund, payments[refund.PaymentId]));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The provider refused refund {RefundId}: {Code}: {Reason}")]
        public static partial void Refused(ILogger logger, Guid refundId, string? code, string reason);

        // The money is on its way back already, or the dispute's end decides.
        [LoggerMessage(2, LogLevel.Information, "The provider does not make refund {RefundId} now: {Code}")]
        public static partial void Waits(ILogger logger, Guid refundId, string code);
    }
}
