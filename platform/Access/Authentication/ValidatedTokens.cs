using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Community.Platform.Hosting.Telemetry;

namespace Community.Platform.Access.Authentication;

/// <summary>
/// Tokens that were found valid, each with its verdict, so that a signature is verified once and not at every request.
/// <para>
/// Bounded: two generations of half the capacity each. The young generation takes new entries and those just used. When it is full it
/// becomes the old one, and the former old one is dropped. So eviction costs nothing for each entry and keeps the entries in use.
/// </para>
/// <para>
/// Not poisonable: an entry is found by the whole token, character by character, and only tokens with a valid signature get in. The hash
/// covers only the token's end, which is the signature: that is cheap, and an attacker cannot choose it.
/// </para>
/// An entry says that the token was good when it was added. At every use the caller checks whether it has expired, its key was withdrawn or
/// its session ended.
/// </summary>
internal sealed class ValidatedTokens(int capacity)
{
    private const string Cache = "access_tokens";

    private readonly int _halfCapacity = Math.Max(1, capacity / 2);
    private readonly Lock _turning = new();
    private volatile Generation _young = new();
    private volatile Generation _old = new();

    /// <summary>How many are remembered now; never much above the capacity (by as many as threads add at once).</summary>
    public int Count => _young.Count + _old.Count;

    /// <summary>The remembered verdict on exactly this token. A hit allocates nothing.</summary>
    public bool TryFind(ReadOnlySpan<char> token, [NotNullWhen(true)] out ValidatedToken? found)
    {
        if (_young.TryFind(token, out _, out found))
        {
            CacheMetrics.Asked(Cache, isHit: true);
            return true;
        }

        var isOld = _old.TryFind(token, out var text, out found);
        CacheMetrics.Asked(Cache, isOld);
        if (isOld)
        {
            Add(text!, found!);
        }

        return isOld;
    }

    /// <summary>Remembers a token.</summary>
    public void Add(string token, ValidatedToken verdict)
    {
        var young = _young;
        young.Add(token, verdict);
        if (young.Count >= _halfCapacity)
        {
            Turn(young);
        }
    }

    private void Turn(Generation full)
    {
        lock (_turning)
        {
            if (ReferenceEquals(_young, full))
            {
                _old = full;
                _young = new Generation();
            }
        }
    }

    private sealed class Generation
    {
        private readonly ConcurrentDictionary<string, ValidatedToken> _tokens;
        private readonly ConcurrentDictionary<string, ValidatedToken>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
        private int _count; // ConcurrentDictionary.Count takes all of its locks

        public Generation()
        {
            _tokens = new(ByEnd.Instance);
            _bySpan = _tokens.GetAlternateLookup<ReadOnlySpan<char>>();
        }

        public int Count => Volatile.Read(ref _count);

        public bool TryFind(
            ReadOnlySpan<char> token,
            [NotNullWhen(true)] out string? text,
            [NotNullWhen(true)] out ValidatedToken? found
        ) => _bySpan.TryGetValue(token, out text, out found);

        public void Add(string token, ValidatedToken verdict)
        {
            if (_tokens.TryAdd(token, verdict))
            {
                Interlocked.Increment(ref _count);
            }
            else
            {
                _tokens[token] = verdict;
            }
        }
    }

    private sealed class ByEnd : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<char>, string>
    {
        public static readonly ByEnd Instance = new();
        private const int HashedLength = 16;

        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode(string token) => GetHashCode(token.AsSpan());

        public string Create(ReadOnlySpan<char> token) => token.ToString();

        public bool Equals(ReadOnlySpan<char> token, string other) => token.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<char> token) =>
            string.GetHashCode(token[^Math.Min(token.Length, HashedLength)..], StringComparison.Ordinal);
    }
}
