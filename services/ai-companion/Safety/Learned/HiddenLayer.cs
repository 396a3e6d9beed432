using System.Numerics.Tensors;

namespace Community.Companion.Safety.Learned;

/// <summary>
/// A network of one hidden layer over the most common of the same features (like fastText, with a non-linearity in between: Joulin and
/// others, Bag of tricks for efficient text classification, 2016). It distinguishes the kinds of crises and their grades. It makes other
/// errors than the linear weights, so that both together are better than either. During training, some of the features and of the layer are
/// left out at random (Srivastava and others: Dropout, 2014), so that it does not depend on a single word of one writer.
/// </summary>
internal sealed class HiddenLayer(Quantized rows, float[] biases, float[] outputs, float[] outputBiases)
{
    /// <summary>How many bits of a feature's number are used.</summary>
    public const int Bits = 17;

    /// <summary>How many units the layer has.</summary>
    public const int Width = 24;

    /// <summary>One for no crisis, and one for each kind.</summary>
    public const int Kinds = 5;

    private const int Grades = 3;

    /// <summary>The number of probabilities that <see cref="Read(TextFeatures, Span{float})"/> returns.</summary>
    public const int Answers = Kinds + Grades;

    private const int Rounds = 8;
    private const float Rate = 0.05f;
    private const float Decay = 1e-3f;
    private const float FeaturesLeftOut = 0.3f;
    private const float UnitsLeftOut = 0.3f;

    /// <summary>How much of the learned certainty goes to the other answers (label smoothing), because labels have errors too.</summary>
    private const float Doubt = 0.05f;

    private const int Shift = TextFeatures.Bits - Bits;

    /// <summary>Reads a text: the probability of no crisis and of each kind, and then of each grade.</summary>
    public void Read(TextFeatures features, Span<float> probabilities)
    {
        Span<float> units = stackalloc float[Width];
        units.Clear();
        for (var at = 0; at < features.Count; at++)
        {
            if (!features.IsCloseAt(at))
            {
                continue;
            }

            var value = features.ValueOf(at);
            var row = rows.Row(features.IndexOf(at) >> Shift, Width);
            for (var unit = 0; unit < Width; unit++)
            {
                units[unit] += value * row[unit];
            }
        }

        TensorPrimitives.Multiply(units, rows.Step, units);
        TensorPrimitives.Add(units, biases, units);
        TensorPrimitives.Max(units, 0, units);
        for (var output = 0; output < Answers; output++)
        {
            probabilities[output] = outputBiases[output] + TensorPrimitives.Dot(outputs.AsSpan(output * Width, Width), units);
        }

        TensorPrimitives.SoftMax(probabilities[..Kinds], probabilities[..Kinds]);
        TensorPrimitives.SoftMax(probabilities[Kinds..Answers], probabilities[Kinds..Answers]);
    }

    public static HiddenLayer Learn(IReadOnlyList<Example> examples, int seed)
    {
        var learning = new Learning(seed);
        var order = Enumerable.Range(0, examples.Count).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            learning.Random.Shuffle(order);
            foreach (var at in order)
            {
                learning.Look(examples[at], Rate * (1 - (0.8f * round / Rounds)));
            }
        }

