using Community.StripeSandbox.Checkout;
using Community.StripeSandbox.Payments;
using Community.StripeSandbox.Refunds;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Subscriptions;
using Community.StripeSandbox.Webhooks;

namespace Community.StripeSandbox.Control;

/// <summary>
/// Lets tests cause events that at Stripe only time, buyers and banks can cause: under <c>/_sandbox</c>, from this machine only.
/// </summary>
internal static class ControlEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapControl(this IEndpointRouteBuilder endpoints)
    {
        var control = endpoints.MapGroup("/_sandbox").AddEndpointFilter(ControlCallers.FilterAsync);
        control.MapWebhookControl();
        control.MapGet("/faults", (FaultSwitches faults) => faults.Current);
        control.MapPut("/faults", SetFaults);
        control.MapPut("/payments", SetPayments);
        control.MapPut("/refunds", SetRefunds);
        control.MapPost("/refunds/{id}", EndRefundAsync);
        control.MapPost("/charges", ChargeAsync);
        control.MapPost("/disputes", DisputeAsync);
        control.MapPost("/disputes/{id}", ChangeDisputeAsync);
        control.MapPost("/subscriptions/{id}/advance", AdvanceAsync);
        control.MapPost("/sessions/{id}/async", SettleAsync);
        control.MapPost("/sessions/{id}/pay", PayAsync);
        control.MapGet("/journal", (Store store) => new Taken(store.All<Charge>(), store.All<Refund>(), store.All<Dispute>()));
        control.MapDelete("/state", ForgetAsync);
    }

    /// <summary>400 with the reason.</summary>
    public static IResult Wrong(string reason) => Results.BadRequest(new ControlError(reason));

    private static IResult SetFaults(Faults request, FaultSwitches faults)
    {
        if (request.Fault() is { } reason)
        {
            return Wrong(reason);
        }

        faults.Current = request;
        return Results.Json(request);
    }

    private static PaymentSwitches SetPayments(PaymentSwitches request, CheckoutPayment payments)
    {
        payments.WalletsAreAsynchronous = request.Asynchronous;
        return request;
    }

    private static async Task<IResult> DisputeAsync(DisputeRequest request, Store store)
    {
        var dispute = await store.RunAsync(state =>
            state.Find<Charge>(request.Charge ?? state.Find<PaymentIntent>(request.PaymentIntent)?.LatestCharge) is { } charge
                ? Dispute.Open(state, charge, request.Amount, request.Inquiry == true)
                : null
        );
        return dispute is null ? Conflict("There is no such payment, or less of it is left to dispute.") : Results.Json(dispute);
    }

    private static async Task<IResult> ChangeDisputeAsync(string id, DisputeChange request, Store store)
    {
        if (request.Status is not ("escalate" or "under_review" or "won" or "lost" or "warning_closed"))
        {
            return Wrong("status is escalate, under_review, won, lost or warning_closed");
        }

        var dispute = await store.RunAsync(state =>
            state.Find<Dispute>(id) is { } present ? Dispute.Change(state, present, request.Status) : null
        );
        return dispute is null ? Conflict("There is no such dispute, or that cannot happen to it now.") : Results.Json(dispute);
    }

    private static RefundSwitches SetRefunds(RefundSwitches request, Store store)
    {
        store.RefundsArePending = request.Asynchronous;
        return request;
    }

    private static async Task<IResult> EndRefundAsync(string id, OutcomeRequest request, Store store)
    {
        if (request.Outcome is not ("succeed" or "fail"))
        {
            return Wrong("outcome is succeed or fail");
        }

        var refund = await store.RunAsync(state =>
            state.Find<Refund>(id) is { } present ? Refund.End(state, present, request.Outcome == "succeed") : null
        );
        return refund is null ? Conflict("There is no such refund, or it has ended so that this cannot happen.") : Results.Json(refund);
    }

    private static async Task<IResult> ChargeAsync(ChargeRequest request, Store store) =>
        request is { Amount: > 0, Currency.Length: 3 }
            ? Results.Json(await store.RunAsync(state => ChargeAttempt.WithoutPayment(state, request.Amount, request.Currency)))
            : Wrong("amount is above 0 and currency has three letters");

    private static async Task<IResult> AdvanceAsync(string id, OutcomeRequest request, Store store)
    {
        if (request.Outcome is not ("pay" or "fail"))
        {
            return Wrong("outcome is pay or fail");
        }

        var subscription = await store.RunAsync(state =>
            state.Find<Subscription>(id) is { HasEnded: false } present
                ? SubscriptionLife.Advance(state, present, request.Outcome == "fail")
                : null
        );
        return subscription is null ? Conflict("There is no such subscription, or it has ended.") : Results.Json(subscription);
    }

    private static async Task<IResult> SettleAsync(string id, OutcomeRequest request, CheckoutPayment payments)
    {
        if (request.Outcome is not ("succeed" or "fail"))
        {
            return Wrong("outcome is succeed or fail");
        }

        return await payments.SettleAsync(id, request.Outcome == "succeed") is { } session
            ? Results.Json(session)
            : Conflict("There is no such session, or its payment is not pending.");
    }

    private static async Task<IResult> PayAsync(string id, PaymentRequest request, CheckoutPayment payments)
    {
        var result = await payments.PayAsync(
            id,
            new PaymentForm(request.CardNumber, request.Outcome, request.PaymentMethodType, Email: request.Email, Name: request.Name)
        );
        var location = result is { Session: { } session, WasOpen: true, Decline: null } ? PageEndpoints.SuccessUrl(session) : null;
        var paid = new Paid(result.Session?.Status, result.Session?.PaymentStatus, location, result.Decline);
        return Results.Json(
            paid,
            statusCode: result switch
            {
                { Session: null } => StatusCodes.Status404NotFound,
                { WasOpen: false } => StatusCodes.Status410Gone,
                { Decline: not null } => StatusCodes.Status402PaymentRequired,
                _ => StatusCodes.Status200OK,
            }
        );
    }

    private static async Task<IResult> ForgetAsync(
        Store store,
        FaultSwitches faults,
        CheckoutPayment payments,
        EventSettings settings,
        WebhookDispatcher webhooks
    )
    {
        faults.Current = new Faults();
        payments.WalletsAreAsynchronous = false;
        store.RefundsArePending = false;
        settings.Switches = WebhookSwitches.Normal;
        await webhooks.DropAsync();
        await store.ClearAsync();
        return Results.NoContent();
    }

    private static IResult Conflict(string reason) => Results.Conflict(new ControlError(reason));
}

