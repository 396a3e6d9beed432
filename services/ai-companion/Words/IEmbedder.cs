namespace Community.Companion.Words;

/// <summary>Turns texts into vectors: near vectors mean similar texts.</summary>
internal interface IEmbedder
{
    /// <summary>The model that makes the vectors: vectors of two models are never compared.</summary>
    string Model { get; }

    /// <summary>
    /// One vector of length 1 for each text, in their order. An empty one means that the model knows no word of the text: nothing is near
    /// to it.
    /// </summary>
    /// <exception cref="EmbeddingException">The model cannot be asked now.</exception>
    ValueTask<float[][]> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken);
}

/// <summary>No vectors can be made now. Items wait for their vectors, and a search uses words alone.</summary>
internal sealed class EmbeddingException(string message, Exception? cause = null) : Exception(message, cause);
