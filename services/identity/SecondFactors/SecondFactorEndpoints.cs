using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Identity.Data;
using Community.Identity.Login;
using Community.Identity.Sessions;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.SecondFactors;

/// <summary>The second factor of a login: codes of an authenticator app, and recovery codes.</summary>
internal static class SecondFactorEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/auth/login/second-factor", LoginAsync)
            .WithName("second_factor_feature_login")
            .WithTags("Login")
            .AllowAnonymous()
            .WithSessionMode();
        var mine = api.MapGroup("/users/me/second-factor").WithTags("Second factor").RequireSignedIn();
        mine.MapGet("", ShowAsync).WithName("second_factor_feature_show").NotStored("shows how the account is protected");
        mine.MapPost("", BeginAsync).WithName("second_factor_feature_begin").RequireRecentSignIn();
        mine.MapPost("/confirm", ConfirmAsync).WithName("second_factor_feature_confirm").RequireRecentSignIn();
        mine.MapPost("/recovery-codes", RenewRecoveryCodesAsync)
            .WithName("second_factor_feature_renew_recovery_codes")
            .RequireRecentSignIn();
        mine.MapDelete("", RemoveAsync).WithName("second_factor_feature_remove").RequireRecentSignIn();
    }

    /// <summary>Finishes a login with the code of an authenticator app, or with a recovery code.</summary>
    /// <remarks>
    /// The challenge is in the 401 <c>second_factor_required</c> of the login. It is good for five codes within five minutes. Each code is
    /// accepted once.
    /// </remarks>
    private static async Task<
        Results<Ok<SessionTokens>, UnauthorizedProblem, ForbiddenProblem, TooManyRequestsProblem, ServiceUnavailableProblem>
    > LoginAsync(SecondFactorRequest request, LoginChallenges challenges, SecondFactorCheck codes, SignInCompletion completion)
    {
        if (await challenges.CountAttemptAsync(request.Challenge) is not { } user)
        {
            return NoChallenge();
        }

        var verdict = await codes.CheckAsync(user, request.Code);
        if (verdict.TooMany is { } tooMany)
        {
            return tooMany;
        }

        if (!verdict.IsRight)
        {
            return Problem.Unauthorized("The code is wrong, or was used before. Wait for the next one.", "wrong_code");
        }

        return await challenges.UseUpAsync(request.Challenge)
            ? TypedResults.Ok(await completion.CompleteAsync(user, Proof.SecondFactor, request.DeviceToken))
            : NoChallenge();
    }

    /// <summary>Shows the caller's second factor.</summary>
    private static async Task<Results<Ok<SecondFactorView>, UnauthorizedProblem>> ShowAsync(
        ClaimsPrincipal caller,
        IdentityDb db,
        StaffRoles staff
    )
    {
        var userId = caller.UserId();
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == userId && user.ErasedAt == null) is not { } user)
        {
            return Problem.Unauthorized("This account was deleted. Log in with another account.");
        }

        var left = await db.RecoveryCodes.CountAsync(code => code.UserId == userId && code.UsedAt == null);
        return TypedResults.Ok(new SecondFactorView(user.SecondFactorSince, left, staff.NeedSecondFactor(user.Roles)));
    }

    /// <summary>Begins to set up an authenticator app, and gives the secret for it.</summary>
    /// <remarks>
    /// Show <c>uri</c> as a QR code. It counts for nothing until POST /users/me/second-factor/confirm gets the app's first code, within an
    /// hour. A repeat gives another secret, and the former one becomes void. It needs a login or a new proof within ten minutes.
    /// </remarks>
    private static async Task<Results<Ok<AuthenticatorSecret>, UnauthorizedProblem, ForbiddenProblem, ConflictProblem>> BeginAsync(
        ClaimsPrincipal caller,
        SecondFactorSetup setup
    )
    {
        var (user, secret) = await setup.BeginAsync(caller.UserId(), caller.SessionId());
        return TypedResults.Ok(AuthenticatorSecret.Of(user.Username, secret));
    }

    /// <summary>Turns the second factor on by the app's first code, and gives the recovery codes.</summary>
    /// <remarks>
    /// The recovery codes are shown only here. From now on a login with the password, or through an identity provider, also needs a code.
    /// The next refresh of this session gives the rights of a moderator or an administrator.
    /// </remarks>
    private static async Task<
        Results<Ok<RecoveryCodes>, BadRequestProblem, UnauthorizedProblem, ForbiddenProblem, ConflictProblem>
    > ConfirmAsync(ConfirmFactorRequest request, ClaimsPrincipal caller, SecondFactorSetup setup) =>
        await setup.ConfirmAsync(caller.UserId(), caller.SessionId(), request.Code) is { } codes
            ? TypedResults.Ok(new RecoveryCodes(codes))
            : Problem.BadRequest(
                "The code is wrong. Check that the clock of the device is right, and send the present code.",
                "invalid_code"
            );

    /// <summary>Makes new recovery codes; the older ones become void.</summary>
    private static async Task<Results<Ok<RecoveryCodes>, UnauthorizedProblem, ForbiddenProblem, ConflictProblem>> RenewRecoveryCodesAsync(
        ClaimsPrincipal caller,
        SecondFactorSetup setup
    ) => TypedResults.Ok(new RecoveryCodes(await setup.RenewRecoveryCodesAsync(caller.UserId(), caller.SessionId())));

    /// <summary>Removes the second factor and the recovery codes. If there is none, nothing changes.</summary>
    /// <remarks>A moderator or an administrator has no rights as such until there is a second factor again.</remarks>
    private static async Task<Results<NoContent, UnauthorizedProblem, ForbiddenProblem>> RemoveAsync(
        ClaimsPrincipal caller,
        SecondFactorSetup setup
    )
    {
        await setup.RemoveAsync(caller.UserId(), caller.SessionId());
        return TypedResults.NoContent();
    }

    private static UnauthorizedProblem NoChallenge() =>
        Problem.Unauthorized("This login has expired, or had too many wrong codes. Log in again.", "invalid_challenge");
}

