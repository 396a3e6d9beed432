using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Community.Identity.ExternalLogin;
using Community.Identity.Sessions;
using Community.Identity.Tokens;
using Community.Messaging.WebPush;
using Community.Platform.Access.Authentication;
using Community.Platform.Data.Pagination;
using Community.Platform.Http.Pagination;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Community.Fuzz.Tests.Targets;

/// <summary>Credentials and other tokens that clients hand back.</summary>
internal static class TokenTargets
{
    private const string Header = """{"alg":"ES256","typ":"at+jwt","kid":"k1"}""";
    private const string Claims =
        """{"sub":"0198c0de-0000-7000-8000-000000000001","sid":"0198c0de-0000-7000-8000-000000000002","roles":["user"],"iss":"https://community","aud":"community","exp":1800000000,"iat":1790000000,"nbf":1790000000,"jti":"x"}""";

    private const string Key =
        """{"keys":[{"kty":"EC","crv":"P-256","kid":"k1","use":"sig","alg":"ES256","key_ops":["verify"],"x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}""";

    private static readonly RefreshTokens Refresh = new(
        new IdentitySecrets(
            new ConfigurationBuilder()
                .AddInMemoryCollection([new("Identity:KeyEncryptionKey", Convert.ToBase64String(new byte[32]))])
                .Build()
        )
    );

    // The provider's keys are never fetched, so any address without an answer will do.
    private static readonly OidcProvider Provider = new OidcProviders(
        new ConfigurationBuilder()
            .AddInMemoryCollection([
                new("Oidc:google:Issuer", "https://issuer.invalid"),
                new("Oidc:google:ClientIds:0", "community"),
                new("Oidc:google:JwksUri", "https://issuer.invalid/keys"),
            ])
            .Build(),
        NullLogger<ProviderKeys>.Instance
    ).Find("google")!;

    private static readonly ECDiffieHellman Sender = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

