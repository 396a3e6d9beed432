using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Community.Messaging.WebPush;

/// <summary>Encrypts for one device, so that the push service reads nothing (RFC 8291, on the content coding of RFC 8188).</summary>
internal static class PushEncryption
{
    /// <summary>The space in the 4,096 bytes that every push service takes (RFC 8030 section 7.2), header and tag subtracted.</summary>
    public const int MaxPlaintext = RecordSize - TagLength - 1 - HeaderLength;

    private const int RecordSize = 4096;
    private const int TagLength = 16;
    private const int SaltLength = 16;
    private const int PointLength = 65;
    private const int HeaderLength = SaltLength + sizeof(uint) + 1 + PointLength;

    /// <summary>Encrypts with a key of its own.</summary>
    /// <param name="plaintext">At most <see cref="MaxPlaintext"/> bytes.</param>
    /// <param name="devicePublicKey">The device's key, an uncompressed point of P-256 (65 bytes).</param>
    /// <param name="authSecret">The secret that the device made with it (16 bytes).</param>
    /// <exception cref="CryptographicException">The device's key is no point of the curve.</exception>
    public static byte[] Encrypt(ReadOnlySpan<byte> plaintext, byte[] devicePublicKey, byte[] authSecret)
    {
        using var sender = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return Encrypt(plaintext, devicePublicKey, authSecret, sender, RandomNumberGenerator.GetBytes(SaltLength));
    }

    internal static byte[] Encrypt(
        ReadOnlySpan<byte> plaintext,
        byte[] devicePublicKey,
        byte[] authSecret,
        ECDiffieHellman sender,
        byte[] salt
    )
    {
        var senderPublicKey = PointOf(sender.ExportParameters(includePrivateParameters: false).Q);
        using var device = ECDiffieHellman.Create(
            new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = PointFrom(devicePublicKey) }
        );
        var shared = sender.DeriveRawSecretAgreement(device.PublicKey);
        var inputKey = HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            shared,
            32,
            authSecret,
            [.. "WebPush: info\0"u8, .. devicePublicKey, .. senderPublicKey]
        );
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, inputKey, 16, salt, [.. "Content-Encoding: aes128gcm\0"u8]);
        var nonce = HKDF.DeriveKey(HashAlgorithmName.SHA256, inputKey, 12, salt, [.. "Content-Encoding: nonce\0"u8]);

        var body = new byte[HeaderLength + plaintext.Length + 1 + TagLength];
        salt.CopyTo(body, 0);
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(SaltLength), RecordSize);
        body[SaltLength + sizeof(uint)] = PointLength;
        senderPublicKey.CopyTo(body, SaltLength + sizeof(uint) + 1);
        // The delimiter of the last record (RFC 8188 section 2).
        byte[] record = [.. plaintext, 2];
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(nonce, record, body.AsSpan(HeaderLength, record.Length), body.AsSpan(HeaderLength + record.Length));
        return body;
    }

    /// <summary>An uncompressed point (SEC 1, section 2.3.3).</summary>
    public static byte[] PointOf(ECPoint point) => [4, .. point.X!, .. point.Y!];

    private static ECPoint PointFrom(byte[] uncompressed) =>
        uncompressed is [4, ..] && uncompressed.Length == PointLength
            ? new ECPoint { X = uncompressed[1..33], Y = uncompressed[33..] }
            : throw new CryptographicException("This is not an uncompressed point of P-256.");
}
