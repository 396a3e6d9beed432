using Community.StripeSandbox.State;
using Community.StripeSandbox.Webhooks;

namespace Community.StripeSandbox.Control;

/// <summary>Controls the sending of webhooks: not at all, several times, late, in another order, again.</summary>
internal static class WebhookControl
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapWebhookControl(this IEndpointRouteBuilder control)
    {
        control.MapGet("/webhooks", (EventSettings settings) => settings.Switches);
        control.MapPut("/webhooks", Set);
        control.MapPost("/webhooks/resend", ResendAsync);
        control.MapGet("/webhooks/pending", (WebhookDispatcher webhooks) => new PendingWebhooks(webhooks.Pending));
        control.MapDelete("/webhooks/pending", DropAsync);
    }

    private static IResult Set(SwitchesRequest request, EventSettings settings, WebhookDispatcher webhooks)
    {
        var normal = WebhookSwitches.Normal;
        var switches = new WebhookSwitches(
            request.Enabled ?? normal.Enabled,
            request.Copies ?? normal.Copies,
            request.DelayMs ?? normal.DelayMs,
            request.Shuffle ?? normal.Shuffle
        );
        if (switches.Fault() is { } reason)
        {
            return ControlEndpoints.Wrong(reason);
        }

        settings.Switches = switches;
        webhooks.Wake();
        return Results.Json(switches);
    }

    private static async Task<IResult> ResendAsync(ResendRequest request, Store store, EventSettings settings)
    {
        if (request.All != true && request.EventId is null)
        {
            return ControlEndpoints.Wrong("Give event_id, or all: true.");
        }

        var events =
            request.All == true
                ? store.All<StripeEvent>()
                : [.. store.All<StripeEvent>().Where(happened => happened.Id == request.EventId)];
        if (request.All != true && events.Count == 0)
        {
            return Results.NotFound(new ControlError("There is no such event."));
        }

        var count = await store.RunAsync(state =>
        {
            state.Deliveries.AddRange(events.SelectMany(happened => settings.DeliveriesOf(happened, state.Now)).Select(state.Put));
            return state.Deliveries.Count;
        });
        return Results.Json(new PendingWebhooks(count), statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> DropAsync(WebhookDispatcher webhooks)
    {
        await webhooks.DropAsync();
        return Results.NoContent();
    }
}

/// <summary>The number of waiting copies.</summary>
internal sealed record PendingWebhooks(int Pending);

/// <summary>The events to send again.</summary>
internal sealed record ResendRequest(string? EventId, bool? All);

/// <summary>The switches; a missing one gets its normal value.</summary>
internal sealed record SwitchesRequest(bool? Enabled, int? Copies, DelayRange? DelayMs, bool? Shuffle);