    public static IReadOnlyList<Target> List { get; } =
    [
        new("compact_jws", CompactJwsOf, $"{Encoded(Header)}.{Encoded(Claims)}.{Encoded("signature")}", "a.b.c", "AA.AA.AA")
        {
            Tokens = [".", "..", "=", "AA", "AB"],
        },
        new("access_token", AccessToken, Header, Claims, """{"alg":"none"}""")
        {
            Tokens =
            [
                "\"sub\":",
                "\"roles\":",
                "[\"admin\",\"user\"]",
                "\"aud\":[\"community\"]",
                "\"nbf\":",
                "253402300800",
                "-1",
                "1e3",
                "null",
                "\"\\ud800\"",
                "\"crit\":[]",
                "{",
                "}",
                ",",
            ],
        },
        new("key_set", KeySet, Key, """{"keys":[]}""", Key.Replace("ES256", "\\ud800", StringComparison.Ordinal))
        {
            Tokens = ["\"d\":\"\"", "\"use\":\"enc\"", "\"kid\":\"k2\"", "[", "]", "{", "}", ",", "null", "\"\\ud800\"", "\"keys\":"],
        },
        new(
            "id_token",
            IdTokenOf,
            $"{Encoded("""{"alg":"RS256","typ":"JWT"}""")}.{Encoded("""{"iss":"https://issuer.invalid","aud":"community","exp":1,"iat":1}""")}.AAAA",
            "a.b.c"
        )
        {
            Tokens = [".", Encoded("""{"alg":"ES256"}"""), Encoded("{}"), Encoded("[]"), Encoded("""{"alg":1,"typ":"\ud800"}"""), "="],
        },
        new("refresh_token", RefreshToken, new string('A', 64), new string('A', 63) + "*", "short") { Tokens = ["AAAA", "_", "-", "="] },
        new(
            "cursor",
            CursorOf,
            """{"at":"2026-01-31T18:30:00Z","id":"0198c0de-0000-7000-8000-000000000001","score":0.5,"name":"a"}""",
            "null",
            "[]"
        )
        {
            Tokens =
            [
                "\"at\":",
                "\"id\":",
                "\"score\":",
                "1e400",
                "null",
                "9999-12-31T23:59:59.9999999Z",
                "0001-01-01T00:00:00-14:00",
                "\"\\ud800\"",
                "{",
                "}",
                ",",
            ],
        },
        new("push_key", PushKey)
        {
            BinarySeeds = [PushEncryption.PointOf(Sender.ExportParameters(includePrivateParameters: false).Q), new byte[65], [4]],
        },
    ];

    private static string Encoded(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static void CompactJwsOf(byte[] input)
    {
        var token = Input.Text(input);
        if (CompactJws.Parse(token) is { } jws)
        {
            var again =
                $"{Base64Url.EncodeToString(jws.Header)}.{Base64Url.EncodeToString(jws.Payload)}.{Base64Url.EncodeToString(jws.Signature)}";
            Input.Require(again == token, "a token has one spelling");
            Input.Require(
                token.StartsWith(Encoding.ASCII.GetString(jws.SignedBytes) + ".", StringComparison.Ordinal),
                "the signature is over the token's beginning"
            );
        }
    }

    private static void AccessToken(byte[] input)
    {
        var keyId = AccessTokenReader.ReadKeyId(input, ["at+jwt"], out var headerReason);
        Input.Require(keyId is null == headerReason is not null, "a header has a key id or a reason");
        Input.Require(keyId is null || SigningKeys.IsKeyId(keyId), "a key id has the shape of one");
        var claims = AccessTokenReader.ReadPayload(input, out var reason);
        Input.Require(claims is null == reason is not null, "a payload has claims or a reason");
        if (claims is not null)
        {
            _ = DateTimeOffset.FromUnixTimeSeconds(claims.ExpiresAt) - DateTimeOffset.FromUnixTimeSeconds(claims.IssuedAt);
            Input.Require(claims.Roles.All(Community.Platform.Access.Authorization.Roles.All.Contains), "roles are known");
        }
    }

    private static void KeySet(byte[] input) =>
        Input.Refusing<JsonException>(() =>
        {
            var keys = KeySetReader.Read(input, current: null);
            Input.Require(keys.Count > 0 && keys.All(key => SigningKeys.IsKeyId(key.Key)), "a key set has keys with ids");
            var again = KeySetReader.Read(input, keys);
            Input.Require(again.All(key => ReferenceEquals(key.Value, keys[key.Key])), "a known key stays the same instance");
        });

    private static void IdTokenOf(byte[] input)
    {
        // Without a key id, no key is requested, so nothing waits.
        var token = Input.Text(input);
        if (NamesKey(token))
        {
            return;
        }

        var read = IdToken.ReadAsync(token, "nonce", Provider, TimeProvider.System);
        Input.Require(read is { IsCompleted: true, IsCompletedSuccessfully: false }, "a token without a key is refused at once");
        if (read.Exception!.InnerException is not InvalidIdTokenException)
        {
            throw read.Exception;
        }
    }

    private static bool NamesKey(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Split('.')[0])) is var header
                && (header.Contains("kid", StringComparison.Ordinal) || header.Contains('\\', StringComparison.Ordinal));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static void RefreshToken(byte[] input)
    {
        Input.Require(!Refresh.TryParse(Input.Text(input), out _), "a token that identity did not make is none");
        var own = Refresh.First(new Guid(SHA256.HashData(input).AsSpan(0, 16)));
        var text = Base64Url.EncodeToString(own.Bytes);
        Input.Require(Refresh.TryParse(text, out var parsed) && parsed.SessionId == own.SessionId, "identity's own token is read");
    }

    private static void CursorOf(byte[] input)
    {
        _ = Cursor.TryDecode<Position>(Input.Text(input), out _);
        // The hash is no secret: a stranger can make one for any document.
        var cursor = Base64Url.EncodeToString([.. SHA256.HashData(input).AsSpan(0, 4), .. input]);
        if (Cursor.TryDecode<Position>(cursor, out var position))
        {
            Input.Require(
                Cursor.TryDecode<Position>(Cursor.Encode(position), out var again) && again == position,
                "a position that was read is written and read again"
            );
        }

        if (Cursor.TryDecode<KeyValues>(cursor, out var keys))
        {
            _ = Cursor.Encode(keys);
        }
    }

    private static void PushKey(byte[] input) =>
        Input.Refusing<CryptographicException>(() =>
        {
            var record = PushEncryption.Encrypt("text"u8, input, new byte[16], Sender, new byte[16]);
            Input.Require(record.Length == PushEncryptionOverhead + 4, "the record has the length that its parts have");
        });

    // Salt, record size, key length, key; delimiter; tag (RFC 8188).
    private const int PushEncryptionOverhead = 16 + 4 + 1 + 65 + 1 + 16;

    private sealed record Position(DateTimeOffset At, Guid Id, double? Score, string? Name);
}
