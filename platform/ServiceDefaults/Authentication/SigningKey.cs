using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Community.ServiceDefaults.Authentication;

/// <summary>
/// A public key on P-256 that access tokens are verified with. Safe for any number of threads: an <see cref="ECDsa"/> is
/// not said to be, so each verification borrows one of a few instances of the same key. Never disposed of by hand,
/// because a request may still hold a key that has just left the set; the handles have finalizers.
/// </summary>
public sealed class SigningKey
{
    private const int MaxKeyIdLength = 64;
    private static readonly SearchValues<char> KeyIdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private readonly ConcurrentBag<ECDsa> _idle = [];
    private readonly ECParameters _parameters;

    /// <summary>Takes the public half of a key.</summary>
    /// <exception cref="ArgumentException">The key id has another shape than <see cref="IsKeyId"/> wants, or the key isn't on P-256.</exception>
    /// <exception cref="CryptographicException">The point is not on the curve.</exception>
    public SigningKey(string kid, ECParameters key)
    {
        if (!IsKeyId(kid))
        {
            throw new ArgumentException("a key id is 1 to 64 of A-Z a-z 0-9 - _", nameof(kid));
        }

        if (!key.Curve.IsNamed || key.Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
        {
            throw new ArgumentException("the key must be on the curve P-256", nameof(key));
        }

        Kid = kid;
        _parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = key.Q };
        _idle.Add(ECDsa.Create(_parameters));
    }

    /// <summary>The key's id.</summary>
    public string Kid { get; }

    /// <summary>The public point, as 32 bytes each of x and y.</summary>
    public ECPoint Point => _parameters.Q;

    /// <summary>Whether this may be a key id: a bounded, harmless shape, because a token's <c>kid</c> is a stranger's text (RFC 8725 section 3.10).</summary>
    public static bool IsKeyId(ReadOnlySpan<char> kid) => kid.Length is > 0 and <= MaxKeyIdLength && !kid.ContainsAnyExcept(KeyIdCharacters);

    /// <summary>Whether <paramref name="signature"/>, r and s of 32 bytes each (IEEE P1363), is this key's over <paramref name="data"/>.</summary>
    public bool Verifies(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        var key = _idle.TryTake(out var idle) ? idle : ECDsa.Create(_parameters);
        var valid = key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        _idle.Add(key);
        return valid;
    }

    /// <summary>Whether both are the same key under the same id.</summary>
    internal bool Equals(string kid, in ECPoint point) =>
        kid == Kid && point.X.AsSpan().SequenceEqual(_parameters.Q.X) && point.Y.AsSpan().SequenceEqual(_parameters.Q.Y);
}
