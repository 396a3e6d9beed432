using Community.Companion.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Community.Encoder.Training;

/// <summary>Trains the encoder for crises.</summary>
internal static class EncoderLearning
{
    private const int Seed = 20;
    private const int Rounds = 2;
    private const double Rate = 1e-4;

    /// <summary>How much of the learned certainty goes to the other answers, because labels have errors too.</summary>
    private const double Doubt = 0.02;

    /// <summary>How much the grade of a crisis counts beside its kind.</summary>
    private const double GradeCounts = 0.3;

    /// <summary>Changes the model, and prints how it does.</summary>
    public static void Learn(EncoderModel model, IReadOnlyList<EncoderExample> examples, TextWriter output)
    {
        random.manual_seed(Seed);
        var order = new Random(Seed);
        using var descent = new Descent(model, Rate, Rounds * Batches.CountOf(examples.Count), output);
        foreach (var batch in Enumerable.Range(0, Rounds).SelectMany(_ => Batches.Of(examples, text => text.Pieces.Length, order)))
        {
            descent.Step(() => Error(model, batch));
        }
    }

    private static Tensor Error(EncoderModel model, EncoderExample[] batch)
    {
        var (pieces, isPiece) = Batches.Filled([.. batch.Select(text => text.Pieces)]);
        var answers = model.Read(pieces, isPiece, isLearning: true);
        var kinds = functional.cross_entropy(
            answers.narrow(1, 0, EncoderModel.Kinds),
            tensor(batch.Select(text => (long)text.Kind).ToArray()),
            label_smoothing: Doubt
        );
        var crises = batch.Index().Where(text => text.Item.Grade is not null).ToList();
        return crises.Count == 0
            ? kinds
            : kinds.add(
                functional
                    .cross_entropy(
                        answers
                            .narrow(1, EncoderModel.Kinds, EncoderModel.Grades)
                            .index_select(0, tensor(crises.Select(text => (long)text.Index).ToArray())),
                        tensor(crises.Select(text => (long)text.Item.Grade!).ToArray())
                    )
                    .mul(GradeCounts * crises.Count / batch.Length)
            );
    }
}
