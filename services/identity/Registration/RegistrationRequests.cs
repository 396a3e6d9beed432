using System.ComponentModel.DataAnnotations;
using Community.Identity.Passwords;
using Community.Identity.Users;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Validation;

namespace Community.Identity.Registration;

/// <summary>The data with which an account is registered.</summary>
/// <param name="Username">3 to 50 of a-z, 0-9, dot, hyphen, underscore.</param>
/// <param name="Password">10 to 128 characters; the commonest are refused.</param>
/// <param name="Email">Needed unless a phone number is given.</param>
/// <param name="Phone">In international form, such as +971501234567; needed unless a mail address is given.</param>
/// <param name="FullName">The name shown.</param>
/// <param name="Age">In years, 13 to 120.</param>
/// <param name="Gender">In the user's own words.</param>
/// <param name="City">Used for discovery.</param>
/// <param name="Region">Used for discovery.</param>
/// <param name="Interests">At most 50, each at most 50 characters.</param>
/// <param name="ReferralCode">The referral code of another user.</param>
/// <param name="Role"><c>attendee</c> (the default) or <c>organizer</c>.</param>
internal sealed record RegisterRequest(
    [Username] string Username,
    [StringLength(1000), NewPassword] string Password,
    [Email] string? Email = null,
    [PhoneNumber] string? Phone = null,
    [SingleLine, StringLength(255)] string? FullName = null,
    [Range(13, 120)] int? Age = null,
    [SingleLine, StringLength(50)] string? Gender = null,
    [SingleLine, StringLength(100)] string? City = null,
    [SingleLine, StringLength(100)] string? Region = null,
    [Interests, Interest] IReadOnlyList<string>? Interests = null,
    [SingleLine, StringLength(20)] string? ReferralCode = null,
    [AllowedValues(null, Roles.Attendee, Roles.Organizer)] string? Role = null
) : IHasExample<RegisterRequest>, IHasRules<RegisterRequest>
{
    public static RegisterRequest Example =>
        new(
            "amal",
            "three quiet green boats",
            "amal@example.org",
            FullName: "Amal Haddad",
            City: "Dubai",
            Region: "Dubai",
            Interests: ["hiking", "photography"]
        );

    public static RequestRules<RegisterRequest> Rules { get; } =
        new RequestRules<RegisterRequest>()
            .Add(nameof(Email), request => request is { Email: null, Phone: null } ? Credentials.MailOrPhone : null, nameof(Phone))
            .Add(nameof(Username), request => Credentials.ReservedFault(request.Username))
            .Add(
                nameof(Password),
                request => PasswordRules.Refusal(request.Password, request.Username, request.Email, request.Phone),
                nameof(Username),
                nameof(Email),
                nameof(Phone)
            );
}

/// <summary>The data with which a guest becomes a full account.</summary>
/// <param name="Username">3 to 50 of a-z, 0-9, dot, hyphen, underscore.</param>
/// <param name="Password">10 to 128 characters; the commonest are refused.</param>
/// <param name="Email">Needed unless a phone number is given.</param>
/// <param name="Phone">In international form; needed unless a mail address is given.</param>
/// <param name="FullName">The name shown.</param>
internal sealed record UpgradeRequest(
    [Username] string Username,
    [StringLength(1000), NewPassword] string Password,
    [Email] string? Email = null,
    [PhoneNumber] string? Phone = null,
    [SingleLine, StringLength(255)] string? FullName = null
) : IHasExample<UpgradeRequest>, IHasRules<UpgradeRequest>
{
    public static UpgradeRequest Example => new("amal", "three quiet green boats", "amal@example.org");

    public static RequestRules<UpgradeRequest> Rules { get; } =
        new RequestRules<UpgradeRequest>()
            .Add(nameof(Email), request => request is { Email: null, Phone: null } ? Credentials.MailOrPhone : null, nameof(Phone))
            .Add(nameof(Username), request => Credentials.ReservedFault(request.Username))
            .Add(
                nameof(Password),
                request => PasswordRules.Refusal(request.Password, request.Username, request.Email, request.Phone),
                nameof(Username),
                nameof(Email),
                nameof(Phone)
            );
}
