using Community.Identity.Mails;
using Community.Identity.Users;

namespace Community.Identity.SecondFactors;

/// <summary>Tells the owner of each change of how the account is protected.</summary>
internal static class SecondFactorMails
{
    private const string NotYou = "If this was not you, set a new password at once (\"forgot password\") and write to us.";

    public static Letter Added(User user) =>
        new(
            "Your logins now need a code",
            [$"Logins to {user.Username} with the password now also need a code of an authenticator app.", NotYou]
        );

    public static Letter Removed(User user) =>
        new("Your logins no longer need a code", [$"Logins to {user.Username} no longer need a code of an authenticator app.", NotYou]);

    public static Letter RemovedForYou(User user) =>
        new(
            "Your second factor was removed",
            [
                $"An administrator removed the second factor of {user.Username}, because it was lost. All devices are logged out.",
                "Log in with your password and set up a new one in your settings.",
                "If you did not ask for this, set a new password at once (\"forgot password\") and write to us.",
            ]
        );

    public static Letter NewRecoveryCodes(User user) =>
        new("New recovery codes", [$"New recovery codes were made for {user.Username}. The older ones no longer work.", NotYou]);

    public static Letter RecoveryCodeUsed(User user, int left) =>
        new(
            "A recovery code was used",
            [$"A recovery code of {user.Username} was just used. {left} of them are left; you can make new ones in your settings.", NotYou]
        );
}
