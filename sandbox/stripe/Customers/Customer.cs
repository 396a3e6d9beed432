using System.Text.Json.Serialization;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Customers;

/// <summary>A customer (https://docs.stripe.com/api/customers/object).</summary>
internal sealed record Customer : StripeObject
{
    /// <inheritdoc/>
    public override string Object => "customer";

    /// <summary>Not collected.</summary>
    public string? Address => null;

    /// <summary>Minor units: negative is a credit that the next invoice uses up.</summary>
    public long Balance { get; init; }

    /// <summary>The currency of their subscriptions, once there is one.</summary>
    public string? Currency { get; init; }

    /// <summary>Not used.</summary>
    public string? DefaultSource => null;

    /// <summary>Whether their latest invoice could not be charged.</summary>
    public bool Delinquent { get; init; }

    /// <summary>The seller's note.</summary>
    public string? Description { get; init; }

    /// <summary>Not used.</summary>
    public string? Discount => null;

    /// <summary>As given, not checked.</summary>
    public string? Email { get; init; }

    /// <summary>The prefix of their invoices' numbers.</summary>
    public required string InvoicePrefix { get; init; }

    /// <summary>Always false.</summary>
    public bool Livemode => false;

    /// <summary>The seller's own metadata.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Their name.</summary>
    public string? Name { get; init; }

    /// <summary>The number of their next invoice.</summary>
    public int NextInvoiceSequence { get; init; } = 1;

    /// <summary>Their phone number.</summary>
    public string? Phone { get; init; }

    /// <summary>Not used.</summary>
    public IReadOnlyList<string> PreferredLocales => [];

    /// <summary>Not collected.</summary>
    public string? Shipping => null;

    /// <summary>No taxes here.</summary>
    public string TaxExempt => "none";

    /// <summary>Not used.</summary>
    public string? TestClock => null;

    /// <summary>Whether it is deleted: still stored, but hidden in the API.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Deleted { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<(string Field, string? Value)> Keys => [("email", Email)];
}
