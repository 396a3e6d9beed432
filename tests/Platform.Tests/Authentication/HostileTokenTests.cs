using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Community.Platform.Access.Authentication;
using FsCheck;
using FsCheck.Fluent;

namespace Community.Platform.Tests.Authentication;

/// <summary>Every attack in RFC 8725, and the spellings that a lax reader accepts.</summary>
public sealed class HostileTokenTests
{
    private const string BadShape = "the token is malformed";
    private const string BadAlgorithm = "the algorithm is not ES256";
    private const string BadHeader = "the header is not that of an access token";
    private const string BadJson = "a part is not the JSON of an access token";
    private const string BadSignature = "the signature is invalid";
    private const string BadClaims = "the claims are not those of an access token";

    private static readonly byte[] Order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");

    private static readonly Dictionary<string, (Func<Issuer, string> Forge, string Reason)> Attacks = new(StringComparer.Ordinal)
    {
        ["alg none without a signature"] = (i => Unsigned("""{"alg":"none","typ":"at+jwt","kid":"key-1"}""", i.Payload()) + ".", BadShape),
        ["alg none with a signature"] = (i => i.Sign("""{"alg":"none","typ":"at+jwt","kid":"key-1"}"""), BadAlgorithm),
        ["alg nOnE"] = (i => i.Sign("""{"alg":"nOnE","typ":"at+jwt","kid":"key-1"}"""), BadAlgorithm),
        ["HS256 with the public key as the secret"] = (WithPublicKeyAsSecret, BadAlgorithm),
        ["RS256 in the header"] = (i => i.Sign("""{"alg":"RS256","typ":"at+jwt","kid":"key-1"}"""), BadAlgorithm),
        ["ES384 in the header"] = (i => i.Sign("""{"alg":"ES384","typ":"at+jwt","kid":"key-1"}"""), BadAlgorithm),
        ["es256 in small letters"] = (i => i.Sign("""{"alg":"es256","typ":"at+jwt","kid":"key-1"}"""), BadAlgorithm),
        ["alg as an array"] = (i => i.Sign("""{"alg":["ES256"],"typ":"at+jwt","kid":"key-1"}"""), BadAlgorithm),
        ["no alg"] = (i => i.Sign("""{"typ":"at+jwt","kid":"key-1"}"""), BadAlgorithm),
        ["typ JWT, as an id token has"] = (
            i => i.Sign("""{"alg":"ES256","typ":"JWT","kid":"key-1"}"""),
            "the type is not that of an access token"
        ),
        ["no typ"] = (i => i.Sign("""{"alg":"ES256","kid":"key-1"}"""), "the type is not that of an access token"),
        ["no kid"] = (i => i.Sign("""{"alg":"ES256","typ":"at+jwt"}"""), BadHeader),
        ["a kid that walks the file system"] = (i => i.Sign("""{"alg":"ES256","typ":"at+jwt","kid":"../../../dev/null"}"""), BadHeader),
        ["a kid with SQL"] = (i => i.Sign("""{"alg":"ES256","typ":"at+jwt","kid":"x' UNION SELECT 'key"}"""), BadHeader),
        ["a kid too long"] = (i => i.Sign($$"""{"alg":"ES256","typ":"at+jwt","kid":"{{new string('k', 65)}}"}"""), BadHeader),
        ["an empty kid"] = (i => i.Sign("""{"alg":"ES256","typ":"at+jwt","kid":""}"""), BadHeader),
        ["a kid that is a number"] = (i => i.Sign("""{"alg":"ES256","typ":"at+jwt","kid":1}"""), BadHeader),
        ["an unknown kid"] = (i => i.Sign("""{"alg":"ES256","typ":"at+jwt","kid":"key-2"}"""), "the signing key is unknown"),
        ["a kid in other case"] = (i => i.Sign("""{"alg":"ES256","typ":"at+jwt","kid":"KEY-1"}"""), "the signing key is unknown"),
        ["crit"] = (i => i.Sign(i.Header(",\"crit\":[\"exp\"],\"exp\":1")), BadHeader),
        ["crit that is empty"] = (i => i.Sign(i.Header(",\"crit\":[]")), BadHeader),
        ["an embedded key and its signature"] = (WithEmbeddedKey, BadHeader),
        ["jku"] = (i => i.Sign(i.Header(",\"jku\":\"http://127.0.0.1:1/keys\"")), BadHeader),
        ["x5u"] = (i => i.Sign(i.Header(",\"x5u\":\"http://127.0.0.1:1/cert\"")), BadHeader),
        ["x5c"] = (i => i.Sign(i.Header(",\"x5c\":[\"MIIB\"]")), BadHeader),
        ["b64 false"] = (i => i.Sign(i.Header(",\"b64\":false")), BadHeader),
        ["zip"] = (i => i.Sign(i.Header(",\"zip\":\"DEF\"")), BadHeader),
        ["cty JWT, a nested token"] = (i => i.Sign(i.Header(",\"cty\":\"JWT\"")), BadHeader),
        ["alg twice"] = (i => i.Sign("""{"alg":"none","alg":"ES256","typ":"at+jwt","kid":"key-1"}"""), BadJson),
        ["alg twice, once escaped"] = (i => i.Sign("""{"alg":"ES256","\u0061lg":"none","typ":"at+jwt","kid":"key-1"}"""), BadJson),
        ["sub twice"] = (i => i.Sign(payload: i.Payload(more: $",\"sub\":\"{Guid.CreateVersion7()}\"")), BadJson),
        ["a header that is an array"] = (i => i.Sign("[]"), BadJson),
        ["a header with a comment"] = (i => i.Sign(i.Header().Replace("{", "{/**/", StringComparison.Ordinal)), BadJson),
        ["a header with a byte order mark"] = (i => i.Sign("\uFEFF" + i.Header()), BadJson),
        ["a header and more behind it"] = (i => i.Sign(i.Header() + "{}"), BadJson),
        ["a payload that is no UTF-8"] = (
            i => CompactJws.Sign(i.Key, Encoding.UTF8.GetBytes(i.Header()), Encoding.Latin1.GetBytes(i.Payload(more: ",\"x\":\"\u00C3\""))),
            BadJson
        ),
        ["a payload that is no JSON"] = (i => i.Sign(payload: "hello"), BadJson),
        ["a payload nested deep"] = (
            i => i.Sign(payload: i.Payload(more: $",\"x\":{new string('[', 500)}{new string(']', 500)}")),
            BadJson
        ),
        ["a lone surrogate"] = (i => i.Sign(payload: i.Payload(issuer: "\"\\ud800\"")), BadJson),
        ["one part"] = (i => i.Token().Replace(".", "", StringComparison.Ordinal), BadShape),
        ["two parts"] = (i => i.Token()[..i.Token().LastIndexOf('.')], BadShape),
        ["four parts"] = (i => i.Token() + ".AAAA", BadShape),
        ["five parts, as an encrypted token"] = (i => i.Token() + ".AAAA.AAAA", BadShape),
        ["an empty header"] = (i => i.Token()[i.Token().IndexOf('.', StringComparison.Ordinal)..], BadShape),
        ["an empty payload"] = (i => WithPart(i.Token(), 1, _ => ""), BadShape),
        ["an empty signature"] = (i => WithPart(i.Token(), 2, _ => ""), BadShape),
        ["nothing"] = (_ => "", BadShape),
        ["only dots"] = (_ => "..", BadShape),
        ["padding on the signature"] = (i => i.Token() + "==", BadShape),
        ["padding on the payload"] = (i => WithPart(i.Token(), 1, part => part + "="), BadShape),
        ["the alphabet of base64, not base64url"] = (i => WithPart(i.Token(), 2, part => "+/" + part[2..]), BadShape),
        ["bits left over in the signature"] = (i => WithPart(i.Token(), 2, NotCanonical), BadShape),
        ["a space in front"] = (i => " " + i.Token(), BadShape),
        ["a space behind"] = (i => i.Token() + " ", BadShape),
        ["a line break inside"] = (i => WithPart(i.Token(), 1, part => part.Insert(4, "\n")), BadShape),
        ["a NUL inside"] = (i => WithPart(i.Token(), 1, part => part.Insert(4, "\0")), BadShape),
        ["a letter from elsewhere that looks the same"] = (i => WithPart(i.Token(), 0, part => "\u0435" + part[1..]), BadShape),
        ["a huge token"] = (i => i.Sign(payload: i.Payload(more: $",\"x\":\"{new string('x', 8192)}\"")), "the token is too long"),
        ["another's signature over it"] = (i => new Issuer(new ManualClock()).Sign(payload: i.Payload()), BadSignature),
        ["a DER signature"] = (i => WithSignature(i, der: true), BadSignature),
        ["a zero signature (CVE-2022-21449)"] = (i => WithPart(i.Token(), 2, _ => Base64Url.EncodeToString(new byte[64])), BadSignature),
        ["r and s of the curve's order"] = (i => WithPart(i.Token(), 2, _ => Base64Url.EncodeToString([.. Order, .. Order])), BadSignature),
        ["a signature cut short"] = (i => WithPart(i.Token(), 2, part => part[..^2]), BadSignature),
        ["a signature one byte longer"] = (
            i => WithPart(i.Token(), 2, part => Base64Url.EncodeToString([.. Base64Url.DecodeFromChars(part), 0])),
            BadSignature
        ),
        ["a signature of one byte"] = (i => WithPart(i.Token(), 2, _ => "AA"), BadSignature),
        ["the payload of another token"] = (i => WithPart(i.Token(), 1, _ => i.Token().Split('.')[1]), BadSignature),
        ["another issuer"] = (i => i.Sign(payload: i.Payload(issuer: "\"https://elsewhere.example\"")), "the issuer is another one"),
        ["our issuer and a slash"] = (i => i.Sign(payload: i.Payload(issuer: $"\"{Issuer.Url}/\"")), "the issuer is another one"),
        ["an issuer that is an array"] = (i => i.Sign(payload: i.Payload(issuer: $"[\"{Issuer.Url}\"]")), BadClaims),
        ["another audience"] = (
            i => i.Sign(payload: i.Payload().Replace("\"community\"", "\"another\"", StringComparison.Ordinal)),
            "the token is for another audience"
        ),
        ["an audience of nobody"] = (
            i => i.Sign(payload: i.Payload().Replace("\"community\"", "[]", StringComparison.Ordinal)),
            "the token is for another audience"
        ),
        ["an audience that is an object"] = (
            i => i.Sign(payload: i.Payload().Replace("\"community\"", "{\"community\":1}", StringComparison.Ordinal)),
            BadClaims
        ),
        ["no audience"] = (i => i.Sign(payload: i.Payload().Replace("\"aud\"", "\"for\"", StringComparison.Ordinal)), BadClaims),
        ["no expiry"] = (i => i.Sign(payload: i.Payload(times: $"\"iat\":{Now}")), BadClaims),
        ["an expiry in words"] = (i => i.Sign(payload: i.Payload(times: $"\"iat\":{Now},\"exp\":\"{Now + 900}\"")), BadClaims),
        ["an expiry beyond any calendar"] = (
            i => i.Sign(payload: i.Payload(times: $"\"iat\":{Now},\"exp\":9223372036854775807")),
            BadClaims
        ),
        ["an expiry beyond any number"] = (i => i.Sign(payload: i.Payload(times: $"\"iat\":{Now},\"exp\":1e999")), BadClaims),
        ["a negative expiry"] = (i => i.Sign(payload: i.Payload(times: $"\"iat\":{Now},\"exp\":-1")), BadClaims),
        ["expired long ago"] = (
            i => i.Sign(payload: i.Payload(times: $"\"iat\":{Now - 2000},\"exp\":{Now - 1000}")),
            "the token has expired"
        ),
        ["expired just beyond the skew"] = (
            i => i.Sign(payload: i.Payload(times: $"\"iat\":{Now - 900},\"exp\":{Now - 60}")),
            "the token has expired"
        ),
        ["not before a time to come"] = (i => i.Sign(payload: i.Payload(more: $",\"nbf\":{Now + 61}")), "the token is not valid yet"),
        ["not before in words"] = (i => i.Sign(payload: i.Payload(more: ",\"nbf\":\"now\"")), BadClaims),
        ["issued in a time to come"] = (
            i => i.Sign(payload: i.Payload(times: $"\"iat\":{Now + 61},\"exp\":{Now + 900}")),
            "the token is not valid yet"
        ),
        ["a subject that is no UUID"] = (i => i.Sign(payload: i.Payload(sub: "\"admin\"")), BadClaims),
        ["a subject in braces"] = (i => i.Sign(payload: i.Payload(sub: $"\"{Guid.CreateVersion7():B}\"")), BadClaims),
        ["a subject of zeros"] = (i => i.Sign(payload: i.Payload(sub: $"\"{Guid.Empty}\"")), BadClaims),
        ["a subject that is a number"] = (i => i.Sign(payload: i.Payload(sub: "1")), BadClaims),
        ["a session that is no UUID"] = (i => i.Sign(payload: i.Payload(sid: "\"\"")), BadClaims),
        ["a session that is null"] = (i => i.Sign(payload: i.Payload(sid: "null")), BadClaims),
        ["an unknown role"] = (i => i.Sign(payload: i.Payload(roles: "[\"attendee\",\"root\"]")), BadClaims),
        ["a role in capitals"] = (i => i.Sign(payload: i.Payload(roles: "[\"Admin\"]")), BadClaims),
        ["a role twice"] = (i => i.Sign(payload: i.Payload(roles: "[\"admin\",\"admin\"]")), BadClaims),
        ["roles as a string"] = (i => i.Sign(payload: i.Payload(roles: "\"admin\"")), BadClaims),
        ["roles with a number"] = (i => i.Sign(payload: i.Payload(roles: "[1]")), BadClaims),
        ["a bot in words"] = (i => i.Sign(payload: i.Payload(more: ",\"bot\":\"no\"")), BadClaims),
        ["a bot that is none"] = (i => i.Sign(payload: i.Payload(more: ",\"bot\":false")), BadClaims),
        ["no token id"] = (i => i.Sign(payload: i.Payload().Replace("\"jti\"", "\"id\"", StringComparison.Ordinal)), BadClaims),
    };

