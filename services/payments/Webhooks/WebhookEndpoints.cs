using Community.Payments.Data;
using Community.Payments.Stripe;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Webhooks;

/// <summary>The provider's webhooks (https://docs.stripe.com/webhooks).</summary>
internal static class WebhookEndpoints
{
    private const long MaxBody = 512 * 1024;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGroup("/payments")
            .WithTags("Payments")
            .MapPost("/webhook", ReceiveAsync)
            .AllowAnonymous()
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaxBody));

    /// <summary>Takes an event of the payment provider (only the provider can call it).</summary>
    /// <remarks>
    /// The header <c>Stripe-Signature</c> signs the bytes of the body. A signature that is wrong, or older or newer than five minutes, is
    /// 400 and changes nothing. Events in any order, also repeated, have the same result. An event of a type that is not used here is 200.
    /// </remarks>
    private static async Task<Results<Ok<WebhookAnswer>, BadRequestProblem, ServiceUnavailableProblem>> ReceiveAsync(
        HttpRequest request,
        WebhookSignature signature,
        PaymentsDb db,
        StripeEventHandler handler,
        StripeFacts facts,
        CancellationToken cancellationToken
    )
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        if (!signature.IsValid(request.Headers[WebhookSignature.HeaderName], bytes.Span))
        {
            return Problem.BadRequest(
                "The signature is missing, wrong, or more than five minutes old or ahead. Check the endpoint's secret and the clock.",
                "bad_signature"
            );
        }

        if (StripeEvents.Parse(bytes.Span) is not { } stripeEvent)
        {
            return Problem.BadRequest("The body is not an event of the payment provider.", "not_an_event");
        }

        try
        {
            // Not aborted when the provider disconnects: it would only send the event again.
            await TakeAsync(db, handler, facts, stripeEvent);
            return TypedResults.Ok(new WebhookAnswer(true));
        }
        catch (StripeUnavailableException)
        {
            return Problem.ServiceUnavailable(
                Soon,
                "The object of this event cannot be looked up at the moment. Send the event again.",
                "provider_unavailable"
            );
        }
    }

    /// <summary>
    /// Asks the provider first, without a transaction, and then applies the finding and stores the event in one short transaction.
    /// </summary>
    private static async Task TakeAsync(PaymentsDb db, StripeEventHandler handler, StripeFacts facts, StripeEvent stripeEvent)
    {
        if (!StripeEventHandler.IsKnown(stripeEvent.Type) || await db.WebhookEvents.AnyAsync(known => known.Id == stripeEvent.Id))
        {
            return;
        }

        var finding = await handler.FindAsync(stripeEvent, CancellationToken.None);
        await db.InTransactionAsync(async () =>
        {
            var isNew =
                await db.Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO webhook_events (id, type, received_at) VALUES ({stripeEvent.Id}, {stripeEvent.Type}, now()) ON CONFLICT DO NOTHING
                    """
                ) == 1;
            if (isNew)
            {
                await facts.ApplyAsync(finding);
            }
        });
    }
}

/// <summary>The answer to an event.</summary>
/// <param name="Received">true.</param>
internal sealed record WebhookAnswer(bool Received) : IHasExample<WebhookAnswer>
{
    public static WebhookAnswer Example => new(true);
}
