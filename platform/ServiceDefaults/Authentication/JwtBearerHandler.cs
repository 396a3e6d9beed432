using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Community.ServiceDefaults.Authentication;

/// <summary>
/// Authenticates by an access token in the <c>Authorization</c> header (RFC 6750 section 2.1), and under the hubs' paths also in the
/// query. Challenges with 401, or with 503 while nobody can tell whether the token is good; forbids with 403; all as problem+json.
/// </summary>
internal sealed class JwtBearerHandler(
    IOptionsMonitor<JwtBearerOptions> options, ILoggerFactory logger, UrlEncoder encoder, AccessTokenValidator validator)
    : AuthenticationHandler<JwtBearerOptions>(options, logger, encoder)
{
    private const string Prefix = Schemes.Bearer + " ";
    private const string RetryAfterSeconds = "1";
    private AccessTokenVerdict? _verdict;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!TryReadToken(out var token, out var malformed))
        {
            return AuthenticateResult.NoResult();
        }

        var verdict = malformed is null
            ? await validator.ValidateAsync(token, Context.RequestAborted)
            : AccessTokenVerdict.Refused(malformed);
        _verdict = verdict;
        return verdict.Token?.Result ?? AuthenticateResult.Fail(verdict.Reason ?? "the verdict on the token is not known yet");
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // The verdict is that of this request's one authentication: the handler lives as long as the request.
        await HandleAuthenticateOnceSafeAsync();
        switch (_verdict)
        {
            case { IsUnknown: true }:
                Response.Headers.RetryAfter = RetryAfterSeconds;
                await Context.WriteProblemAsync(StatusCodes.Status503ServiceUnavailable, "Sign-in cannot be checked at the moment. Try again shortly.");
                break;
            case { Reason: { } reason }:
                // RFC 6750 section 3: quoted, so only from our own fixed sentences.
                Response.Headers.Append(HeaderNames.WWWAuthenticate, $"Bearer error=\"invalid_token\", error_description=\"{reason}\"");
                await Context.WriteProblemAsync(StatusCodes.Status401Unauthorized, $"The access token was refused: {reason}.");
                break;
            default:
                Response.Headers.Append(HeaderNames.WWWAuthenticate, Schemes.Bearer);
                await Context.WriteProblemAsync(StatusCodes.Status401Unauthorized, "An access token is needed.");
                break;
        }
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Context.WriteProblemAsync(StatusCodes.Status403Forbidden, "You are not allowed to do this.");

    /// <summary>False when no token is presented at all; <paramref name="malformed"/> when something was that can't be one.</summary>
    private bool TryReadToken(out ReadOnlyMemory<char> token, out string? malformed)
    {
        var header = Request.Headers.Authorization;
        var query = QueryToken();
        (token, malformed) = (default, null);
        if (header.Count > 1 || query.Count > 1)
        {
            malformed = "credentials were sent more than once";
            return true;
        }

        var credentials = header.Count == 1 ? header[0] : null;
        var isBearer = credentials is not null && credentials.StartsWith(Schemes.Bearer, StringComparison.OrdinalIgnoreCase)
            && (credentials.Length == Schemes.Bearer.Length || credentials[Schemes.Bearer.Length] == ' ');
        if (query.Count == 1)
        {
            token = query[0].AsMemory();
            malformed = credentials is not null ? "credentials were sent more than once" : null;
            return true;
        }

        if (isBearer)
        {
            token = credentials!.Length > Prefix.Length ? credentials.AsMemory(Prefix.Length) : default;
        }

        return isBearer;
    }

    private StringValues QueryToken()
    {
        foreach (var path in Options.QueryTokenPaths)
        {
            if (Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase))
            {
                return Request.Query["access_token"];
            }
        }

        return StringValues.Empty;
    }
}
