using System.Diagnostics;
using System.Globalization;
using Community.Companion.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Community.Encoder.Training;

/// <summary>
/// Trains the encoder (AdamW: Loshchilov and Hutter, Decoupled weight decay regularization, 2019), with a rate that rises shortly and then
/// falls to nothing.
/// </summary>
internal static class EncoderLearning
{
    private const int Seed = 20;
    private const int Rounds = 2;
    private const int Batch = 32;

    /// <summary>Batches whose texts are sorted by length together, so that little is filled up.</summary>
    private const int Sorted = 50;

    private const double Rate = 1e-4;
    private const double HeadRate = 1e-3;
    private const double Rising = 0.06;
    private const double Decay = 0.01;

    /// <summary>How much of the learned certainty goes to the other answers, because labels have errors too.</summary>
    private const double Doubt = 0.02;

    /// <summary>How much the grade of a crisis counts beside its kind.</summary>
    private const double GradeCounts = 0.3;

    /// <summary>Changes the model, and prints how it does.</summary>
    public static void Learn(EncoderModel model, IReadOnlyList<EncoderExample> examples, TextWriter output)
    {
        random.manual_seed(Seed);
        var order = new Random(Seed);
        var rates = new List<double>();
        using var optimizer = Optimizer(model, rates);
        var (steps, step, loss, watch) = (Rounds * ((examples.Count + Batch - 1) / Batch), 0, 0.0, Stopwatch.StartNew());
        foreach (var batch in Enumerable.Range(0, Rounds).SelectMany(_ => Batches(examples, order)))
        {
            using var scope = NewDisposeScope();
            var share = (double)step / steps;
            foreach (var (group, rate) in optimizer.ParamGroups.Zip(rates))
            {
                group.LearningRate = rate * Math.Min(share / Rising, (1 - share) / (1 - Rising));
            }

            var error = Error(model, batch);
            optimizer.zero_grad();
            error.backward();
            _ = nn.utils.clip_grad_norm_(model.Learned.Select(named => named.Value), 1);
            optimizer.step();
            loss = (0.99 * loss) + (0.01 * error.item<float>());
            if (++step % 200 == 0)
            {
                output.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{step} of {steps} steps, error {loss:F3}, {watch.Elapsed.TotalSeconds:F0} s"
                    )
                );
            }
        }
    }

    /// <summary>Texts as tensors: their pieces, filled up to the same length, and 1 for each piece.</summary>
    public static (Tensor Pieces, Tensor IsPiece) Filled(IReadOnlyList<EncoderExample> texts)
    {
        var length = texts.Max(text => text.Pieces.Length);
        var (pieces, isPiece) = (new long[texts.Count, length], new float[texts.Count, length]);
        foreach (var (at, text) in texts.Index())
        {
            foreach (var (place, piece) in text.Pieces.Index())
            {
                (pieces[at, place], isPiece[at, place]) = (piece, 1);
            }
        }

        return (tensor(pieces), tensor(isPiece));
    }

    private static Tensor Error(EncoderModel model, EncoderExample[] batch)
    {
        var (pieces, isPiece) = Filled(batch);
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

    private static AdamW Optimizer(EncoderModel model, List<double> rates)
    {
        rates.AddRange([Rate, Rate, HeadRate]);
        var groups = model
            .Learned.GroupBy(named =>
                named.Key.StartsWith("head.", StringComparison.Ordinal) ? 2
                : named.Key.EndsWith(".kernel", StringComparison.Ordinal) ? 0
                : 1
            )
            .OrderBy(group => group.Key)
            .Select(group => new AdamW.ParamGroup(
                group.Select(named => named.Value),
                new() { LearningRate = rates[group.Key], weight_decay = group.Key == 0 ? Decay : 0 }
            ));
        return optim.AdamW(groups);
    }

    private static EncoderExample[][] Batches(IReadOnlyList<EncoderExample> examples, Random order)
    {
        var shuffled = examples.ToArray();
        order.Shuffle(shuffled);
        var batches = shuffled.Chunk(Batch * Sorted).SelectMany(texts => texts.OrderBy(text => text.Pieces.Length).Chunk(Batch)).ToArray();
        order.Shuffle(batches);
        return batches;
    }
}
