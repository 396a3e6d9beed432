using System.Numerics.Tensors;
using Community.Companion.Safety.Learned;

namespace Community.Companion.Training;

/// <summary>
/// Trains a hidden layer. Some of the features and of the units are left out at random (Srivastava and others: Dropout, 2014), so that the
/// layer does not depend on a single word of one writer.
/// </summary>
internal static class HiddenLayerTraining
{
    private const int Rounds = 8;
    private const float Rate = 0.05f;
    private const float Decay = 1e-3f;
    private const float FeaturesLeftOut = 0.3f;
    private const float UnitsLeftOut = 0.3f;

    /// <summary>How much of the learned certainty goes to the other answers (label smoothing), because labels have errors too.</summary>
    private const float Doubt = 0.05f;

    public static HiddenLayer Learn(IReadOnlyList<Example> examples, int seed)
    {
        var learning = new Weights(seed);
        var order = Enumerable.Range(0, examples.Count).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            learning.Random.Shuffle(order);
            foreach (var at in order)
            {
                learning.Look(examples[at], Rate * (1 - (0.8f * round / Rounds)));
            }
        }

        return new(Quantization.Of(learning.Rows), learning.Biases, learning.Outputs, learning.OutputBiases);
    }

    /// <summary>The layer during training: weights, and the sums of their squared gradients (AdaGrad).</summary>
    private sealed class Weights
    {
        private readonly float[] _rowSquares = new float[1 << HiddenLayer.Bits];
        private readonly float[] _biasSquares = new float[HiddenLayer.Width];
        private readonly float[] _outputSquares = new float[HiddenLayer.Answers * HiddenLayer.Width];
        private readonly float[] _outputBiasSquares = new float[HiddenLayer.Answers];
        private readonly float[] _units = new float[HiddenLayer.Width];
        private readonly float[] _kept = new float[HiddenLayer.Width];
        private readonly float[] _gradient = new float[HiddenLayer.Width];
        private readonly float[] _errors = new float[HiddenLayer.Answers];
        private bool[] _seen = new bool[1024];

        public Weights(int seed)
        {
            Random = new(seed);
            Fill(Rows, 0.1f);
            Fill(Outputs, 1);
        }

        public Random Random { get; }

        public float[] Rows { get; } = new float[HiddenLayer.Width << HiddenLayer.Bits];

        public float[] Biases { get; } = new float[HiddenLayer.Width];

        public float[] Outputs { get; } = new float[HiddenLayer.Answers * HiddenLayer.Width];

        public float[] OutputBiases { get; } = new float[HiddenLayer.Answers];

        /// <summary>Moves every weight a little towards the right reading of this text.</summary>
        public void Look(Example example, float rate)
        {
            var features = example.Features;
            Forward(features);
            Fail(example);
            Array.Clear(_gradient);
            for (var output = 0; output < HiddenLayer.Answers; output++)
            {
                var error = _errors[output];
                var weights = Outputs.AsSpan(output * HiddenLayer.Width, HiddenLayer.Width);
                Move(ref OutputBiases[output], ref _outputBiasSquares[output], error, rate);
                TensorPrimitives.MultiplyAdd(weights, error, _gradient, _gradient);
                for (var unit = 0; unit < HiddenLayer.Width; unit++)
                {
                    Move(
                        ref weights[unit],
                        ref _outputSquares[(output * HiddenLayer.Width) + unit],
                        (error * _units[unit]) + (1e-4f * weights[unit]),
                        rate
                    );
                }
            }

            for (var unit = 0; unit < HiddenLayer.Width; unit++)
            {
                _gradient[unit] = _units[unit] > 0 ? _gradient[unit] * _kept[unit] : 0;
                Move(ref Biases[unit], ref _biasSquares[unit], _gradient[unit], rate);
            }

            MoveRows(features, rate);
        }

        private void Forward(TextFeatures features)
        {
            _seen = _seen.Length < features.Count ? new bool[features.Count] : _seen;
            Biases.CopyTo(_units, 0);
            for (var at = 0; at < features.Count; at++)
            {
                _seen[at] = features.IsCloseAt(at) && Random.NextSingle() >= FeaturesLeftOut;
                if (_seen[at])
                {
                    TensorPrimitives.MultiplyAdd(Row(features, at), features.ValueOf(at) / (1 - FeaturesLeftOut), _units, _units);
                }
            }

            for (var unit = 0; unit < HiddenLayer.Width; unit++)
            {
                _kept[unit] = Random.NextSingle() < UnitsLeftOut ? 0 : 1 / (1 - UnitsLeftOut);
                _units[unit] = Math.Max(_units[unit], 0) * _kept[unit];
            }

            for (var output = 0; output < HiddenLayer.Answers; output++)
            {
                _errors[output] =
                    OutputBiases[output] + TensorPrimitives.Dot(Outputs.AsSpan(output * HiddenLayer.Width, HiddenLayer.Width), _units);
            }
        }

        /// <summary>Turns the answers into their errors. A text without a crisis has no grade to learn.</summary>
        private void Fail(Example example)
        {
            var kinds = _errors.AsSpan(0, HiddenLayer.Kinds);
            var grades = _errors.AsSpan(HiddenLayer.Kinds, HiddenLayer.Grades);
            TensorPrimitives.SoftMax(kinds, kinds);
            TensorPrimitives.SoftMax(grades, grades);
            TensorPrimitives.Subtract(kinds, Doubt / HiddenLayer.Kinds, kinds);
            kinds[example.Kind is { } kind ? (int)kind + 1 : 0] -= 1 - Doubt;
            if (example.Severity is { } severity)
            {
                TensorPrimitives.Subtract(grades, Doubt / HiddenLayer.Grades, grades);
                grades[(int)severity - 1] -= 1 - Doubt;
            }
            else
            {
                grades.Clear();
            }
        }

        private void MoveRows(TextFeatures features, float rate)
        {
            var size = TensorPrimitives.SumOfSquares<float>(_gradient) / HiddenLayer.Width;
            for (var at = 0; at < features.Count; at++)
            {
                if (!_seen[at])
                {
                    continue;
                }

                var value = features.ValueOf(at) / (1 - FeaturesLeftOut);
                ref var squares = ref _rowSquares[features.IndexOf(at) >> HiddenLayer.Shift];
                squares += (size * value * value) + 1e-12f;
                var step = rate / MathF.Sqrt(squares + 1e-8f);
                var row = Row(features, at);
                TensorPrimitives.Multiply(row, 1 - (step * Decay), row);
                TensorPrimitives.MultiplyAdd(_gradient, -step * value, row, row);
            }
        }

        private Span<float> Row(TextFeatures features, int at) =>
            Rows.AsSpan((features.IndexOf(at) >> HiddenLayer.Shift) * HiddenLayer.Width, HiddenLayer.Width);

        private static void Move(ref float weight, ref float squares, float gradient, float rate)
        {
            squares += gradient * gradient;
            weight -= rate * gradient / MathF.Sqrt(squares + 1e-8f);
        }

        private void Fill(float[] weights, float range)
        {
            for (var at = 0; at < weights.Length; at++)
            {
                weights[at] = (Random.NextSingle() - 0.5f) * range;
            }
        }
    }
}
