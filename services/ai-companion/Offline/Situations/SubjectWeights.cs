using Community.Companion.Sentences;

namespace Community.Companion.Offline.Situations;

/// <summary>The learned numbers of <see cref="SubjectReader"/>: the content of <c>subjects.weights</c>.</summary>
/// <param name="LearnedFrom">A hash of the texts.</param>
/// <param name="Shared">How many of the layers for the meaning come before <paramref name="Own"/>.</param>
/// <param name="Own">The last layers.</param>
/// <param name="Names">The subjects.</param>
/// <param name="Subjects">A vector of length 1 for each name.</param>
/// <param name="Later">A vector of length 1 for each later message, in the order of the names and of their file.</param>
internal sealed record SubjectWeights(
    string LearnedFrom,
    int Shared,
    IReadOnlyList<EncoderLayer> Own,
    IReadOnlyList<string> Names,
    QuantizedMatrix Subjects,
    QuantizedMatrix Later
)
{
    /// <summary>The layers after those that all readers begin with.</summary>
    public IReadOnlyList<EncoderLayer> Layers => [.. SentenceEncoder.Delivered.MeaningLayers.Take(Shared), .. Own];

    public void Write(BinaryWriter writer)
    {
        writer.Write(LearnedFrom);
        writer.Write((byte)Shared);
        writer.Write((byte)Own.Count);
        foreach (var layer in Own)
        {
            layer.Write(writer);
        }

        writer.Write(string.Join('\n', Names));
        Subjects.Write(writer);
        Later.Write(writer);
    }

    public static SubjectWeights Read(BinaryReader reader)
    {
        var (learnedFrom, shared, own) = (reader.ReadString(), reader.ReadByte(), reader.ReadByte());
        EncoderLayer[] layers = [.. Enumerable.Range(0, own).Select(_ => EncoderLayer.Read(reader, SentenceEncoder.Width))];
        return new(
            learnedFrom,
            shared,
            layers,
            reader.ReadString().Split('\n'),
            QuantizedMatrix.Read(reader),
            QuantizedMatrix.Read(reader)
        );
    }
}
