using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Community.Platform.Access.Authentication;
using Microsoft.IdentityModel.Tokens;

namespace Community.Platform.Tests.Authentication;

/// <summary>
/// The vectors of project Wycheproof (C2SP/wycheproof, Apache-2.0) against the signature check: every valid ES256 signature is accepted,
/// every other vector is refused, including those of all other algorithms. The vectors are not in this repository:
/// <c>COMMUNITY_WYCHEPROOF</c> names the folder with the project's <c>testvectors_v1</c>; without it these tests are skipped. <see
/// cref="HostileTokenTests"/> always runs.
/// </summary>
public sealed class WycheproofTests
{
    private const string Folder = "COMMUNITY_WYCHEPROOF";

    [Fact]
    public void SignedTokensAreTakenWhereTheyAreValidAndOfEs256()
    {
        var tried = 0;
        foreach (var group in Groups("json_web_signature_test.json"))
        {
            var key = group.TryGetProperty("public", out var published) ? KeyOf(published) : null;
            foreach (var vector in group.GetProperty("tests").EnumerateArray())
            {
                var token = vector.GetProperty("jws");
                var isTaken = key is not null && token.ValueKind == JsonValueKind.String && IsTaken(token.GetString()!, key);
                isTaken.ShouldBe(
                    key is not null && IsValid(vector),
                    $"vector {vector.GetProperty("tcId")}: {vector.GetProperty("comment")}"
                );
                tried++;
            }
        }

        tried.ShouldBeGreaterThan(300);
    }

    [Fact]
    public void SignaturesOfP256AreTakenWhereTheyAreValid()
    {
        var tried = 0;
        foreach (var group in Groups("ecdsa_secp256r1_sha256_p1363_test.json"))
        {
            var point = Convert.FromHexString(group.GetProperty("publicKey").GetProperty("uncompressed").GetString()!);
            var key = SigningKeys.Of(
                "key-1",
                new ECParameters
                {
                    Curve = ECCurve.NamedCurves.nistP256,
                    Q = new ECPoint { X = point[1..33], Y = point[33..65] },
                }
            );
            foreach (var vector in group.GetProperty("tests").EnumerateArray())
            {
                var (message, signature) = (Hex(vector, "msg"), Hex(vector, "sig"));
                if (message.Length == 0)
                {
                    continue; // The signed part of a token is never empty, and the library throws for an empty one.
                }

                key.Verifies(message, signature)
                    .ShouldBe(IsValid(vector), $"vector {vector.GetProperty("tcId")}: {vector.GetProperty("comment")}");
                tried++;
            }
        }

        tried.ShouldBeGreaterThan(200);
    }

    private static byte[] Hex(JsonElement vector, string name) => Convert.FromHexString(vector.GetProperty(name).GetString()!);

    private static bool IsValid(JsonElement vector) => vector.GetProperty("result").GetString() == "valid";

    /// <summary>The key, if the key set's reader accepts it.</summary>
    private static ECDsaSecurityKey? KeyOf(JsonElement published)
    {
        try
        {
            return KeySetReader.Read(Encoding.UTF8.GetBytes($$"""{"keys":[{{published.GetRawText()}}]}"""), null).Values.Single();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Checks like the token reader, except for the claims: three canonical parts, ES256 in the header, the signature.</summary>
    private static bool IsTaken(string token, ECDsaSecurityKey key) =>
        CompactJws.Parse(token) is { } jws
        && AlgorithmOf(jws.Header) == AccessToken.Algorithm
        && key.Verifies(jws.SignedBytes, jws.Signature);

    private static string? AlgorithmOf(byte[] header)
    {
        using var json = JsonDocument.Parse(header);
        return json.RootElement.TryGetProperty("alg", out var algorithm) ? algorithm.GetString() : null;
    }

    private static List<JsonElement> Groups(string file)
    {
        var folder = Environment.GetEnvironmentVariable(Folder);
        Assert.SkipUnless(folder is { Length: > 0 }, $"{Folder} names no folder with the vectors.");
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder!, file)));
        return [.. json.RootElement.GetProperty("testGroups").EnumerateArray().Select(group => group.Clone())];
    }
}
