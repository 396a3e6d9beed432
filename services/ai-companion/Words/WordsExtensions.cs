using Community.ServiceDefaults.Configuration;

namespace Community.Companion.Words;

/// <summary>Which embedder there is, is configuration: the endpoint's where there is one, else that in the process.</summary>
internal static class WordsExtensions
{
    public static void AddWords(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSettings<EmbeddingOptions>();
        builder.Services.AddSingleton<WordEmbedder>();
        builder.Services.AddSingleton<IEmbedder>(provider =>
            options.Address is null ? provider.GetRequiredService<WordEmbedder>() : new EndpointEmbedder(options));
    }
}
