using System.Text;

namespace Community.Fuzz.Tests;

/// <summary>A parser of input from strangers, and its guarantees for every input.</summary>
/// <param name="Name">The target's name, and its folder below corpus/: lower case with underscores.</param>
/// <param name="Run">
/// Runs the parser once. It ignores the refusals that the parser documents and checks the parser's guarantees; every other exception is a
/// defect. It must not keep the array.
/// </param>
/// <param name="Seeds">Inputs that reach far into the parser, as text.</param>
internal sealed record Target(string Name, Action<byte[]> Run, params string[] Seeds)
{
    /// <summary>The bytes that every parser may allocate: tables and buffers that do not depend on the input.</summary>
    private const long BaseAllocation = 1 << 20;

    /// <summary>The longest input, in bytes.</summary>
    public int MaxLength { get; init; } = 4_096;

    /// <summary>
    /// Bytes that the parser may allocate for each byte of its input. The bound also stands for time, independent of the machine: a parser
    /// that works long on a short text allocates on the way.
    /// </summary>
    public long AllocationPerByte { get; init; } = 4_096;

    /// <summary>Pieces of the input's language that mutations insert.</summary>
    public IReadOnlyList<string> Tokens { get; init; } = [];

    /// <summary>Seeds that are not text.</summary>
    public IReadOnlyList<byte[]> BinarySeeds { get; init; } = [];

    /// <summary>All seeds.</summary>
    public IEnumerable<byte[]> SeedInputs => [.. Seeds.Select(Encoding.UTF8.GetBytes), .. BinarySeeds];

    /// <summary>Runs an input and checks its allocations.</summary>
    /// <exception cref="FuzzException">A guarantee does not hold for this input.</exception>
    public void Check(byte[] input)
    {
        var most = BaseAllocation + (AllocationPerByte * input.Length);
        // The first run of a parser also builds its tables.
        if (Cost(input) > most && Cost(input) is var allocated && allocated > most)
        {
            throw new FuzzException(
                this,
                input,
                new InvalidOperationException($"{allocated} bytes were allocated for an input of {input.Length}.")
            );
        }
    }

    /// <summary>Runs an input.</summary>
    /// <returns>The allocated bytes.</returns>
    private long Cost(byte[] input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Run(input);
        }
        catch (Exception failure)
        {
            throw new FuzzException(this, input, failure);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}

/// <summary>An input for which a parser breaks a guarantee.</summary>
internal sealed class FuzzException(Target target, byte[] input, Exception failure)
    : Exception(
        $"{target.Name} failed: {failure.GetType().Name}: {failure.Message}\nInput in base64: {Convert.ToBase64String(input)}",
        failure
    )
{
    /// <summary>The input.</summary>
    public byte[] Input => input;
}
