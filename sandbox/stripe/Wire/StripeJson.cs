using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Community.StripeSandbox.Catalog;
using Community.StripeSandbox.Checkout;
using Community.StripeSandbox.Customers;
using Community.StripeSandbox.Payments;
using Community.StripeSandbox.Refunds;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Subscriptions;
using Community.StripeSandbox.Webhooks;

namespace Community.StripeSandbox.Wire;

/// <summary>How objects are written: snake_case, nulls included as Stripe does.</summary>
internal static class StripeJson
{
    /// <summary>The options of API answers, webhooks, control and the file.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // it is only read as JSON; the page escapes HTML itself
    };

    /// <summary>The object as UTF-8 JSON, by its runtime type.</summary>
    public static byte[] Write(object value) => JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), Options);

    /// <summary>The object as a tree that can be changed.</summary>
    public static JsonObject ToNode(object value) => JsonSerializer.SerializeToNode(value, value.GetType(), Options)!.AsObject();
}

/// <summary>Finds the type of a stored object by its <c>object</c>.</summary>
internal sealed class StripeObjectConverter : JsonConverter<StripeObject>
{
    private static readonly Dictionary<string, Type> Types = new(StringComparer.Ordinal)
    {
        ["customer"] = typeof(Customer),
        ["product"] = typeof(Product),
        ["price"] = typeof(Price),
        ["checkout.session"] = typeof(CheckoutSession),
        ["payment_intent"] = typeof(PaymentIntent),
        ["payment_method"] = typeof(PaymentMethod),
        ["charge"] = typeof(Charge),
        ["refund"] = typeof(Refund),
        ["dispute"] = typeof(Dispute),
        ["balance_transaction"] = typeof(BalanceTransaction),
        ["subscription"] = typeof(Subscription),
        ["invoice"] = typeof(Invoice),
        ["invoiceitem"] = typeof(InvoiceItem),
        ["event"] = typeof(StripeEvent),
        [SessionPlan.Name] = typeof(SessionPlan),
        [DueDispute.Name] = typeof(DueDispute),
        [IdempotentAnswer.Name] = typeof(IdempotentAnswer),
        [WebhookDelivery.Name] = typeof(WebhookDelivery),
        [Removed.Name] = typeof(Removed),
    };

    /// <inheritdoc/>
    public override StripeObject Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var name = document.RootElement.GetProperty("object").GetString()!;
        return Types.TryGetValue(name, out var type)
            ? (StripeObject)document.RootElement.Deserialize(type, options)!
            : throw new JsonException($"No kept object is a '{name}'.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, StripeObject value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, value.GetType(), options);
}
