using System.Text.Json.Serialization;

namespace Community.StripeSandbox.Wire;

/// <summary>
/// An object that the sandbox stores. Its public properties are its JSON in the API and in the file. It is immutable: a change is a new
/// value under the same id, so that an event keeps the object's state at its time.
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

    /// <summary>The fields by which it is found besides its id; null values are not indexed.</summary>
    [JsonIgnore]
    public virtual IEnumerable<(string Field, string? Value)> Keys => [];

    /// <summary>Whether it appears in lists; the sandbox's own records do not.</summary>
    [JsonIgnore]
    public virtual bool IsListed => true;
}

/// <summary>A page of a list, in Stripe's form.</summary>
/// <param name="Data">The objects, newest first.</param>
/// <param name="HasMore">Whether there are more in the requested direction.</param>
/// <param name="Url">The path that lists them.</param>
internal sealed record StripeList<T>(IReadOnlyList<T> Data, bool HasMore, string Url)
{
    /// <summary>Always <c>list</c>.</summary>
    [JsonPropertyOrder(-1)]
    public string Object => "list";
}

/// <summary>The JSON of a deleted object.</summary>
internal sealed record DeletedObject(string Id, string Object)
{
    /// <summary>Always true.</summary>
    public bool Deleted => true;
}
