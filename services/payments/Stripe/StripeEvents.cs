using System.Text.Json;

namespace Community.Payments.Stripe;

/// <summary>
/// Something happened at Stripe. The typed readers give null where the event is about another kind of object, or about one that
/// lacks what it always has: such an event is nothing to us.
/// </summary>
/// <param name="Id"><c>evt_…</c>, the same however often it is sent.</param>
/// <param name="Type">Such as <c>checkout.session.completed</c>.</param>
/// <param name="Created">When it happened. Events come in any order, and several share a second.</param>
/// <param name="Object">What it happened to, as it was then.</param>
internal sealed record StripeEvent(string Id, string Type, DateTimeOffset Created, JsonElement Object)
{
    public StripeCheckoutSession? AsCheckoutSession() => As<StripeCheckoutSession>();

    public StripePaymentIntent? AsPaymentIntent() => As<StripePaymentIntent>();

    public StripeCharge? AsCharge() => As<StripeCharge>();

    public StripeRefund? AsRefund() => As<StripeRefund>();

    public StripeDispute? AsDispute() => As<StripeDispute>();

    public StripeSubscription? AsSubscription() => As<StripeSubscription>();

    public StripeInvoice? AsInvoice() => As<StripeInvoice>();

    private T? As<T>()
        where T : class, IStripeObject<T>
    {
        try
        {
            return StripeJson.Read<T>(Object);
        }
        catch (JsonException)
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
    public static bool IsId([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= Longest } && text.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '_' or '-');
}

/// <summary>Reads events. Whoever reads a webhook checks its signature first (<see cref="WebhookSignature"/>).</summary>
internal static class StripeEvents
{
    /// <summary>The event of a webhook's body; null if it is none.</summary>
    public static StripeEvent? Parse(ReadOnlySpan<byte> body) => StripeJson.TryParse(body) is { } json ? Read(json) : null;

    internal static StripeEvent? Read(JsonElement json) =>
        json.Text("object") == "event"
        && json.Text("id") is { } id && StripeIds.IsId(id)
        && json.Text("type") is { Length: > 0 } type
        && json.Time("created") is { } created
        && json.Find("data", "object") is { ValueKind: JsonValueKind.Object } about
            ? new(id, type, created, about)
            : null;
}
