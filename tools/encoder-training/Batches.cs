using static TorchSharp.torch;

namespace Community.Encoder.Training;

/// <summary>Portions of the training texts.</summary>
internal static class Batches
{
    private const int Size = 32;

    /// <summary>Batches whose texts are sorted by length together, so that little is filled up.</summary>
    private const int Sorted = 50;

    /// <summary>How many batches so many texts are.</summary>
    public static int CountOf(int texts) => (texts + Size - 1) / Size;

    /// <summary>All texts in a random order.</summary>
    public static T[][] Of<T>(IReadOnlyList<T> examples, Func<T, int> lengthOf, Random order)
    {
        var shuffled = examples.ToArray();
        order.Shuffle(shuffled);
        var batches = shuffled.Chunk(Size * Sorted).SelectMany(texts => texts.OrderBy(lengthOf).Chunk(Size)).ToArray();
        order.Shuffle(batches);
        return batches;
    }

    /// <summary>Texts as tensors: their pieces, filled up to the same length, and 1 for each piece.</summary>
    public static (Tensor Pieces, Tensor IsPiece) Filled(IReadOnlyList<int[]> texts)
    {
        var length = texts.Max(text => text.Length);
        var (pieces, isPiece) = (new long[texts.Count, length], new float[texts.Count, length]);
        foreach (var (at, text) in texts.Index())
        {
            foreach (var (place, piece) in text.Index())
            {
                (pieces[at, place], isPiece[at, place]) = (piece, 1);
            }
        }

        return (tensor(pieces), tensor(isPiece));
    }
}
