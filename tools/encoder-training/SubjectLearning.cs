using Community.Companion.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Community.Encoder.Training;

/// <summary>
/// Trains the layers and vectors that tell the subject of a message: the vector of a text comes near to that of its name (a cosine
/// classifier), and that of a later message near to its own among those of the same name.
/// </summary>
internal static class SubjectLearning
{
    private const int Seed = 3;
    private const int Rounds = 3;
    private const double Rate = 1.5e-4;

    /// <summary>How much a difference of cosines counts.</summary>
    private const float Scale = 20;

    /// <summary>How much of the learned certainty goes to other names: some sentences fit two.</summary>
    private const double Doubt = 0.05;

    /// <summary>Far less than any other: later messages of other names are no answer.</summary>
    private const float Never = -10_000;

    /// <summary>Changes the model, and prints how it does.</summary>
    /// <returns>The vectors of the names and of the later messages.</returns>
    public static (Parameter Names, Parameter Later) Learn(EncoderModel model, SubjectExamples examples, TextWriter output)
    {
        random.manual_seed(Seed);
        var names = model.Add("head.names", Means(model, examples.Sentences, examples.Names.Count));
        var later = model.Add("head.later", Means(model, examples.Later, examples.LaterNames.Count));
        var order = new Random(Seed);
        using var descent = new Descent(
            model,
            Rate,
            Rounds * (Batches.CountOf(examples.Sentences.Count) + Batches.CountOf(examples.Later.Count)),
            output
        );
        for (var round = 0; round < Rounds; round++)
        {
            var batches = Portions(examples.Sentences, names).Concat(Portions(examples.Later, later)).ToArray();
            order.Shuffle(batches);
            foreach (var (batch, vectors) in batches)
            {
                descent.Step(() => Error(batch, vectors));
            }
        }

        return (names, later);

        IEnumerable<(SubjectExample[] Batch, Parameter Vectors)> Portions(IReadOnlyList<SubjectExample> all, Parameter vectors) =>
            Batches.Of(all, text => text.Pieces.Length, order).Select(batch => (batch, vectors));

        Tensor Error(SubjectExample[] batch, Parameter vectors)
        {
            var answers = tensor(batch.Select(text => (long)text.Answer).ToArray());
            var near = Vectors(model, batch, isLearning: true).matmul(functional.normalize(vectors, 2, 1).t()).mul(Scale);
            return ReferenceEquals(vectors, names)
                ? functional.cross_entropy(near, answers, label_smoothing: Doubt)
                : functional.cross_entropy(near.add(Others(batch)), answers);
        }

        Tensor Others(SubjectExample[] batch)
        {
            var mask = new float[batch.Length, examples.LaterNames.Count];
            for (var text = 0; text < batch.Length; text++)
            {
                for (var one = 0; one < examples.LaterNames.Count; one++)
                {
                    mask[text, one] = examples.LaterNames[one] == examples.LaterNames[batch[text].Answer] ? 0 : Never;
                }
            }

            return tensor(mask);
        }
    }

    /// <summary>The mean of the vectors of each answer's texts, to begin with.</summary>
    private static Tensor Means(EncoderModel model, IReadOnlyList<SubjectExample> texts, int answers)
    {
        using var still = no_grad();
        var sums = zeros(answers, EncoderModel.Width);
        foreach (var batch in Batches.Of(texts, text => text.Pieces.Length, new Random(Seed)))
        {
            using var scope = NewDisposeScope();
            _ = sums.index_add_(0, tensor(batch.Select(text => (long)text.Answer).ToArray()), Vectors(model, batch, isLearning: false), 1);
        }

        return functional.normalize(sums, 2, 1);
    }

    private static Tensor Vectors(EncoderModel model, SubjectExample[] batch, bool isLearning)
    {
        var (pieces, isPiece) = Batches.Filled([.. batch.Select(text => text.Pieces)]);
        return functional.normalize(model.Mean(pieces, isPiece, isLearning), 2, 1);
    }
}
