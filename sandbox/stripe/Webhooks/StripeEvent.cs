using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Webhooks;

/// <summary>An event (https://docs.stripe.com/api/events/object); listed by the API and sent by webhook.</summary>
internal sealed record StripeEvent : StripeObject
{
    /// <inheritdoc/>
    public override string Object => "event";

    /// <summary>The version that <see cref="Data"/> is written in.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>What it happened to.</summary>
    public required EventData Data { get; init; }

    /// <summary>Always false: no live money.</summary>
    public bool Livemode => false;

    /// <summary>How many endpoints have not taken it yet.</summary>
    public required int PendingWebhooks { get; init; }

    /// <summary>Which request caused it.</summary>
    public required EventRequest Request { get; init; }

    /// <summary>Such as <c>charge.succeeded</c>.</summary>
    public required string Type { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<(string Field, string? Value)> Keys => [("type", Type)];
}

/// <summary>The object as it was when the event happened, and for updates what its changed properties were before.</summary>
internal sealed record EventData(
    StripeObject Object, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonObject? PreviousAttributes);

/// <summary>The API request that caused an event; nulls for what happened by itself or on the hosted page.</summary>
internal sealed record EventRequest(string? Id, string? IdempotencyKey)
{
    /// <summary>No request.</summary>
    public static readonly EventRequest None = new(null, null);
}