    private static long Now => new ManualClock().GetUtcNow().ToUnixTimeSeconds();

    public static TheoryData<string> Names => [.. Attacks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task IsRefusedForItsReason(string attack)
    {
        var checkpoint = new Checkpoint();

        var verdict = await checkpoint.AskAsync(Attacks[attack].Forge(checkpoint.Issuer));

        verdict.ShouldBe(AccessTokenVerdict.Refused(Attacks[attack].Reason));
        checkpoint.Handler.Remembered.Count.ShouldBe(0);
    }

    [Fact]
    public async Task TheFormThatTheAttacksVaryIsTakenItself()
    {
        var checkpoint = new Checkpoint();
        (await checkpoint.AskAsync(checkpoint.Issuer.Sign())).Token.ShouldNotBeNull();
    }

    [Fact]
    public async Task AnySingleCharacterChangedIsRefused()
    {
        var checkpoint = new Checkpoint();
        var token = checkpoint.Issuer.Token(roles: "attendee");
        (await checkpoint.AskAsync(token)).Token.ShouldNotBeNull(); // remembered: the mutations must not hit it

        for (var at = 0; at < token.Length; at++)
        {
            // The neighbour in the alphabet differs in the fewest bits, including bits without meaning.
            var verdict = await checkpoint.AskAsync(
                With(
                    token,
                    at,
                    token[at] switch
                    {
                        '.' => 'A',
                        'Z' => 'a',
                        'z' => '0',
                        '9' => '-',
                        '_' => 'A',
                        '-' => '_',
                        var c => (char)(c + 1),
                    }
                )
            );
            verdict.Reason.ShouldNotBeNull($"character {at}");
        }
    }

    [Fact]
    public void AnySingleCharacterChangedToAnyOtherIsRefused()
    {
        var checkpoint = new Checkpoint();
        var token = checkpoint.Issuer.Token(roles: "attendee");
        var mutations =
            from at in Gen.Choose(0, token.Length - 1)
            from character in Gen.OneOf(
                Gen.Elements("ABCabc019-_.=+/ \n\0\u0435".ToCharArray()),
                Gen.Choose(0, char.MaxValue).Select(c => (char)c)
            )
            where token[at] != character
            select With(token, at, character);

        Prop.ForAll(mutations.ToArbitrary(), mutation => checkpoint.AskAsync(mutation).GetAwaiter().GetResult().Reason is not null)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    private static string With(string token, int at, char character) => $"{token.AsSpan(0, at)}{character}{token.AsSpan(at + 1)}";

    private static string Unsigned(string header, string payload) =>
        $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";

    private static string WithPart(string token, int index, Func<string, string> change)
    {
        var parts = token.Split('.');
        parts[index] = change(parts[index]);
        return string.Join('.', parts);
    }

    /// <summary>The same bytes, spelled with the idle bits of the last character set.</summary>
    private static string NotCanonical(string part) => part[..^1] + (char)(part[^1] + 1);

    private static string WithPublicKeyAsSecret(Issuer issuer)
    {
        var signed = Unsigned("""{"alg":"HS256","typ":"at+jwt","kid":"key-1"}""", issuer.Payload());
        var secret = Encoding.ASCII.GetBytes(issuer.Key.ExportSubjectPublicKeyInfoPem());
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string WithEmbeddedKey(Issuer issuer)
    {
        var attacker = new Issuer(new ManualClock());
        var (x, y) = (attacker.Jwk.X, attacker.Jwk.Y);
        return attacker.Sign(attacker.Header($$""","jwk":{"kty":"EC","crv":"P-256","x":"{{x}}","y":"{{y}}"}"""), issuer.Payload());
    }

    private static string WithSignature(Issuer issuer, bool der)
    {
        var signed = Unsigned(issuer.Header(), issuer.Payload());
        var format = der ? DSASignatureFormat.Rfc3279DerSequence : DSASignatureFormat.IeeeP1363FixedFieldConcatenation;
        return $"{signed}.{Base64Url.EncodeToString(issuer.Key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, format))}";
    }
}
