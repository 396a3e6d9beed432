namespace Community.Companion.Safety.Learned;

/// <summary>
/// Logistic regression: one weight for each feature; the sum of a text's weights is the score for a crisis.
/// </summary>
internal sealed class LinearWeights(Quantized weights, float bias)
{
    /// <summary>How much a text reads like a crisis: the logarithm of the odds, among training texts.</summary>
    public float Score(TextFeatures features)
    {
        var sum = 0f;
        for (var at = 0; at < features.Count; at++)
        {
            sum += weights[features.IndexOf(at)] * features.ValueOf(at);
        }

        return (sum * weights.Step) + bias;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(bias);
        weights.Write(writer);
    }

    public static LinearWeights Read(BinaryReader reader)
    {
        var bias = reader.ReadSingle();
        return new(Quantized.Read(reader, 1 << TextFeatures.Bits), bias);
    }
}
