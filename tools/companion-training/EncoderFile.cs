using Community.Companion.Offline.Situations;
using Community.Companion.Sentences;

namespace Community.Companion.Training;

/// <summary>Numbers of a model with their name and dimensions.</summary>
internal sealed record Named(string Name, long[] Dimensions, float[] Numbers);

/// <summary>Writes the encoder's weights into the service's source, for the next build.</summary>
internal static class EncoderFile
{
    private const int Layers = 6;

    /// <summary>The first layers, which are not trained: the upper ones are there before and after the training.</summary>
    public const int KeptLayers = 2;

    /// <param name="before">The numbers of the model that the training began with.</param>
    /// <param name="after">The trained numbers.</param>
    /// <param name="pieces">The pieces of words in the order of their vectors.</param>
    public static void Write(IEnumerable<Named> before, IEnumerable<Named> after, IReadOnlyList<string> pieces)
    {
        File.WriteAllLines(Path.Combine(Folder(), SentenceEncoder.PiecesFile), pieces);
        using var writer = new BinaryWriter(File.Create(Path.Combine(Folder(), SentenceEncoder.WeightsFile)));
        Of(
                before.ToDictionary(named => named.Name, StringComparer.Ordinal),
                after.ToDictionary(named => named.Name, StringComparer.Ordinal),
                pieces
            )
            .Write(writer);
    }

    /// <summary>Writes the learned numbers of the reader of subjects.</summary>
    /// <param name="kept">How many layers were not trained.</param>
    /// <param name="trained">The numbers of the trained model.</param>
    /// <param name="names">The names.</param>
    /// <param name="subjects">The vector of each name.</param>
    /// <param name="later">The vector of each later message.</param>
    public static void WriteSubjects(int kept, IEnumerable<Named> trained, IReadOnlyList<string> names, float[] subjects, float[] later)
    {
        var numbers = trained.ToDictionary(named => named.Name, StringComparer.Ordinal);
        using var writer = new BinaryWriter(File.Create(Path.Combine(Folder(), SubjectReader.WeightsFile)));
        new SubjectWeights(
            SubjectExamples.Hash(),
            kept - KeptLayers,
            [.. Enumerable.Range(kept, Layers - kept).Select(layer => LayerOf(numbers, layer))],
            names,
            QuantizedMatrix.Of(subjects, names.Count),
            QuantizedMatrix.Of(later, later.Length / SentenceEncoder.Width)
        ).Write(writer);
    }

    /// <summary>The folder of the encoder's files in the service's source.</summary>
    public static string Folder() =>
        Path.GetFullPath(Path.Combine(TrainingTexts.Folder(), "..", "..", "services", "ai-companion", "Sentences"));

    private static SentenceEncoder Of(Dictionary<string, Named> weights, Dictionary<string, Named> trained, IEnumerable<string> pieces)
    {
        var kinds = weights["embeddings.token_type_embeddings.weight"].Numbers;
        var places = weights["embeddings.position_embeddings.weight"].Numbers.Take(WordPieces.Most * kinds.Length / 2).ToArray();
        for (var at = 0; at < places.Length; at++)
        {
            // All texts are of the first kind.
            places[at] += kinds[at % (kinds.Length / 2)];
        }

        return new(
            new(pieces),
            QuantizedMatrix.Of(
                weights["embeddings.word_embeddings.weight"].Numbers,
                (int)weights["embeddings.word_embeddings.weight"].Dimensions[0]
            ),
            QuantizedMatrix.Of(places, WordPieces.Most),
            NormOf(weights, "embeddings.LayerNorm"),
            [.. Enumerable.Range(0, KeptLayers).Select(layer => LayerOf(weights, layer))],
            [.. Enumerable.Range(KeptLayers, Layers - KeptLayers).Select(layer => LayerOf(weights, layer))],
            [.. Enumerable.Range(KeptLayers, Layers - KeptLayers).Select(layer => LayerOf(trained, layer))],
            ProjectionOf(trained, "head")
        );
    }

    private static EncoderLayer LayerOf(Dictionary<string, Named> weights, int layer)
    {
        var name = $"encoder.layer.{layer}.";
        return new(
            ProjectionOf(weights, $"{name}attention.self.query"),
            ProjectionOf(weights, $"{name}attention.self.key"),
            ProjectionOf(weights, $"{name}attention.self.value"),
            ProjectionOf(weights, $"{name}attention.output.dense"),
            NormOf(weights, $"{name}attention.output.LayerNorm"),
            ProjectionOf(weights, $"{name}intermediate.dense"),
            ProjectionOf(weights, $"{name}output.dense"),
            NormOf(weights, $"{name}output.LayerNorm")
        );
    }

    private static Norm NormOf(Dictionary<string, Named> weights, string name) =>
        new(weights[$"{name}.weight"].Numbers, weights[$"{name}.bias"].Numbers);

    private static Projection ProjectionOf(Dictionary<string, Named> weights, string name) =>
        new(Turned(weights[$"{name}.kernel"]), weights[$"{name}.bias"].Numbers);

    /// <summary>A row for each output: the training has one for each input.</summary>
    private static QuantizedMatrix Turned(Named kernel)
    {
        var (inputs, outputs) = ((int)kernel.Dimensions[0], (int)kernel.Dimensions[1]);
        var turned = new float[kernel.Numbers.Length];
        for (var input = 0; input < inputs; input++)
        {
            for (var output = 0; output < outputs; output++)
            {
                turned[(output * inputs) + input] = kernel.Numbers[(input * outputs) + output];
            }
        }

        return QuantizedMatrix.Of(turned, outputs);
    }
}
