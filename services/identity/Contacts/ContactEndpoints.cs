using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Identity.Data;
using Community.Identity.Login;
using Community.Identity.Users;
using Community.Identity.Verification;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Contacts;

/// <summary>The caller's mail address and phone number, and changes of them.</summary>
internal static class ContactEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var me = api.MapGroup("/users/me").WithTags("Mail address and phone").RequireSignedIn();
        me.MapGet("/email", ShowEmailAsync).WithName("contacts_feature_show_email").NotStored("shows a mail address");
        me.MapPost("/email", ChangeEmailAsync).WithName("contacts_feature_change_email");
        me.MapDelete("/email/pending", WithdrawEmailAsync).WithName("contacts_feature_withdraw_email");
        me.MapGet("/phone", ShowPhoneAsync).WithName("contacts_feature_show_phone").NotStored("shows a phone number");
        me.MapPost("/phone", ChangePhoneAsync).WithName("contacts_feature_change_phone");
        me.MapDelete("/phone/pending", WithdrawPhoneAsync).WithName("contacts_feature_withdraw_phone");
    }

    /// <summary>Shows the caller's mail address and its pending change.</summary>
    private static async Task<Results<Ok<ContactView>, UnauthorizedProblem>> ShowEmailAsync(
        ClaimsPrincipal caller,
        IdentityDb db,
        ContactChanges changes
    ) => await ShowAsync(caller.UserId(), AddressVerification.Email, db, changes);

    /// <summary>Shows the caller's phone number and its pending change.</summary>
    private static async Task<Results<Ok<ContactView>, UnauthorizedProblem>> ShowPhoneAsync(
        ClaimsPrincipal caller,
        IdentityDb db,
        ContactChanges changes
    ) => await ShowAsync(caller.UserId(), AddressVerification.Phone, db, changes);

    /// <summary>Requests another mail address.</summary>
    /// <remarks>
    /// A link is mailed to the new address. With it (<c>POST /auth/verify-email</c>, within 24 hours) the address becomes the account's,
    /// and all other sessions end. The old address is notified, with a link that takes the change back by setting a new password (<c>POST
    /// /auth/reset-password</c>) until 7 days after the change. The newest request counts; five a day are allowed. Without the
    /// password in the body it needs a new proof (POST /auth/reauthenticate) within ten minutes.
    /// </remarks>
    private static Task<
        Results<
            Accepted<PendingContact>,
            BadRequestProblem,
            ForbiddenProblem,
            ConflictProblem,
            TooManyRequestsProblem,
            ServiceUnavailableProblem
        >
    > ChangeEmailAsync(ChangeEmailRequest request, ClaimsPrincipal caller, Reauthentication reauthentication, ContactChanges changes) =>
        ChangeAsync(
            caller,
            AddressVerification.Email,
            Identifiers.TryParseEmail(request.Email, out var email) ? email : request.Email,
            request.Password,
            reauthentication,
            changes
        );

    /// <summary>Requests another phone number.</summary>
    /// <remarks>
    /// A code is texted to the new number. With it (<c>POST /auth/verify-phone</c>, within 10 minutes) the number becomes the account's,
    /// and all other sessions end. The old number is notified, with a link that takes the change back by setting a new password (<c>POST
    /// /auth/reset-password</c>) until 7 days after the change. The newest request counts; five a day are allowed. Without the
    /// password in the body it needs a new proof (POST /auth/reauthenticate) within ten minutes.
    /// </remarks>
    private static Task<
        Results<
            Accepted<PendingContact>,
            BadRequestProblem,
            ForbiddenProblem,
            ConflictProblem,
            TooManyRequestsProblem,
            ServiceUnavailableProblem
        >
    > ChangePhoneAsync(ChangePhoneRequest request, ClaimsPrincipal caller, Reauthentication reauthentication, ContactChanges changes) =>
        ChangeAsync(
            caller,
            AddressVerification.Phone,
            Identifiers.TryParsePhone(request.Phone, out var phone) ? phone : request.Phone,
            request.Password,
            reauthentication,
            changes
        );

    /// <summary>Withdraws the pending change of the mail address. If there is none, nothing changes.</summary>
    private static async Task<NoContent> WithdrawEmailAsync(ClaimsPrincipal caller, ContactChanges changes)
    {
        await changes.WithdrawAsync(caller.UserId(), AddressVerification.Email);
        return TypedResults.NoContent();
    }

    /// <summary>Withdraws the pending change of the phone number. If there is none, nothing changes.</summary>
    private static async Task<NoContent> WithdrawPhoneAsync(ClaimsPrincipal caller, ContactChanges changes)
    {
        await changes.WithdrawAsync(caller.UserId(), AddressVerification.Phone);
        return TypedResults.NoContent();
    }

    private static async Task<
        Results<
            Accepted<PendingContact>,
            BadRequestProblem,
            ForbiddenProblem,
            ConflictProblem,
            TooManyRequestsProblem,
            ServiceUnavailableProblem
        >
    > ChangeAsync(
        ClaimsPrincipal caller,
        string channel,
        string value,
        string? password,
        Reauthentication reauthentication,
        ContactChanges changes
    )
    {
        await reauthentication.RequireAsync(caller, password);
        return TypedResults.Accepted(
            (string?)null,
            PendingContact.Of(await changes.RequestAsync(caller.UserId(), caller.SessionId(), channel, value))
        );
    }

    private static async Task<Results<Ok<ContactView>, UnauthorizedProblem>> ShowAsync(
        Guid userId,
        string channel,
        IdentityDb db,
        ContactChanges changes
    )
    {
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == userId && user.ErasedAt == null) is not { } user)
        {
            return Problem.Unauthorized("This account was deleted. Log in with another account.");
        }

        var pending = await changes.FindPendingAsync(userId, channel) is { } change ? PendingContact.Of(change) : null;
        return TypedResults.Ok(
            channel == AddressVerification.Email
                ? new ContactView(user.Email, user.EmailVerifiedAt, pending)
                : new ContactView(user.Phone, user.PhoneVerifiedAt, pending)
        );
    }
}

