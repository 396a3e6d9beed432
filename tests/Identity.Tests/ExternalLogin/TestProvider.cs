using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Community.Identity.Tests.ExternalLogin;

/// <summary>An OpenID Connect provider on its own port: discovery, keys, and any tokens that a test needs.</summary>
internal sealed class TestProvider : IAsyncDisposable
{
    public const string ClientId = "community-web";
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly WebApplication _app;
    private int _keyFetches;

    private TestProvider(WebApplication app) => _app = app;

    public string Issuer => _app.Urls.First();

    public int KeyFetches => _keyFetches;

    /// <summary>The id of the RSA key in the key set; a provider that rotates its key changes it.</summary>
    public string RsaKeyId { get; set; } = "rsa";

    /// <summary>The public key as PEM. An HS256 forger would use it as the secret.</summary>
    public byte[] PublicPem => Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem());

    public static async Task<TestProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new TestProvider(app);
        app.MapGet(
            "/.well-known/openid-configuration",
            () =>
                Results.Text(
                    JsonSerializer.Serialize(new { issuer = provider.Issuer, jwks_uri = $"{provider.Issuer}/keys" }),
                    "application/json"
                )
        );
        app.MapGet("/keys", () => Results.Text(provider.KeySet(), "application/json"));
        await app.StartAsync();
        return provider;
    }

    public JsonObject Claims(string subject, string? email = null, bool verified = true, DateTimeOffset? now = null)
    {
        var at = (now ?? TimeProvider.System.GetUtcNow()).ToUnixTimeSeconds();
        return new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = ClientId,
            ["sub"] = subject,
            ["email"] = email,
            ["email_verified"] = verified,
            ["name"] = "Amal Haddad",
            ["iat"] = at,
            ["exp"] = at + 3600,
            ["jti"] = RandomNumberGenerator.GetHexString(16),
        };
    }

    public string Sign(JsonObject claims, string algorithm = "RS256", string? kid = null, RSA? with = null)
    {
        var header = new JsonObject
        {
            ["alg"] = algorithm,
            ["typ"] = "JWT",
            ["kid"] = kid ?? (algorithm == "ES256" ? "ec" : RsaKeyId),
        };
        var signed = $"{Encode(header)}.{Encode(claims)}";
        var bytes = Encoding.ASCII.GetBytes(signed);
        var signature = algorithm switch
        {
            "RS256" => (with ?? _rsa).SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            "ES256" => _ec.SignData(bytes, HashAlgorithmName.SHA256),
            "HS256" => HMACSHA256.HashData(PublicPem, bytes),
            _ => [],
        };
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _rsa.Dispose();
        _ec.Dispose();
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private string KeySet()
    {
        Interlocked.Increment(ref _keyFetches);
        var rsa = _rsa.ExportParameters(false);
        var ec = _ec.ExportParameters(false);
        return JsonSerializer.Serialize(
            new
            {
                keys = new object[]
                {
                    new
                    {
                        kty = "RSA",
                        kid = RsaKeyId,
                        use = "sig",
                        alg = "RS256",
                        n = Base64Url.EncodeToString(rsa.Modulus),
                        e = Base64Url.EncodeToString(rsa.Exponent),
                    },
                    new
                    {
                        kty = "EC",
                        kid = "ec",
                        crv = "P-256",
                        x = Base64Url.EncodeToString(ec.Q.X),
                        y = Base64Url.EncodeToString(ec.Q.Y),
                    },
                    new
                    {
                        kty = "oct",
                        kid = "secret",
                        k = "c2VjcmV0",
                    },
                },
            }
        );
    }
}
