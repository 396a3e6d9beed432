using System.Numerics.Tensors;
using Community.Companion.Safety.Learned;
using Community.Companion.Words;

namespace Community.Companion.Training;

/// <summary>Groups the words of the vectors into classes, by spherical k-means.</summary>
internal static class WordClassTraining
{
    private const int Coarse = 100;
    private const int Fine = 400;

    /// <summary>Classes are made from the most common words; rarer ones join the nearest class.</summary>
    private const int Common = 20_000;

    private const int Rounds = 8;

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
