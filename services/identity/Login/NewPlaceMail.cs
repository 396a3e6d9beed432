using System.Globalization;
using Community.Identity.Mails;
using Community.Identity.OneTimeTokens;
using Community.Identity.Sessions;
using Community.Identity.Users;

namespace Community.Identity.Login;

/// <summary>
/// Tells the owner of a login by a client that has neither a known device's token nor a known address: when, by which device, from which
/// network. Its link takes the account back: <see cref="WaysIn.TakeBackAsync"/>.
/// </summary>
internal sealed class NewPlaceMail(
    OneTimeTokenStore tokens,
    KnownClients clients,
    SessionStart client,
    ClientLinks links,
    TimeProvider clock
)
{
    private static readonly TimeSpan LinkLifetime = TimeSpan.FromDays(7);

    /// <summary>
    /// Writes the mail about a session to the account's verified address; an older mail's link becomes void. The caller saves.
    /// </summary>
    public async Task<Letter> WriteAsync(User user, Guid sessionId)
    {
        var token = await tokens.IssueLinkAsync(user, Purposes.RefuseLogin, user.Email!, LinkLifetime, sessionId);
        var time = clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        return new Letter(
            "A login from a new place",
            [
                $"{user.Username} has just logged in from a device and a network that the account had not used before: "
                    + $"{DeviceNames.Of(client.UserAgent)}, network {ClientAddress.Network(clients.Address)}, {time}. If this was not you:",
                "The link sets a new password and ends all sessions. It removes the passkeys, the linked logins and the second factor that were "
                    + "added in that login or from other new devices, and switches off webhooks that were set up since. "
                    + "It works once, within 7 days.",
                "If this was you, there is nothing to do.",
            ],
            links.ResetPassword(token),
            "This was not me"
        );
    }
}
