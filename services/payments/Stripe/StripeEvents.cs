using System.Diagnostics.CodeAnalysis;
using System.Text;
using Stripe;
using Stripe.Checkout;

namespace Community.Payments.Stripe;

/// <summary>
/// An event of Stripe's. The typed readers return null if the event is about another kind of object, or about one that lacks a member it
/// always has: such an event is ignored here.
/// </summary>
/// <param name="Id"><c>evt_…</c>, the same each time the event is sent.</param>
/// <param name="Type">Such as <c>checkout.session.completed</c>.</param>
/// <param name="Object">The event's object, in its state at that time; null for an unknown kind.</param>
internal sealed record StripeEvent(string Id, string Type, IHasObject? Object)
{
    public StripeCheckoutSession? AsCheckoutSession() => As<Session, StripeCheckoutSession>(StripeMapping.Of);

    public StripePaymentIntent? AsPaymentIntent() => As<PaymentIntent, StripePaymentIntent>(StripeMapping.Of);

    public StripeCharge? AsCharge() => As<Charge, StripeCharge>(StripeMapping.Of);

    public StripeRefund? AsRefund() => As<Refund, StripeRefund>(StripeMapping.Of);

    public StripeDispute? AsDispute() => As<Dispute, StripeDispute>(StripeMapping.Of);

    public StripeSubscription? AsSubscription() => As<global::Stripe.Subscription, StripeSubscription>(StripeMapping.Of);

    public StripeInvoice? AsInvoice() => As<Invoice, StripeInvoice>(StripeMapping.Of);

    private TOurs? As<TTheirs, TOurs>(Func<TTheirs, TOurs> map)
        where TTheirs : class, IHasObject
        where TOurs : class
    {
        try
        {
            return Object is TTheirs theirs ? map(theirs) : null;
        }
        catch (StripeUnreadableException)
        {
            return null;
        }
    }
}

/// <summary>The form of ids.</summary>
internal static class StripeIds
{
    private const int Longest = 255;

    /// <summary>Whether a text can be the id of an object: letters, digits, <c>_</c> and <c>-</c>, at most 255.</summary>
    public static bool IsId([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= Longest } && text.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '_' or '-');
}

/// <summary>Reads events. Check the signature of a webhook first (<see cref="WebhookSignature"/>).</summary>
internal static class StripeEvents
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The event in a webhook's body; null if the body is no event.</summary>
    public static StripeEvent? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            var theirs = EventUtility.ParseEvent(Utf8.GetString(body), throwOnApiVersionMismatch: false);
            return theirs is { Object: "event", Type.Length: > 0, Data: not null } && StripeIds.IsId(theirs.Id) && theirs.Created != default
                ? new(theirs.Id, theirs.Type, theirs.Data.Object)
                : null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The package's reader has no exception of its own for a body that is no event: it throws the exceptions of its parts.
            return null;
        }
    }
}
