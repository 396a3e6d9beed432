using Community.Companion.Safety.Learned;

namespace Community.Companion.Training;

/// <summary>
/// Trains the linear weights by stochastic gradient descent with a rate for each weight (Duchi, Hazan and Singer: AdaGrad, 2011), which
/// suits features that are mostly rare.
/// </summary>
internal static class LinearTraining
{
    private const int Rounds = 10;
    private const float Rate = 0.3f;

    /// <summary>How strongly a weight is pulled towards zero whenever its feature occurs.</summary>
    private const float Decay = 2e-3f;

    /// <summary>Learns which texts are crises.</summary>
    /// <param name="examples">The texts.</param>
    /// <param name="seed">The seed of the order in which they are visited.</param>
    public static LinearWeights Learn(IReadOnlyList<Example> examples, int seed)
    {
        var (weights, squares) = (new float[1 << TextFeatures.Bits], new float[1 << TextFeatures.Bits]);
        var (bias, biasSquares) = (0f, 0f);
        var random = new Random(seed);
        var order = Enumerable.Range(0, examples.Count).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            random.Shuffle(order);
            foreach (var example in order.Select(at => examples[at]))
            {
                var features = example.Features;
                var score = bias;
                for (var at = 0; at < features.Count; at++)
                {
                    score += weights[features.IndexOf(at)] * features.ValueOf(at);
                }

                var error = (1 / (1 + MathF.Exp(-score))) - (example.Kind is null ? 0 : 1);
                for (var at = 0; at < features.Count; at++)
                {
                    var index = features.IndexOf(at);
                    Move(ref weights[index], ref squares[index], (error * features.ValueOf(at)) + (Decay * weights[index]));
                }

                Move(ref bias, ref biasSquares, error);
            }
        }

        return new(Quantization.Of(weights), bias);
    }

    private static void Move(ref float weight, ref float squares, float gradient)
    {
        squares += gradient * gradient;
        weight -= Rate * gradient / MathF.Sqrt(squares + 1e-8f);
    }
}