/// <param name="Email">The new address.</param>
/// <param name="Password">The account's password; absent: the caller has proved their identity within ten minutes.</param>
internal sealed record ChangeEmailRequest([Email] string Email, [StringLength(1000)] string? Password = null)
    : IHasExample<ChangeEmailRequest>
{
    public static ChangeEmailRequest Example => new("amal.haddad@example.org", "three quiet green boats");
}

/// <param name="Phone">The new number, in international form.</param>
/// <param name="Password">The account's password; absent: the caller has proved their identity within ten minutes.</param>
internal sealed record ChangePhoneRequest([PhoneNumber] string Phone, [StringLength(1000)] string? Password = null)
    : IHasExample<ChangePhoneRequest>
{
    public static ChangePhoneRequest Example => new("+971507654321", "three quiet green boats");
}

/// <param name="Value">The mail address or phone number; null if the account has none.</param>
/// <param name="VerifiedAt">When it was proved.</param>
/// <param name="Pending">The pending change; the new value is not proved yet.</param>
internal sealed record ContactView(string? Value, DateTimeOffset? VerifiedAt, PendingContact? Pending) : IHasExample<ContactView>
{
    public static ContactView Example =>
        new("amal@example.org", new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero), PendingContact.Example);
}

/// <param name="Value">The new mail address or phone number.</param>
/// <param name="RequestedAt">When it was requested.</param>
/// <param name="ExpiresAt">Until when it can be proved.</param>
internal sealed record PendingContact(string Value, DateTimeOffset RequestedAt, DateTimeOffset ExpiresAt) : IHasExample<PendingContact>
{
    public static PendingContact Example =>
        new(
            "amal.haddad@example.org",
            new DateTimeOffset(2026, 11, 22, 8, 30, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 11, 23, 8, 30, 0, TimeSpan.Zero)
        );

    public static PendingContact Of(ContactChange change) => new(change.NewValue, change.RequestedAt, change.ExpiresAt);
}