        return new(Quantized.Of(learning.Rows), learning.Biases, learning.Outputs, learning.OutputBiases);
    }

    public void Write(BinaryWriter writer)
    {
        rows.Write(writer);
        foreach (var number in (IEnumerable<float>)[.. biases, .. outputs, .. outputBiases])
        {
            writer.Write(number);
        }
    }

    public static HiddenLayer Read(BinaryReader reader)
    {
        var rows = Quantized.Read(reader, Width << Bits);
        return new(rows, Numbers(Width), Numbers(Answers * Width), Numbers(Answers));

        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => reader.ReadSingle())];
    }

    /// <summary>The layer during training: weights, and the sums of their squared gradients (AdaGrad).</summary>
    private sealed class Learning
    {
        private readonly float[] _rowSquares = new float[1 << Bits];
        private readonly float[] _biasSquares = new float[Width];
        private readonly float[] _outputSquares = new float[Answers * Width];
        private readonly float[] _outputBiasSquares = new float[Answers];
        private readonly float[] _units = new float[Width];
        private readonly float[] _kept = new float[Width];
        private readonly float[] _gradient = new float[Width];
        private readonly float[] _errors = new float[Answers];
        private bool[] _seen = new bool[1024];

        public Learning(int seed)
        {
            Random = new(seed);
            Fill(Rows, 0.1f);
            Fill(Outputs, 1);
        }

        public Random Random { get; }

        public float[] Rows { get; } = new float[Width << Bits];

        public float[] Biases { get; } = new float[Width];

        public float[] Outputs { get; } = new float[Answers * Width];

        public float[] OutputBiases { get; } = new float[Answers];

        /// <summary>Moves every weight a little towards the right reading of this text.</summary>
        public void Look(Example example, float rate)
        {
            var features = example.Features;
            Forward(features);
            Fail(example);
            Array.Clear(_gradient);
            for (var output = 0; output < Answers; output++)
            {
                var error = _errors[output];
                var weights = Outputs.AsSpan(output * Width, Width);
                Move(ref OutputBiases[output], ref _outputBiasSquares[output], error, rate);
                TensorPrimitives.MultiplyAdd(weights, error, _gradient, _gradient);
                for (var unit = 0; unit < Width; unit++)
                {
                    Move(
                        ref weights[unit],
                        ref _outputSquares[(output * Width) + unit],
                        (error * _units[unit]) + (1e-4f * weights[unit]),
                        rate
                    );
                }
            }

            for (var unit = 0; unit < Width; unit++)
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

            for (var unit = 0; unit < Width; unit++)
            {
                _kept[unit] = Random.NextSingle() < UnitsLeftOut ? 0 : 1 / (1 - UnitsLeftOut);
                _units[unit] = Math.Max(_units[unit], 0) * _kept[unit];
            }

            for (var output = 0; output < Answers; output++)
            {
                _errors[output] = OutputBiases[output] + TensorPrimitives.Dot(Outputs.AsSpan(output * Width, Width), _units);
            }
        }

        /// <summary>Turns the answers into their errors. A text without a crisis has no grade to learn.</summary>
        private void Fail(Example example)
        {
            var kinds = _errors.AsSpan(0, Kinds);
            var grades = _errors.AsSpan(Kinds, Grades);
            TensorPrimitives.SoftMax(kinds, kinds);
            TensorPrimitives.SoftMax(grades, grades);
            TensorPrimitives.Subtract(kinds, Doubt / Kinds, kinds);
            kinds[example.Kind is { } kind ? (int)kind + 1 : 0] -= 1 - Doubt;
            if (example.Severity is { } severity)
            {
                TensorPrimitives.Subtract(grades, Doubt / Grades, grades);
                grades[(int)severity - 1] -= 1 - Doubt;
            }
            else
            {
                grades.Clear();
            }
        }

        private void MoveRows(TextFeatures features, float rate)
        {
            var size = TensorPrimitives.SumOfSquares<float>(_gradient) / Width;
            for (var at = 0; at < features.Count; at++)
            {
                if (!_seen[at])
                {
                    continue;
                }

                var value = features.ValueOf(at) / (1 - FeaturesLeftOut);
                ref var squares = ref _rowSquares[features.IndexOf(at) >> Shift];
                squares += (size * value * value) + 1e-12f;
                var step = rate / MathF.Sqrt(squares + 1e-8f);
                var row = Row(features, at);
                TensorPrimitives.Multiply(row, 1 - (step * Decay), row);
                TensorPrimitives.MultiplyAdd(_gradient, -step * value, row, row);
            }
        }

        private Span<float> Row(TextFeatures features, int at) => Rows.AsSpan((features.IndexOf(at) >> Shift) * Width, Width);

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
