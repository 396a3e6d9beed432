using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Webhooks;

/// <summary>An event (https://docs.stripe.com/api/events/object); listed by the API and sent by webhook.</summary>
internal sealed record StripeEvent : StripeObject
{
    /// <inheritdoc/>
    public override string Object => "event";

    /// <summary>The API version of <see cref="Data"/>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>The object of the event.</summary>
    public required EventData Data { get; init; }

    /// <summary>Always false: no live money.</summary>
    public bool Livemode => false;

    /// <summary>The number of endpoints that have not accepted it yet.</summary>
    public required int PendingWebhooks { get; init; }

    /// <summary>The request that caused it.</summary>
    public required EventRequest Request { get; init; }

    /// <summary>Such as <c>charge.succeeded</c>.</summary>
    public required string Type { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<(string Field, string? Value)> Keys => [("type", Type)];
}

/// <summary>The object at the time of the event, and for updates the former values of its changed properties.</summary>
internal sealed record EventData(
    StripeObject Object,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonObject? PreviousAttributes
);

/// <summary>The API request that caused an event; nulls for timed changes and for the hosted page.</summary>
internal sealed record EventRequest(string? Id, string? IdempotencyKey)
{
    /// <summary>No request.</summary>
    public static readonly EventRequest None = new(null, null);
}
