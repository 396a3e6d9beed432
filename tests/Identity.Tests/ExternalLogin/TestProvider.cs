using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Community.Identity.Tests.ExternalLogin;

/// <summary>
/// An OpenID Connect provider on its own port: discovery, keys, any tokens that a test needs, and codes for them, whose exchange is as
/// strict as that of a real provider.
/// </summary>
internal sealed class TestProvider : IAsyncDisposable
{
    public const string ClientId = "community-web";
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (JsonObject Claims, string Challenge, string RedirectUri)> _codes = new(
        StringComparer.Ordinal
    );
    private int _keyFetches;

    private TestProvider(WebApplication app) => _app = app;

    public string Issuer => _app.Urls.First();

    public int KeyFetches => _keyFetches;

    /// <summary>The id of the RSA key in the key set; a provider that rotates its key changes it.</summary>
    public string RsaKeyId { get; set; } = "rsa";

    /// <summary>The secret that the provider asks for; null: the client is public.</summary>
    public string? Secret { get; set; }

    /// <summary>How it takes the secret: <c>client_secret_basic</c> or <c>client_secret_post</c>.</summary>
    public string SecretMethod { get; set; } = "client_secret_basic";

    /// <summary>Takes the place of the next exchanges of a code.</summary>
    public Func<IResult>? TokenAnswer { get; set; }

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
                    JsonSerializer.Serialize(
                        new
                        {
                            issuer = provider.Issuer,
                            jwks_uri = $"{provider.Issuer}/keys",
                            authorization_endpoint = $"{provider.Issuer}/authorize?tenant=one",
                            token_endpoint = $"{provider.Issuer}/token",
                            token_endpoint_auth_methods_supported = new[] { provider.SecretMethod },
                        }
                    ),
                    "application/json"
                )
        );
        app.MapGet("/keys", () => Results.Text(provider.KeySet(), "application/json"));
        app.MapPost(
            "/token",
            async (HttpRequest request) =>
                provider.TokenAnswer?.Invoke() ?? provider.Exchange(await request.ReadFormAsync(), request.Headers.Authorization)
        );
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

    /// <summary>Signs a user in at the provider's page.</summary>
    /// <param name="url">The page, with the client's parameters.</param>
    /// <param name="claims">Those of the id_token; the nonce is that of the page, unless they have one.</param>
    /// <returns>The code with which the browser is led back.</returns>
    public string Grant(Uri url, JsonObject claims)
    {
        var asked = QueryHelpers.ParseQuery(url.Query);
        url.GetLeftPart(UriPartial.Path).ShouldBe($"{Issuer}/authorize");
        asked["tenant"].ToString().ShouldBe("one", "the query of the provider's own address stays");
        asked["client_id"].ToString().ShouldBe(ClientId);
        asked["response_type"].ToString().ShouldBe("code");
        asked["scope"].ToString().ShouldBe("openid email profile");
        asked["code_challenge_method"].ToString().ShouldBe("S256");
        asked["state"].ToString().Length.ShouldBe(43);
        var granted = claims.DeepClone().AsObject();
        granted.TryAdd("nonce", asked["nonce"].ToString());
        var code = RandomNumberGenerator.GetHexString(32);
        _codes[code] = (granted, asked["code_challenge"].ToString(), asked["redirect_uri"].ToString());
        return code;
    }

    private IResult Exchange(IFormCollection form, string? authorization)
    {
        var byHeader = Secret is null ? null : $"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes($"{ClientId}:{Secret}"))}";
        var isKnown =
            form["client_id"] == ClientId
            && (
                SecretMethod == "client_secret_post"
                    ? form["client_secret"].ToString() == (Secret ?? "") && authorization is null
                    : authorization == byHeader && !form.ContainsKey("client_secret")
            );
        if (!isKnown)
        {
            return Results.Json(new { error = "invalid_client" }, statusCode: 401);
        }

        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        return
            form["grant_type"] == "authorization_code"
            && _codes.TryRemove(form["code"].ToString(), out var granted)
            && granted.Challenge == challenge
            && granted.RedirectUri == form["redirect_uri"]
            ? Results.Json(
                new
                {
                    token_type = "Bearer",
                    access_token = "not used",
                    id_token = Sign(granted.Claims),
                }
            )
            : Results.Json(new { error = "invalid_grant" }, statusCode: 400);
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
