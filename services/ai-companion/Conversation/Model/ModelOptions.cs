using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;

namespace Community.Companion.Conversation.Model;

/// <summary>The language model that answers. Without an endpoint the offline companion answers.</summary>
[Settings("Companion:Model")]
internal sealed class ModelOptions : IValidatableObject
{
    /// <summary>The client library requires a key.</summary>
    private const string NoKey = "none";

    /// <summary>
    /// An http or https address of any OpenAI-compatible service, such as <c>https://api.openai.com/v1</c>; empty: no model.
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
    public string Name { get; init; } = "gpt-5.1-turbo";

    /// <summary>The sampling temperature: how much the wording varies.</summary>
    [Range(0.0, 2.0)]
    public float Temperature { get; init; } = 0.7f;

    /// <summary>The longest answer, in tokens.</summary>
    [Range(1, 4_000)]
    public int MaxTokens { get; init; } = 150;

    /// <summary>How many seconds an answer may take to begin, and again to end.</summary>
    [Range(1.0, 300.0)]
    public double TimeoutSeconds { get; init; } = 20;

    /// <summary>If half of this many calls within 30 s failed, the model is not asked for 15 s.</summary>
    [Range(2, 1_000)]
    public int BreakAfter { get; init; } = 20;

    /// <inheritdoc cref="Endpoint"/>
    public Uri? Address => HttpAddress.Parse(Endpoint);

    /// <inheritdoc cref="TimeoutSeconds"/>
    public TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!HttpAddress.IsValid(Endpoint))
        {
            yield return new("Companion:Model:Endpoint must be an http or https address.");
        }
    }
}
