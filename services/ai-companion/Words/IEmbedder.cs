namespace Community.Companion.Words;

/// <summary>Turns texts into vectors whose nearness is nearness of meaning.</summary>
internal interface IEmbedder
{
    /// <summary>Which model makes the vectors: those of two models are never compared.</summary>
    string Model { get; }

    /// <summary>
    /// One vector of length 1 for each text, in their order. An empty one stands for a text in which the model knows no word: nothing is near to it.
    /// </summary>
    /// <exception cref="EmbeddingException">The model cannot be asked now.</exception>
    ValueTask<float[][]> EmbedAsync(IReadOnlyList<string> texts, CancellationToken ct);
}

/// <summary>No vectors can be had now; what is to be embedded waits, and a search goes by words alone.</summary>
internal sealed class EmbeddingException(string message, Exception? cause = null) : Exception(message, cause);