/// <param name="Challenge">The challenge of the login.</param>
/// <param name="Code">Six digits of the app, or a recovery code.</param>
/// <param name="DeviceToken">The <c>device_token</c> of an earlier login on this device, if the device still has it.</param>
internal sealed record SecondFactorRequest(
    [StringLength(100)] string Challenge,
    [StringLength(50)] string Code,
    [StringLength(100)] string? DeviceToken = null
) : IHasExample<SecondFactorRequest>
{
    public static SecondFactorRequest Example => new("pXx9dVv3m1QbJ0m6o2yWq8tZr4cN7uKfHsLgEaTiYkM", "482913");
}

/// <param name="Since">Since when logins need it; null: they do not.</param>
/// <param name="RecoveryCodesLeft">How many recovery codes are not used yet.</param>
/// <param name="IsRequired">Whether the account's roles need one.</param>
internal sealed record SecondFactorView(DateTimeOffset? Since, int RecoveryCodesLeft, bool IsRequired) : IHasExample<SecondFactorView>
{
    public static SecondFactorView Example => new(new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero), 9, IsRequired: false);
}

/// <param name="Secret">For apps into which it is typed, in base32.</param>
/// <param name="Uri">For a QR code.</param>
internal sealed record AuthenticatorSecret(string Secret, string Uri) : IHasExample<AuthenticatorSecret>
{
    public static AuthenticatorSecret Example => Of("amal", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");

    public static AuthenticatorSecret Of(string username, string secret) =>
        new(
            secret,
            $"otpauth://totp/Community:{System.Uri.EscapeDataString(username)}?secret={secret}&issuer=Community&algorithm=SHA1&digits=6&period=30"
        );
}

/// <param name="Code">The six digits that the app shows.</param>
internal sealed record ConfirmFactorRequest([Pattern("^[0-9]{6}$", FaultCode.InvalidDigits, "must be six digits")] string Code)
    : IHasExample<ConfirmFactorRequest>
{
    public static ConfirmFactorRequest Example => new("482913");
}

/// <param name="Codes">Ten codes; each is good for one login. They are shown only once.</param>
internal sealed record RecoveryCodes(IReadOnlyList<string> Codes) : IHasExample<RecoveryCodes>
{
    public static RecoveryCodes Example => new(["k3m9-x2pq-7rtw", "h5n8-c4vd-9szy"]);
}
