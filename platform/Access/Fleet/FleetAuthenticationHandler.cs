using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Community.Platform.Access.Authentication;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Community.Platform.Access.Fleet;

/// <summary>
/// Authenticates another service by <c>Authorization: Fleet &lt;key&gt;</c>. Such a caller is not a user and has no role.
/// </summary>
internal sealed class FleetAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    IOptions<FleetOptions> fleet
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Prefix = Schemes.Fleet + " ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    private AuthenticateResult Authenticate()
    {
        var header = Request.Headers.Authorization;
        if (header.Count != 1 || header[0] is not { } credentials || !credentials.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        if (!IsKey(credentials.AsSpan(Prefix.Length), fleet.Value.Key))
        {
            return AuthenticateResult.Fail("the fleet credential is wrong");
        }

        var identity = new ClaimsIdentity(Schemes.Fleet);
        return AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Schemes.Fleet));
    }

    /// <summary>Compares digests, in constant time, so that neither the key's content nor its length shows in the time.</summary>
    internal static bool IsKey(ReadOnlySpan<char> presented, string key)
    {
        Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(presented.ToArray()), actual);
        SHA256.HashData(Encoding.UTF8.GetBytes(key), expected);
        return CryptographicOperations.FixedTimeEquals(actual, expected);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.Append(HeaderNames.WWWAuthenticate, Schemes.Fleet);
        return Context.WriteProblemAsync(StatusCodes.Status401Unauthorized, "The fleet's own credential is needed.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Context.WriteProblemAsync(StatusCodes.Status403Forbidden, "You are not allowed to do this.");
}
