using Community.Platform.Hosting.Configuration;

namespace Community.Companion.Words;

/// <summary>The configuration chooses the embedder: the endpoint's if there is one, else the one in the process.</summary>
internal static class WordsFeature
{
    public static void AddWords(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSettings<EmbeddingOptions>();
        builder.Services.AddSingleton<WordEmbedder>();
        builder.Services.AddSingleton<IEmbedder>(provider =>
            options.Address is null ? provider.GetRequiredService<WordEmbedder>() : new EndpointEmbedder(options)
        );
    }
}
