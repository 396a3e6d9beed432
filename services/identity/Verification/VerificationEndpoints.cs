using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Identity.Contacts;
using Community.Identity.Data;
using Community.Identity.OneTimeTokens;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Identity.Verification;

/// <summary>Verifying a mail address by a link and a phone number by a code.</summary>
internal static class VerificationEndpoints
{
    private const int MaxSentADay = 10;
    private static readonly TimeSpan BetweenSending = TimeSpan.FromMinutes(1);

    public static void Map(IEndpointRouteBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("Verification");
        auth.MapPost("/verify-email", VerifyEmailAsync).AllowAnonymous();
        auth.MapPost("/verify-phone", VerifyPhoneAsync).RequireSignedIn();
        auth.MapPost("/resend-verification", ResendAsync).RequireSignedIn();
        api.MapContacts();
    }

    /// <summary>Verifies a mail address by the token of the mailed link.</summary>
    /// <remarks>If it is the address of a change (<c>POST /users/me/email</c>), it becomes the account's.</remarks>
    private static Task<Results<NoContent, BadRequestProblem, ConflictProblem>> VerifyEmailAsync(
        VerifyEmailRequest request,
        IdentityDb db,
        OneTimeTokenStore tokens,
        AddressVerification verification,
        ContactChanges changes
    ) =>
        db.InTransactionAsync<Results<NoContent, BadRequestProblem, ConflictProblem>>(async () =>
            await ProveMailAsync(request.Token, db, tokens, verification) || await ChangeMailAsync(request.Token, db, tokens, changes)
                ? TypedResults.NoContent()
                : Problem.BadRequest("This link is unknown, used or expired. Ask for a new one.", "invalid_token")
        );

    private static async Task<bool> ProveMailAsync(string token, IdentityDb db, OneTimeTokenStore tokens, AddressVerification verification)
    {
        if (
            await tokens.FindOwnerAsync(token, Purposes.VerifyEmail) is not { } owner
            || await db.LockUserAsync(owner) is not { } user
            || await tokens.RedeemLinkAsync(user, token, Purposes.VerifyEmail) is not { Target: var email }
            || !verification.Prove(user, AddressVerification.Email, email)
        )
        {
            return false;
        }

        await db.SaveChangesAsync();
        return true;
    }

    private static async Task<bool> ChangeMailAsync(string token, IdentityDb db, OneTimeTokenStore tokens, ContactChanges changes) =>
        await tokens.FindOwnerAsync(token, Purposes.ChangeEmail) is { } owner
        && await db.LockUserAsync(owner) is { } user
        && await tokens.RedeemLinkAsync(user, token, Purposes.ChangeEmail) is { Target: var email }
        && await changes.ConfirmAsync(user, AddressVerification.Email, email);

    /// <summary>Verifies the caller's phone number by the texted code.</summary>
    /// <remarks>
    /// After five wrong codes a new one has to be requested. If it is the number of a change (<c>POST /users/me/phone</c>), it becomes the
    /// account's.
    /// </remarks>
    private static Task<Results<NoContent, BadRequestProblem, ConflictProblem>> VerifyPhoneAsync(
        VerifyPhoneRequest request,
        ClaimsPrincipal caller,
        IdentityDb db,
        OneTimeTokenStore tokens,
        AddressVerification verification,
        ContactChanges changes
    ) =>
        db.InTransactionAsync<Results<NoContent, BadRequestProblem, ConflictProblem>>(async () =>
        {
            var user = await db.LockCallerAsync(caller.UserId(), caller.SessionId());
            var change = await tokens.RedeemCodeAsync(user, request.Code, Purposes.ChangePhone);
            if (change.Target is not null)
            {
                return await changes.ConfirmAsync(user, AddressVerification.Phone, change.Target)
                    ? TypedResults.NoContent()
                    : WrongCode(attemptsLeft: 0);
            }

            var result = await tokens.RedeemCodeAsync(user, request.Code, Purposes.VerifyPhone);
            var proved = result.Target is not null && verification.Prove(user, AddressVerification.Phone, result.Target);
            await db.SaveChangesAsync();
            return proved ? TypedResults.NoContent() : WrongCode(Math.Max(change.AttemptsLeft, result.AttemptsLeft));
        });

    /// <summary>Sends the link or code again; the previous one becomes void.</summary>
    /// <remarks>Once a minute and ten times a day for each channel.</remarks>
    private static Task<Results<Accepted, ConflictProblem, TooManyRequestsProblem>> ResendAsync(
        ResendRequest request,
        ClaimsPrincipal caller,
        IdentityDb db,
        OneTimeTokenStore tokens,
        AddressVerification verification,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<Accepted, ConflictProblem, TooManyRequestsProblem>>(async () =>
        {
            var user = await db.LockUserAsync(caller.UserId());
            var isEmail = request.Channel == Channel.Email;
            if ((isEmail ? user?.Email : user?.Phone) is not { } address)
            {
                var kind = isEmail ? "mail address" : "phone number";
                return Problem.Conflict($"The account has no {kind}. Add one first.", "no_address");
            }

            if ((isEmail ? user!.EmailVerifiedAt : user!.PhoneVerifiedAt) is not null)
            {
                return Problem.Conflict("This is already verified.", "already_verified");
            }

            var sent = await tokens.SentWithinADayAsync(user.Id, isEmail ? Purposes.VerifyEmail : Purposes.VerifyPhone);
            if (WaitAfter(sent, clock.GetUtcNow()) is { } wait)
            {
                return Problem.TooManyRequests(wait, "It was sent a moment ago, or too often today. Wait as long as Retry-After says.");
            }

            await (isEmail ? verification.SendMailAsync(user, address) : verification.SendTextAsync(user, address));
            await db.SaveChangesAsync();
            return TypedResults.Accepted((string?)null);
        });

    private static TimeSpan? WaitAfter(List<DateTimeOffset> sent, DateTimeOffset now)
    {
        var next = sent switch
        {
            [] => now,
            { Count: >= MaxSentADay } => sent[MaxSentADay - 1] + TimeSpan.FromDays(1),
            [var last, ..] => last + BetweenSending,
        };
        return next > now ? next - now : null;
    }

    private static BadRequestProblem WrongCode(int attemptsLeft) =>
        attemptsLeft > 0
            ? Problem
                .BadRequest("The code is wrong. Check it, or ask for a new one with POST /auth/resend-verification.", "invalid_code")
                .With("attempts_left", attemptsLeft)
            : Problem.BadRequest(
                "The code has expired, was used, or was entered wrongly too often. POST /auth/resend-verification sends a new one.",
                "no_code"
            );
}

/// <param name="Token">The token of the link.</param>
internal sealed record VerifyEmailRequest([StringLength(200)] string Token) : IHasExample<VerifyEmailRequest>
{
    public static VerifyEmailRequest Example => new("pXx9dVv3m1QbJ0m6o2yWq8tZr4cN7uKfHsLgEaTiYkM");
}

/// <param name="Code">Six digits.</param>
internal sealed record VerifyPhoneRequest([Pattern("^[0-9]{6}$", FaultCode.InvalidDigits, "must be six digits")] string Code)
    : IHasExample<VerifyPhoneRequest>
{
    public static VerifyPhoneRequest Example => new("482913");
}

/// <param name="Channel">The channel to verify.</param>
internal sealed record ResendRequest(Channel Channel) : IHasExample<ResendRequest>
{
    public static ResendRequest Example => new(Channel.Email);
}

/// <summary>A channel to reach a user.</summary>
internal enum Channel
{
    Email,
    Phone,
}
