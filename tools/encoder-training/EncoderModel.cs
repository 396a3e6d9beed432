using Community.Companion.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Community.Encoder.Training;

/// <summary>
/// The encoder while it learns: the computation of the service's <c>SentenceEncoder</c> for many texts at once, with gradients. Some of its
/// numbers are left out at random (dropout), so that it does not depend on a single one.
/// </summary>
internal sealed class EncoderModel
{
    /// <summary>One for no crisis and for each kind; one for each grade.</summary>
    public const int Kinds = 5;

    public const int Grades = 3;

    private const int Layers = 6;
    public const int Width = 384;
    private const int Heads = 12;
    private const double LeftOut = 0.1;

    private readonly Dictionary<string, Parameter> _parameters;

    /// <summary>The model to begin with.</summary>
    /// <param name="numbers">All numbers of the packaged model.</param>
    /// <param name="kept">
    /// How many layers stay as they are, together with the vectors of pieces: these know more words than the training texts have, and
    /// serve other readers too.
    /// </param>
    public EncoderModel(IEnumerable<Named> numbers, int kept)
    {
        _parameters = numbers.ToDictionary(
            named => named.Name,
            named => new Parameter(tensor(named.Numbers).reshape(named.Dimensions), requires_grad: !IsKept(named.Name, kept)),
            StringComparer.Ordinal
        );
    }

    /// <summary>The model for crises, with its two answers.</summary>
    public static EncoderModel ForCrises(IEnumerable<Named> numbers)
    {
        var model = new EncoderModel(numbers, EncoderFile.KeptLayers);
        _ = model.Add("head.kernel", randn(Width, Kinds + Grades) * 0.05f);
        _ = model.Add("head.bias", zeros(Kinds + Grades));
        return model;
    }

    /// <summary>Adds numbers that are learned too.</summary>
    /// <param name="name">Begins with <c>head.</c></param>
    /// <param name="start">Their values at the beginning.</param>
    public Parameter Add(string name, Tensor start) => _parameters[name] = new(start);

    /// <summary>The numbers that are learned, by name.</summary>
    public IEnumerable<KeyValuePair<string, Parameter>> Learned => _parameters.Where(named => named.Value.requires_grad);

    /// <summary>All numbers as they are now.</summary>
    public IEnumerable<Named> Numbers() =>
        _parameters.Select(named => new Named(named.Key, named.Value.shape, [.. named.Value.detach().contiguous().data<float>()]));

    /// <summary>The answers to texts, before they are made probabilities.</summary>
    /// <inheritdoc cref="Mean" />
    public Tensor Read(Tensor pieces, Tensor isPiece, bool isLearning) => Projected(Mean(pieces, isPiece, isLearning), "head");

    /// <summary>The mean of the vectors of all pieces of each text.</summary>
    /// <param name="pieces">The pieces of each text, filled up to the same length.</param>
    /// <param name="isPiece">1 for each piece, 0 for what is filled up.</param>
    /// <param name="isLearning">Whether some numbers are left out.</param>
    public Tensor Mean(Tensor pieces, Tensor isPiece, bool isLearning)
    {
        var (texts, length) = (pieces.shape[0], pieces.shape[1]);
        var x = _parameters["embeddings.word_embeddings.weight"].index_select(0, pieces.reshape(-1)).view(texts, length, Width);
        x = x.add(_parameters["embeddings.position_embeddings.weight"].narrow(0, 0, length));
        x = Some(Normalized(x.add(_parameters["embeddings.token_type_embeddings.weight"].narrow(0, 0, 1)), "embeddings.LayerNorm"));
        var hidden = isPiece.unsqueeze(1).unsqueeze(1).sub(1).mul(10_000f);
        for (var layer = 0; layer < Layers; layer++)
        {
            x = Layer(x, $"encoder.layer.{layer}.");
        }

        var counted = isPiece.unsqueeze(2);
        return Some(x.mul(counted).sum(1).div(counted.sum(1)));

        Tensor Some(Tensor all) => isLearning ? functional.dropout(all, LeftOut, training: true) : all;

        Tensor Layer(Tensor before, string name)
        {
            var (query, key, value) = (Part("query"), Part("key"), Part("value"));
            var shares = functional.softmax(query.matmul(key.transpose(2, 3)).div(Math.Sqrt(Width / Heads)).add(hidden), -1);
            var taken = Some(shares).matmul(value).transpose(1, 2).contiguous().view(texts, length, Width);
            var first = Normalized(
                before.add(Some(Projected(taken, $"{name}attention.output.dense"))),
                $"{name}attention.output.LayerNorm"
            );
            var wide = functional.gelu(Projected(first, $"{name}intermediate.dense"));
            return Normalized(first.add(Some(Projected(wide, $"{name}output.dense"))), $"{name}output.LayerNorm");

            Tensor Part(string part) =>
                Projected(before, $"{name}attention.self.{part}").view(texts, length, Heads, Width / Heads).transpose(1, 2);
        }
    }

    private static bool IsKept(string name, int kept) =>
        name.StartsWith("embeddings.", StringComparison.Ordinal)
        || Enumerable.Range(0, kept).Any(layer => name.StartsWith($"encoder.layer.{layer}.", StringComparison.Ordinal));

    private Tensor Normalized(Tensor x, string name) =>
        functional.layer_norm(x, [Width], _parameters[$"{name}.weight"], _parameters[$"{name}.bias"], 1e-12);

    private Tensor Projected(Tensor x, string name) => x.matmul(_parameters[$"{name}.kernel"]).add(_parameters[$"{name}.bias"]);
}
