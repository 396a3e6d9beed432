using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Identity.Passwords;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Identity.PasswordReset;

/// <summary>Setting a new password: by a mailed link, or by the present password.</summary>
internal static class PasswordEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var passwords = api.MapGroup("").WithTags("Passwords");
        passwords.MapPost("/auth/forgot-password", ForgetAsync).AllowAnonymous();
        passwords.MapPost("/auth/reset-password", ResetAsync).AllowAnonymous();
        passwords.MapPut("/users/me/password", ChangeAsync).RequireSignedIn();
    }

    /// <summary>Mails a link to set a new password, if the account exists.</summary>
    /// <remarks>
    /// The answer and its time are the same whether or not the account exists. An account that has only a phone number gets the link by
    /// text message.
    /// </remarks>
    private static async Task<Results<Accepted<ForgotPasswordAnswer>, BadRequestProblem>> ForgetAsync(
        ForgotPasswordRequest request,
        PasswordResetRequests requests,
        HttpContext http
    )
    {
        await requests.AddAsync(request.Name!, http.Connection.RemoteIpAddress);
        return TypedResults.Accepted((string?)null, ForgotPasswordAnswer.Always);
    }

    /// <summary>Sets a new password by the token of a mailed link.</summary>
    /// <remarks>
    /// The link works once, within 30 minutes. All sessions end. The link in a notice about a login from a new place works for 7 days; the
    /// one in a notice about a change of the mail address or phone number also takes that change back.
    /// </remarks>
    private static Task<Results<NoContent, BadRequestProblem, ConflictProblem>> ResetAsync(
        ResetPasswordRequest request,
        PasswordChange change
    ) => change.ResetAsync(request.Token, request.Password);

    /// <summary>Sets a new password by the present one.</summary>
    /// <remarks>All other sessions end.</remarks>
    private static Task<
        Results<NoContent, BadRequestProblem, ForbiddenProblem, ConflictProblem, TooManyRequestsProblem, UnauthorizedProblem>
    > ChangeAsync(ChangePasswordRequest request, ClaimsPrincipal caller, PasswordChange change) =>
        change.ChangeAsync(caller.UserId(), caller.SessionId(), request.CurrentPassword, request.NewPassword);
}

/// <param name="Identifier">Username, mail address or phone number.</param>
/// <param name="Email">The same as <c>identifier</c>, under another name.</param>
internal sealed record ForgotPasswordRequest([StringLength(400)] string? Identifier = null, [StringLength(400)] string? Email = null)
    : IHasExample<ForgotPasswordRequest>,
        IHasRules<ForgotPasswordRequest>
{
    public static ForgotPasswordRequest Example => new("amal@example.org");

    public static RequestRules<ForgotPasswordRequest> Rules { get; } =
        new RequestRules<ForgotPasswordRequest>().Add(
            nameof(Identifier),
            request => request.Name is { Length: > 0 } ? null : Fault.Required,
            nameof(Email)
        );

    internal string? Name => Identifier ?? Email;
}

/// <param name="Message">A sentence for people.</param>
internal sealed record ForgotPasswordAnswer(string Message) : IHasExample<ForgotPasswordAnswer>
{
    public static ForgotPasswordAnswer Example => Always;

    public static ForgotPasswordAnswer Always { get; } = new("If there is such an account, a link to set a new password is on its way.");
}

/// <param name="Token">The token of the link.</param>
/// <param name="Password">The new password: 10 to 128 characters; the commonest are refused.</param>
internal sealed record ResetPasswordRequest([StringLength(200)] string Token, [StringLength(1000), NewPassword] string Password)
    : IHasExample<ResetPasswordRequest>
{
    public static ResetPasswordRequest Example => new("pXx9dVv3m1QbJ0m6o2yWq8tZr4cN7uKfHsLgEaTiYkM", "four loud red kites");
}

/// <param name="CurrentPassword">The present password.</param>
/// <param name="NewPassword">The new one: 10 to 128 characters; the commonest are refused.</param>
internal sealed record ChangePasswordRequest(
    [StringLength(1000)] string CurrentPassword,
    [StringLength(1000), NewPassword] string NewPassword
) : IHasExample<ChangePasswordRequest>
{
    public static ChangePasswordRequest Example => new("three quiet green boats", "four loud red kites");
}
