using System.Runtime.ExceptionServices;
using Community.Platform.Access.Authorization;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Community.Platform.Access.Authentication;

/// <summary>
/// The additions of our scheme to the framework's handler: the places where a token may be sent (<see cref="PresentedToken"/>), and answers
/// as problem+json. It challenges with 401, or with 503 while the token cannot be checked, and forbids with 403.
/// </summary>
internal sealed class AccessTokenEvents(AccessTokenSettings settings) : JwtBearerEvents
{
    private const string RetryAfterSeconds = "1";

    public override Task MessageReceived(MessageReceivedContext context)
    {
        switch (PresentedToken.Of(context.Request, settings.QueryTokenPaths))
        {
            case null:
                context.NoResult();
                break;
            case { Fault: { } fault }:
                context.Fail(new RefusedTokenException(fault));
                break;
            case { Text.IsEmpty: true }:
                context.Fail(new RefusedTokenException("the token is malformed"));
                break;
            case { } presented:
                context.Token = presented.Text.ToString();
                break;
        }

        return Task.CompletedTask;
    }

    public override Task TokenValidated(TokenValidatedContext context)
    {
        // The principal that all requests with the token share, instead of a new one around the same identity.
        context.Principal = ((ValidatedToken)context.SecurityToken).Result.Principal;
        return Task.CompletedTask;
    }

    public override Task Challenge(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        var response = context.Response;
        switch (context.AuthenticateFailure)
        {
            case null:
                response.Headers.Append(HeaderNames.WWWAuthenticate, Schemes.Bearer);
                return context.HttpContext.WriteProblemAsync(StatusCodes.Status401Unauthorized, "An access token is needed.");
            case RefusedTokenException { Message: var reason }:
                // RFC 6750 section 3: quoted, so only from our own fixed sentences.
                response.Headers.Append(HeaderNames.WWWAuthenticate, $"Bearer error=\"invalid_token\", error_description=\"{reason}\"");
                return context.HttpContext.WriteProblemAsync(StatusCodes.Status401Unauthorized, $"The access token was refused: {reason}.");
            case UnknownTokenException:
                response.Headers.RetryAfter = RetryAfterSeconds;
                return context.HttpContext.WriteProblemAsync(
                    StatusCodes.Status503ServiceUnavailable,
                    "Sign-in cannot be checked at the moment. Try again shortly."
                );
            case { } fault:
                // The token was not judged, because something failed (such as the database of the keys): answered as any failure.
                ExceptionDispatchInfo.Throw(fault);
                return Task.CompletedTask;
        }
    }

    public override Task Forbidden(ForbiddenContext context) =>
        context.HttpContext.WriteProblemAsync(StatusCodes.Status403Forbidden, ForbiddenHelp.For(context.HttpContext));
}
