using Community.Companion.Sentences;
using Community.Platform.Hosting.Configuration;

namespace Community.Companion.Words;

/// <summary>The configuration chooses the embedder: the endpoint's if there is one, else the one in the process.</summary>
internal static class WordsFeature
{
    public static void AddWords(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSettings<EmbeddingOptions>();
        builder.Services.AddSingleton<WordEmbedder>();
        builder.Services.AddSingleton<IEmbedder>(_ => options.Address is null ? new SentenceEmbedder() : new EndpointEmbedder(options));
    }
}
