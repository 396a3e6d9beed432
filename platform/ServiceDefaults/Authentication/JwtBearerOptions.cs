using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Community.ServiceDefaults.Authentication;

/// <summary>What this service takes for a valid access token. Section <c>Authentication</c> of the configuration.</summary>
public sealed class JwtBearerOptions : AuthenticationSchemeOptions
{
    /// <summary>The only issuer (<c>iss</c>): the public URL of the gateway.</summary>
    public string Issuer { get; set; } = "http://127.0.0.1:8080";

    /// <summary>What must be among the audiences (<c>aud</c>).</summary>
    public string Audience { get; set; } = "community";

    /// <summary>How far the issuer's clock may differ, at <c>exp</c>, <c>nbf</c> and <c>iat</c>; 0 to 5 minutes.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest token that is looked at, in characters; 1,024 to 65,536.</summary>
    public int MaxTokenLength { get; set; } = 8 * 1024;

    /// <summary>Media types that the header may name (RFC 9068 section 4), compared without case.</summary>
    public IList<string> Types { get; } = [AccessToken.Type, $"application/{AccessToken.Type}"];

    /// <summary>
    /// Paths under which a token may also come as the query's <c>access_token</c>, because a browser can't send headers with a WebSocket.
    /// Nowhere else: addresses end up in logs and histories.
    /// </summary>
    public IList<PathString> QueryTokenPaths { get; } = ["/hubs"];

    /// <summary>How many validated tokens are remembered, at about 3 KB each; 16 or more.</summary>
    public int RememberedTokens { get; set; } = 10_000;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (string.IsNullOrWhiteSpace(Issuer) || string.IsNullOrWhiteSpace(Audience))
        {
            throw new InvalidOperationException("Authentication:Issuer and Authentication:Audience must not be empty");
        }

        if (ClockSkew < TimeSpan.Zero || ClockSkew > TimeSpan.FromMinutes(5)
            || MaxTokenLength is < 1024 or > 65536 || RememberedTokens < 16 || Types.Count == 0)
        {
            throw new InvalidOperationException("Authentication: ClockSkew, MaxTokenLength, RememberedTokens or Types out of range");
        }
    }
}
