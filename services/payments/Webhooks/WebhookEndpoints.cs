using Community.Payments.Data;
using Community.Payments.Disputes;
using Community.Payments.Stripe;
using Community.ServiceDefaults.OpenApi;
using Community.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Webhooks;

/// <summary>What the provider says by itself (https://docs.stripe.com/webhooks).</summary>
internal static class WebhookEndpoints
{
    private const long MaxBody = 512 * 1024;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    public static void MapWebhook(this IEndpointRouteBuilder api) =>
        api.MapGroup("/payments").WithTags("Payments").MapPost("/webhook", ReceiveAsync).AllowAnonymous()
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaxBody));

    public static IServiceCollection AddWebhook(this IServiceCollection services) => services
        .AddScoped<StripeLookup>()
        .AddScoped<StripeFacts>()
        .AddScoped<StripeEventHandler>()
        .AddHostedService<DisputeChecks>()
        .AddHostedService<OldWebhookEvents>();

    /// <summary>Takes an event of the payment provider (the provider alone).</summary>
    /// <remarks>
    /// Signed over the bytes of its body, in the header <c>Stripe-Signature</c>; a signature that is wrong, or older or newer than five
    /// minutes, is 400 and changes nothing. Any order and any number of times come to the same. An event of a type that means
    /// nothing here is 200.
    /// </remarks>
    private static async Task<Results<Ok<WebhookAnswer>, BadRequestProblem, ServiceUnavailableProblem>> ReceiveAsync(
        HttpRequest request, WebhookSignature signature, PaymentsDb db, StripeEventHandler handler, StripeFacts facts, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancel);
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        if (!signature.IsValid(request.Headers[WebhookSignature.HeaderName], bytes.Span))
        {
            return Problem.BadRequest("The signature is missing, wrong, or more than five minutes old or ahead. Check the endpoint's secret and the clock.", "bad_signature");
        }

        if (StripeEvents.Parse(bytes.Span) is not { } stripeEvent)
        {
            return Problem.BadRequest("The body is not an event of the payment provider.", "not_an_event");
        }

        try
        {
            // Not given up when the provider hangs up: it would only say it again.
            await TakeAsync(db, handler, facts, stripeEvent);
            return TypedResults.Ok(new WebhookAnswer(true));
        }
        catch (StripeUnavailableException)
        {
            return Problem.ServiceUnavailable(Soon, "The object of this event cannot be looked up at the moment. Send the event again.", "provider_unavailable");
        }
    }

    /// <summary>Asks the provider first, with nothing open, and then applies what was found and notes the event in one short transaction.</summary>
    private static async Task TakeAsync(PaymentsDb db, StripeEventHandler handler, StripeFacts facts, StripeEvent stripeEvent)
    {
        if (!StripeEventHandler.IsKnown(stripeEvent.Type) || await db.WebhookEvents.AnyAsync(known => known.Id == stripeEvent.Id))
        {
            return;
        }

        var finding = await handler.FindAsync(stripeEvent, CancellationToken.None);
        await db.InTransactionAsync(async () =>
        {
            var isNew = await db.Database.ExecuteSqlAsync($"""
                INSERT INTO webhook_events (id, type, received_at) VALUES ({stripeEvent.Id}, {stripeEvent.Type}, now()) ON CONFLICT DO NOTHING
                """) == 1;
            if (isNew)
            {
                await facts.ApplyAsync(finding);
            }
        });
    }
}

/// <summary>That an event was taken.</summary>
/// <param name="Received">true.</param>
internal sealed record WebhookAnswer(bool Received) : IHasExample<WebhookAnswer>
{
    public static WebhookAnswer Example => new(true);
}
