using System.Runtime.InteropServices;

namespace Community.Companion.Sentences;

/// <summary>Numbers in the file of the weights.</summary>
internal static class Numbers
{
    public static void Write(this BinaryWriter writer, float[] numbers) => writer.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));

    public static float[] ReadNumbers(this BinaryReader reader, int count)
    {
        var numbers = new float[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }
}
