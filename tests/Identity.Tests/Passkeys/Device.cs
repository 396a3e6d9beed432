using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Community.Identity.Tests.Passkeys;

/// <summary>A device with one passkey, and the browser in front of it: they answer challenges as WebAuthn describes (section 6).</summary>
internal sealed class Device : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _credentialId = RandomNumberGenerator.GetBytes(32);
    private string _userHandle = "";

    public string Origin { get; init; } = "http://localhost:8080";

    public string Domain { get; init; } = "localhost";

    public uint Count { get; set; }

    /// <summary>Whether the device has asked its user for a finger or a PIN.</summary>
    public bool VerifiesUser { get; init; } = true;

    public JsonObject Create(JsonNode options)
    {
        _userHandle = options["user"]!["id"]!.GetValue<string>();
        var attested = new List<byte>(AuthenticatorData(0x41));
        attested.AddRange(new byte[16]);
        attested.AddRange([0, (byte)_credentialId.Length]);
        attested.AddRange(_credentialId);
        attested.AddRange(CoseKey());
        var cbor = new CborWriter(CborConformanceMode.Ctap2Canonical);
        cbor.WriteStartMap(3);
        cbor.WriteTextString("fmt");
        cbor.WriteTextString("none");
        cbor.WriteTextString("attStmt");
        cbor.WriteStartMap(0);
        cbor.WriteEndMap();
        cbor.WriteTextString("authData");
        cbor.WriteByteString([.. attested]);
        cbor.WriteEndMap();
        return Credential(
            new JsonObject
            {
                ["clientDataJSON"] = Text(ClientData("webauthn.create", options)),
                ["attestationObject"] = Text(cbor.Encode()),
                ["transports"] = new JsonArray("internal"),
            }
        );
    }

    public JsonObject Get(JsonNode options, byte[]? signature = null)
    {
        var clientData = ClientData("webauthn.get", options);
        var data = AuthenticatorData(0x01);
        signature ??= _key.SignData(
            [.. data, .. SHA256.HashData(clientData)],
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence
        );
        return Credential(
            new JsonObject
            {
                ["clientDataJSON"] = Text(clientData),
                ["authenticatorData"] = Text(data),
                ["signature"] = Text(signature),
                ["userHandle"] = _userHandle,
            }
        );
    }

    public void Dispose() => _key.Dispose();

    private JsonObject Credential(JsonObject response) =>
        new()
        {
            ["id"] = Text(_credentialId),
            ["rawId"] = Text(_credentialId),
            ["type"] = "public-key",
            ["authenticatorAttachment"] = "platform",
            ["clientExtensionResults"] = new JsonObject(),
            ["response"] = response,
        };

    private byte[] ClientData(string type, JsonNode options) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                type,
                challenge = options["challenge"]!.GetValue<string>(),
                origin = Origin,
                crossOrigin = false,
            }
        );

    private byte[] AuthenticatorData(byte flags)
    {
        var data = new byte[37];
        SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(Domain)).CopyTo(data, 0);
        data[32] = (byte)(flags | (VerifiesUser ? 0x04 : 0));
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(33), Count);
        return data;
    }

    private byte[] CoseKey()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        var cbor = new CborWriter(CborConformanceMode.Ctap2Canonical);
        cbor.WriteStartMap(5);
        cbor.WriteInt32(1);
        cbor.WriteInt32(2);
        cbor.WriteInt32(3);
        cbor.WriteInt32(-7);
        cbor.WriteInt32(-1);
        cbor.WriteInt32(1);
        cbor.WriteInt32(-2);
        cbor.WriteByteString(point.X!);
        cbor.WriteInt32(-3);
        cbor.WriteByteString(point.Y!);
        cbor.WriteEndMap();
        return cbor.Encode();
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
