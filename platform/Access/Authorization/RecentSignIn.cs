using System.Security.Claims;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Platform.Access.Authorization;

/// <summary>
/// Actions that a stolen session must not do need a recent proof of identity: a login, or POST /auth/reauthenticate, within
/// <see cref="Window"/>. The time is in the access token (<c>auth_time</c>), so every service can ask for it.
/// </summary>
public static class RecentSignIn
{
    /// <summary>How long a proof counts: ten minutes.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>Whether the caller has proved their identity recently.</summary>
    public static bool HasSignedInRecently(this ClaimsPrincipal caller, DateTimeOffset now) => caller.AuthenticatedAt() > now - Window;

    /// <summary>403 <c>reauthentication_required</c>, in the same words everywhere.</summary>
    public static ForbiddenProblem Problem() =>
        Http.Problems.Problem.Forbidden(
            "Prove first that it is you: POST /auth/reauthenticate with your password, a code of your authenticator app or a passkey, and repeat this with the new access token within ten minutes. Without any of them, log in again.",
            "reauthentication_required"
        );

    /// <summary>Needs a recent proof of the caller's identity; without one, the answer is 403 <c>reauthentication_required</c>.</summary>
    public static RouteHandlerBuilder RequireRecentSignIn(this RouteHandlerBuilder endpoint) =>
        endpoint
            .WithMetadata(new RecentSignInAttribute())
            .AddEndpointFilter(
                static (context, next) =>
                {
                    var clock = context.HttpContext.RequestServices.GetRequiredService<TimeProvider>();
                    return context.HttpContext.User.HasSignedInRecently(clock.GetUtcNow())
                        ? next(context)
                        : ValueTask.FromResult<object?>(Problem());
                }
            );
}

/// <summary>Marks an endpoint that needs a recent proof of identity.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RecentSignInAttribute : Attribute;
