using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Community.Companion.Words;

namespace Community.Companion.Safety.Learned;

/// <summary>A word's classes: one of a hundred and one of four hundred.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WordClass(int Coarse, int Fine)
{
    /// <summary>The classes of a word that has none.</summary>
    public static readonly WordClass None = new(-1, -1);

    public bool IsKnown => Coarse >= 0;
}

/// <summary>
/// Classes of English words with similar meanings, so that a weight learned for "aunt" also applies to "uncle" (Turian, Ratinov and Bengio:
/// Word representations, 2010; the vectors are <see cref="WordVectors"/>, grouped by spherical k-means: Dhillon and Modha, 2001). Stored
/// without the words, by their hashes: a few hundred kilobytes.
/// </summary>
internal sealed class WordClasses(uint[] hashes, byte[] coarse, ushort[] fine)
{
    private const int Coarse = 100;
    private const int Fine = 400;

    /// <summary>Classes are made from the most common words; rarer ones join the nearest class.</summary>
    private const int Common = 20_000;

    private const int Rounds = 8;
    private const int LongestWord = 40;

    /// <summary>
    /// The classes of a folded word, or of a form of it; <see cref="WordClass.None"/> if it is not known; no Arabic word is.
    /// </summary>
    public WordClass Of(string word)
    {
        if (word.Length is 0 or > LongestWord || word[0] > 'z')
        {
            return WordClass.None;
        }

        var found = WordForms.Find(word, PlaceOf);
        return found.Count == 0 ? WordClass.None : new(coarse[found[0]], fine[found[0]]);
    }

    public static WordClasses Learn(WordVectors vectors)
    {
        var all = new float[vectors.Count][];
        for (var rank = 0; rank < all.Length; rank++)
        {
            all[rank] = new float[WordVectors.Dimensions];
            vectors.AddTo(all[rank], rank, 1);
        }

        var (coarse, fine) = (Group(all, Coarse), Group(all, Fine));
        var words = vectors
            .Ranks.Select(word => (Hash: TextFeatures.Hash(word.Key), Rank: word.Value))
            .OrderBy(word => word.Hash)
            .ThenBy(word => word.Rank)
            .DistinctBy(word => word.Hash)
            .ToList();
        return new(
            [.. words.Select(word => word.Hash)],
            [.. words.Select(word => (byte)coarse[word.Rank])],
            [.. words.Select(word => (ushort)fine[word.Rank])]
        );
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(hashes.Length);
        writer.Write(MemoryMarshal.AsBytes(hashes.AsSpan()));
        writer.Write(coarse);
        writer.Write(MemoryMarshal.AsBytes(fine.AsSpan()));
    }

    public static WordClasses Read(BinaryReader reader)
    {
        var hashes = new uint[reader.ReadInt32()];
        var (coarse, fine) = (new byte[hashes.Length], new ushort[hashes.Length]);
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(hashes.AsSpan()));
        reader.BaseStream.ReadExactly(coarse);
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(fine.AsSpan()));
        return new(hashes, coarse, fine);
    }

    private int? PlaceOf(string word) => Array.BinarySearch(hashes, TextFeatures.Hash(word)) is >= 0 and var place ? place : null;

    /// <summary>The class of each vector, by k-means over the first of them.</summary>
    private static int[] Group(float[][] vectors, int count)
    {
        var common = Math.Min(Common, vectors.Length);
        var means = Enumerable
            .Range(0, count)
            .Select(number => (float[])vectors[((number * (common / count / 4)) + 1) % common].Clone())
            .ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            var nearest = vectors.Take(common).Select(vector => Nearest(means, vector)).ToArray();
            Array.ForEach(means, Array.Clear);
            for (var at = 0; at < common; at++)
            {
                TensorPrimitives.Add(means[nearest[at]], vectors[at], means[nearest[at]]);
            }

            Array.ForEach(means, mean => UnitVector.Normalize(mean));
        }

        return [.. vectors.Select(vector => Nearest(means, vector))];
    }

    private static int Nearest(float[][] means, float[] vector)
    {
        var (best, most) = (0, float.MinValue);
        for (var number = 0; number < means.Length; number++)
        {
            if (TensorPrimitives.Dot<float>(means[number], vector) is var near && near > most)
            {
                (best, most) = (number, near);
            }
        }

        return best;
    }
}
