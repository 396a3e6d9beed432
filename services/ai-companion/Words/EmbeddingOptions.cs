using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;

namespace Community.Companion.Words;

/// <summary>The service that makes vectors of texts. Without an endpoint, a small model in the process makes them.</summary>
[Settings("Companion:Embeddings")]
internal sealed class EmbeddingOptions : IValidatableObject
{
    /// <summary>The client library requires a key.</summary>
    private const string NoKey = "none";

    /// <summary>
    /// An http or https address of any OpenAI-compatible service, such as <c>https://api.openai.com/v1</c>; empty: no service.
    /// </summary>
    public string Endpoint { get; init; } = "";

    /// <summary>The endpoint's API key; empty: the endpoint needs none.</summary>
    public string ApiKey
    {
        get;
        init => field = value.Length == 0 ? NoKey : value;
    } = NoKey;

    /// <summary>The endpoint's name of the model.</summary>
    [Required]
    public string Model { get; init; } = "text-embedding-3-small";

    /// <summary>64 to 4,096; or 0 for the model's own number.</summary>
    public int Dimensions { get; init; } = 256;

    /// <inheritdoc cref="Endpoint"/>
    public Uri? Address => HttpAddress.Parse(Endpoint);

    /// <summary>The number that is requested of the model; null: its own number.</summary>
    public int? AskedDimensions => Dimensions == 0 ? null : Dimensions;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!HttpAddress.IsValid(Endpoint))
        {
            yield return new("Companion:Embeddings:Endpoint must be an http or https address.");
        }

        if (Dimensions is not (0 or (>= 64 and <= 4_096)))
        {
            yield return new("Companion:Embeddings:Dimensions must be 0, or 64 to 4096.");
        }
    }
}
