namespace Community.Companion.Words;

/// <summary>
/// <c>Companion:Embeddings:Endpoint</c> (of any OpenAI-compatible service, such as <c>https://api.openai.com/v1</c>; empty: word vectors in the
/// process), <c>:ApiKey</c>, <c>:Model</c> (text-embedding-3-small) and <c>:Dimensions</c> (64 to 4,096; 256; 0: the model's own number).
/// </summary>
internal sealed record EmbeddingOptions(Uri? Endpoint, string ApiKey, string Model, int? Dimensions)
{
    public static EmbeddingOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Companion:Embeddings");
        var endpoint = section["Endpoint"];
        var dimensions = section.GetValue("Dimensions", 256);
        return new(
            string.IsNullOrWhiteSpace(endpoint) ? null
                : Uri.TryCreate(endpoint, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url
                : throw new InvalidOperationException("Companion:Embeddings:Endpoint must be an http or https address."),
            // An endpoint of one's own may ask for none; the client library wants something.
            section["ApiKey"] is { Length: > 0 } key ? key : "none",
            section["Model"] is { Length: > 0 } model ? model : "text-embedding-3-small",
            dimensions switch
            {
                0 => null,
                >= 64 and <= 4_096 => dimensions,
                _ => throw new InvalidOperationException("Companion:Embeddings:Dimensions must be 0, or 64 to 4096."),
            });
    }
}
