using System.Net;
using Community.StripeSandbox.Checkout;
using Community.StripeSandbox.Payments;
using Community.StripeSandbox.Refunds;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Subscriptions;
using Community.StripeSandbox.Webhooks;

namespace Community.StripeSandbox.Control;

/// <summary>What a test does that at Stripe only time, buyers and banks do: under <c>/_sandbox</c>, from this machine only.</summary>
internal static class ControlEndpoints
{
    /// <summary>Maps it.</summary>
    public static void MapControl(this IEndpointRouteBuilder endpoints)
    {
        var control = endpoints.MapGroup("/_sandbox").AddEndpointFilter(OnlyFromHereAsync);
        control.MapWebhookControl();
        control.MapGet("/faults", (FaultSwitches faults) => faults.Current);
        control.MapPut("/faults", SetFaults);
        control.MapPut("/payments", SetPayments);
        control.MapPost("/disputes", DisputeAsync);
        control.MapPost("/subscriptions/{id}/advance", AdvanceAsync);
        control.MapPost("/sessions/{id}/async", SettleAsync);
        control.MapPost("/sessions/{id}/pay", PayAsync);
        control.MapGet("/journal", (Store store) => new Taken(store.All<Charge>(), store.All<Refund>(), store.All<Dispute>()));
        control.MapDelete("/state", ForgetAsync);
    }

    /// <summary>400 with the reason.</summary>
    public static IResult Wrong(string reason) => Results.BadRequest(new ControlError(reason));

    private static async ValueTask<object?> OnlyFromHereAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
            ? await next(context)
            : Results.Json(new ControlError("Only from this machine."), statusCode: StatusCodes.Status403Forbidden);

    private static IResult SetFaults(Faults wanted, FaultSwitches faults)
    {
        if (wanted.Fault() is { } reason)
        {
            return Wrong(reason);
        }

        faults.Current = wanted;
        return Results.Json(wanted);
    }

    private static PaymentSwitches SetPayments(PaymentSwitches wanted, CheckoutPayment payments)
    {
        payments.WalletsAreAsynchronous = wanted.Asynchronous;
        return wanted;
    }

    private static async Task<IResult> DisputeAsync(DisputeWanted wanted, Store store)
    {
        var dispute = await store.RunAsync(state => state.Find<PaymentIntent>(wanted.PaymentIntent) is { LatestCharge: { } charge }
            ? Dispute.Open(state, state.Known<Charge>(charge))
            : null);
        return dispute is null ? Conflict("There is no such payment, or nothing of it is left to dispute.") : Results.Json(dispute);
    }

    private static async Task<IResult> AdvanceAsync(string id, OutcomeWanted wanted, Store store)
    {
        if (wanted.Outcome is not ("pay" or "fail"))
        {
            return Wrong("outcome is pay or fail");
        }

        var subscription = await store.RunAsync(state => state.Find<Subscription>(id) is { HasEnded: false } present
            ? SubscriptionLife.Advance(state, present, wanted.Outcome == "fail")
            : null);
        return subscription is null ? Conflict("There is no such subscription, or it has ended.") : Results.Json(subscription);
    }

    private static async Task<IResult> SettleAsync(string id, OutcomeWanted wanted, CheckoutPayment payments)
    {
        if (wanted.Outcome is not ("succeed" or "fail"))
        {
            return Wrong("outcome is succeed or fail");
        }

        return await payments.SettleAsync(id, wanted.Outcome == "succeed") is { } session
            ? Results.Json(session)
            : Conflict("There is no such session, or its payment is not pending.");
    }

    private static async Task<IResult> PayAsync(string id, PaymentWanted wanted, CheckoutPayment payments)
    {
        var result = await payments.PayAsync(id, new PaymentForm(wanted.CardNumber, wanted.Outcome, wanted.PaymentMethodType, Email: wanted.Email, Name: wanted.Name));
        var location = result is { Session: { } session, WasOpen: true, Decline: null } ? PageEndpoints.SuccessUrl(session) : null;
        var paid = new Paid(result.Session?.Status, result.Session?.PaymentStatus, location, result.Decline);
        return Results.Json(paid, statusCode: result switch
        {
            { Session: null } => StatusCodes.Status404NotFound,
            { WasOpen: false } => StatusCodes.Status410Gone,
            { Decline: not null } => StatusCodes.Status402PaymentRequired,
            _ => StatusCodes.Status200OK,
        });
    }

    private static async Task<IResult> ForgetAsync(
        Store store, FaultSwitches faults, CheckoutPayment payments, EventSettings settings, WebhookDispatcher webhooks)
    {
        faults.Current = new Faults();
        payments.WalletsAreAsynchronous = false;
        settings.Switches = WebhookSwitches.Normal;
        await webhooks.DropAsync();
        await store.ClearAsync();
        return Results.NoContent();
    }

    private static IResult Conflict(string reason) => Results.Conflict(new ControlError(reason));
}

/// <summary>Why a control was refused.</summary>
internal sealed record ControlError(string Error);

/// <summary>Whether wallets' payments are pending first.</summary>
internal sealed record PaymentSwitches(bool Asynchronous);

/// <summary>Which payment is disputed.</summary>
internal sealed record DisputeWanted(string PaymentIntent);

/// <summary>How something ends.</summary>
internal sealed record OutcomeWanted(string Outcome);

/// <summary>What the page's form would have.</summary>
internal sealed record PaymentWanted(string? CardNumber, string? Outcome, string? PaymentMethodType, string? Email, string? Name);

/// <summary>What came of it: the session's state, where the buyer is sent, or why not.</summary>
internal sealed record Paid(string? Status, string? PaymentStatus, string? Location, Decline? Decline);

/// <summary>All money that ever moved, oldest first.</summary>
internal sealed record Taken(IReadOnlyList<Charge> Charges, IReadOnlyList<Refund> Refunds, IReadOnlyList<Dispute> Disputes);
