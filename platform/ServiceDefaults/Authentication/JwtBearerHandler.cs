using Community.ServiceDefaults.Authorization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Community.ServiceDefaults.Authentication;

/// <summary>
/// Authenticates by the request's access token (<see cref="PresentedToken"/>). Challenges with 401, or with 503 while nobody can tell whether the token is good; forbids with 403; all as problem+json.
/// </summary>
internal sealed class JwtBearerHandler(
    IOptionsMonitor<JwtBearerOptions> options, ILoggerFactory logger, UrlEncoder encoder, AccessTokenValidator validator)
    : AuthenticationHandler<JwtBearerOptions>(options, logger, encoder)
{
    private const string RetryAfterSeconds = "1";
    private AccessTokenVerdict? _verdict;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (PresentedToken.Of(Request, Options.QueryTokenPaths) is not { } presented)
        {
            return AuthenticateResult.NoResult();
        }

        var verdict = Context.Features.Get<RefusedToken>() is { } refused ? refused.Verdict
            : presented.Fault is { } fault ? AccessTokenVerdict.Refused(fault)
            : await validator.ValidateAsync(presented.Text, Context.RequestAborted);
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
        Context.WriteProblemAsync(StatusCodes.Status403Forbidden, ForbiddenHelp.For(Context));
}
