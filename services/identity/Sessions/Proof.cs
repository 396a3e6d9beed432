using Community.Identity.Administration;
using Community.Platform.Access.Authorization;

namespace Community.Identity.Sessions;

/// <summary>How a user proved their identity.</summary>
internal enum Proof
{
    /// <summary>The account begins with this session.</summary>
    NewAccount,

    Password,

    /// <summary>A token of an identity provider.</summary>
    Provider,

    /// <summary>A code of an authenticator app or a recovery code, after the password or the provider's token.</summary>
    SecondFactor,

    /// <summary>A passkey whose device has verified its user: two factors in one.</summary>
    Passkey,
}

/// <summary>How, and how recently, the user of a session proved their identity.</summary>
/// <param name="AuthenticatedAt">The last proof of any kind.</param>
/// <param name="IsStrong">Whether two factors were proved in this session.</param>
internal readonly record struct SessionProof(DateTimeOffset AuthenticatedAt, bool IsStrong);

/// <summary>
/// Moderators and administrators of the platform have their rights only in sessions that were proved by two factors. In other sessions they
/// are ordinary users, so that they can set a second factor up. In a local run, whose administrator has a publicly known password, a second
/// factor would protect nothing and is not needed.
/// </summary>
internal sealed class StaffRoles(AdministratorOptions options)
{
    private static readonly string[] Names = [Roles.Admin, Roles.Moderator];

    /// <summary>Whether these roles count only with a second factor.</summary>
    public bool NeedSecondFactor(IReadOnlyCollection<string> roles) => !options.LocalRun && roles.Any(Names.Contains);

    /// <summary>The roles that a session has.</summary>
    public IReadOnlyCollection<string> In(IReadOnlyCollection<string> roles, bool isStrong) =>
        isStrong || !NeedSecondFactor(roles) ? roles : Without(roles);

    /// <summary>The roles without those of staff.</summary>
    public static IReadOnlyCollection<string> Without(IReadOnlyCollection<string> roles) =>
        [.. roles.Except(Names, StringComparer.Ordinal)];
}
