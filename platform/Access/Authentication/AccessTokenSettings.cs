using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;
using Microsoft.IdentityModel.Tokens;

namespace Community.Platform.Access.Authentication;

/// <summary>The rules by which this service validates access tokens.</summary>
[Settings("Authentication")]
public sealed class AccessTokenSettings : IValidatableObject
{
    /// <summary>The only issuer (<c>iss</c>): the public URL of the gateway.</summary>
    public string Issuer { get; set; } = "http://127.0.0.1:8080";

    /// <summary>The audience that <c>aud</c> must contain.</summary>
    public string Audience { get; set; } = "community";

    /// <summary>How far the issuer's clock may differ, at <c>exp</c>, <c>nbf</c> and <c>iat</c>; 0 to 5 minutes.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest token that is read, in characters; 1,024 to 65,536.</summary>
    [Range(1024, 65536)]
    public int MaxTokenLength { get; set; } = 8 * 1024;

    /// <summary>
    /// Media types that the header may name (RFC 9068 section 4), compared without case. Configured types are added to these.
    /// </summary>
    public IReadOnlyList<string> Types { get; set; } = [AccessToken.Type, $"application/{AccessToken.Type}"];

    /// <summary>
    /// Paths under which a token may also come as the query's <c>access_token</c>, because a browser can't send headers with a WebSocket.
    /// On other paths it may not, because addresses end up in logs and histories. Configured paths are added to these.
    /// </summary>
    public IReadOnlyList<string> QueryTokenPaths { get; set; } = ["/hubs"];

    /// <summary>How many validated tokens are remembered, at about 3 KB each; 16 or more.</summary>
    [Range(16, int.MaxValue)]
    public int RememberedTokens { get; set; } = 10_000;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrWhiteSpace(Issuer) || string.IsNullOrWhiteSpace(Audience))
        {
            yield return new("Authentication:Issuer and Authentication:Audience must not be empty.");
        }

        if (ClockSkew < TimeSpan.Zero || ClockSkew > TimeSpan.FromMinutes(5))
        {
            yield return new($"Authentication:ClockSkew is {ClockSkew} and must be 00:00:00 to 00:05:00.");
        }

        if (!QueryTokenPaths.All(path => path.StartsWith('/')))
        {
            yield return new("Authentication:QueryTokenPaths: each must begin with a slash.");
        }
    }

    /// <summary>
    /// The same rules for the package: one algorithm, one issuer, one audience, one key by its exact id; a signature and an expiry are
    /// required.
    /// </summary>
    internal TokenValidationParameters ToParameters() =>
        new()
        {
            ValidAlgorithms = [AccessToken.Algorithm],
            RequireSignedTokens = true,
            ValidateIssuerSigningKey = true,
            TryAllIssuerSigningKeys = false,
            TypeValidator = (type, _, _) =>
                Types.Contains(type, StringComparer.OrdinalIgnoreCase) ? type : throw new SecurityTokenInvalidTypeException(),
            ValidIssuer = Issuer,
            ValidAudience = Audience,
            // A name with a trailing slash is another name.
            IgnoreTrailingSlashWhenValidatingAudience = false,
            RequireExpirationTime = true,
            // Times are compared by our own clock; the package has only the machine's.
            ValidateLifetime = false,
        };
}