/// <summary>Why a control was refused.</summary>
internal sealed record ControlError(string Error);

/// <summary>Whether wallet payments are pending first.</summary>
internal sealed record PaymentSwitches(bool Asynchronous);

/// <summary>Whether refunds are pending first.</summary>
internal sealed record RefundSwitches(bool Asynchronous);

/// <summary>The payment or charge to dispute, the amount, and whether it is only an inquiry of the bank.</summary>
internal sealed record DisputeRequest(string? PaymentIntent = null, string? Charge = null, long? Amount = null, bool? Inquiry = null);

internal sealed record DisputeChange(string Status);

/// <summary>A charge without a payment.</summary>
internal sealed record ChargeRequest(long Amount, string Currency);

/// <summary>The outcome to simulate.</summary>
internal sealed record OutcomeRequest(string Outcome);

/// <summary>The fields of the page's form.</summary>
internal sealed record PaymentRequest(string? CardNumber, string? Outcome, string? PaymentMethodType, string? Email, string? Name);

/// <summary>The result: the session's state, the address of the redirect, or the decline.</summary>
internal sealed record Paid(string? Status, string? PaymentStatus, string? Location, Decline? Decline);

/// <summary>All movements of money, oldest first.</summary>
internal sealed record Taken(IReadOnlyList<Charge> Charges, IReadOnlyList<Refund> Refunds, IReadOnlyList<Dispute> Disputes);
