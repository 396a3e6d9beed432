using System.ComponentModel.DataAnnotations;
using Community.Identity.Users;
using Community.ServiceDefaults.Authorization;
using Community.ServiceDefaults.OpenApi;
using Community.ServiceDefaults.Problems;
using Community.ServiceDefaults.Validation;

namespace Community.Identity.Registration;

/// <summary>What an account is registered with.</summary>
/// <param name="Username">3 to 50 of a-z, 0-9, dot, hyphen, underscore.</param>
/// <param name="Password">10 to 128 characters; the commonest are refused.</param>
/// <param name="Email">Needed unless a phone number is given.</param>
/// <param name="Phone">In international form, such as +971501234567; needed unless a mail address is given.</param>
/// <param name="FullName">The name shown.</param>
/// <param name="Age">In years, 13 to 120.</param>
/// <param name="Gender">As the person puts it.</param>
/// <param name="City">Used for discovery.</param>
/// <param name="Region">Used for discovery.</param>
/// <param name="Interests">At most 50, each at most 50 characters.</param>
/// <param name="ReferralCode">The code of whoever recommended Community.</param>
/// <param name="Role"><c>attendee</c> (the default) or <c>organizer</c>.</param>
internal sealed record RegisterRequest(
    [Username] string Username,
    [StringLength(1000)] string Password,
    [Email] string? Email = null,
    [PhoneNumber] string? Phone = null,
    [SingleLine, StringLength(255)] string? FullName = null,
    [Range(13, 120)] int? Age = null,
    [SingleLine, StringLength(50)] string? Gender = null,
    [SingleLine, StringLength(100)] string? City = null,
    [SingleLine, StringLength(100)] string? Region = null,
    [Interests, Interest] IReadOnlyList<string>? Interests = null,
    [SingleLine, StringLength(20)] string? ReferralCode = null,
    [AllowedValues(null, Roles.Attendee, Roles.Organizer)] string? Role = null) : IHasExample<RegisterRequest>
{
    public static RegisterRequest Example => new(
        "amal", "three quiet green boats", "amal@example.org", FullName: "Amal Haddad", City: "Dubai", Region: "Dubai", Interests: ["hiking", "photography"]);

    public BadRequestProblem? FindFault() => Credentials.FindFault(Username, Password, Email, Phone);
}

/// <summary>What a guest becomes a full account with.</summary>
/// <param name="Username">3 to 50 of a-z, 0-9, dot, hyphen, underscore.</param>
/// <param name="Password">10 to 128 characters; the commonest are refused.</param>
/// <param name="Email">Needed unless a phone number is given.</param>
/// <param name="Phone">In international form; needed unless a mail address is given.</param>
/// <param name="FullName">The name shown.</param>
internal sealed record UpgradeRequest(
    [Username] string Username,
    [StringLength(1000)] string Password,
    [Email] string? Email = null,
    [PhoneNumber] string? Phone = null,
    [SingleLine, StringLength(255)] string? FullName = null) : IHasExample<UpgradeRequest>
{
    public static UpgradeRequest Example => new("amal", "three quiet green boats", "amal@example.org");

    public BadRequestProblem? FindFault() => Credentials.FindFault(Username, Password, Email, Phone);
}
