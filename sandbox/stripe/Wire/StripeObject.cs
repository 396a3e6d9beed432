using System.Text.Json.Serialization;

namespace Community.StripeSandbox.Wire;

/// <summary>
/// Anything the sandbox keeps. Its public properties are its JSON on the wire and in the file; it never changes: a change is a new
/// value under the same id, so that an event keeps what the object was when it happened.
/// </summary>
[JsonConverter(typeof(StripeObjectConverter))]
internal abstract record StripeObject
{
    /// <summary>Prefixed, such as <c>cus_…</c>.</summary>
    [JsonPropertyOrder(-3)]
    public required string Id { get; init; }

    /// <summary>Stripe's name of the type.</summary>
    [JsonPropertyOrder(-2)]
    public abstract string Object { get; }

    /// <summary>Unix seconds.</summary>
    public long Created { get; init; }

    /// <summary>By which fields it is found besides its id; null values are not.</summary>
    [JsonIgnore]
    public virtual IEnumerable<(string Field, string? Value)> Keys => [];

    /// <summary>Whether it appears in lists; the sandbox's own records do not.</summary>
    [JsonIgnore]
    public virtual bool IsListed => true;
}

/// <summary>A page of a list, as Stripe writes it.</summary>
/// <param name="Data">The objects, newest first.</param>
/// <param name="HasMore">Whether there are more in the direction asked for.</param>
/// <param name="Url">The path that lists them.</param>
internal sealed record StripeList<T>(IReadOnlyList<T> Data, bool HasMore, string Url)
{
    /// <summary>Always <c>list</c>.</summary>
    [JsonPropertyOrder(-1)]
    public string Object => "list";
}

/// <summary>What remains of a deleted object on the wire.</summary>
internal sealed record DeletedObject(string Id, string Object)
{
    /// <summary>Always true.</summary>
    public bool Deleted => true;
}
