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
}
