using System.Globalization;
using Community.Identity.Data;
using Community.Identity.Mails;
using Community.Identity.Users;
using Community.Identity.Verification;
using Community.Platform.Mail;

namespace Community.Identity.Contacts;

/// <summary>
/// Notifies the old address of a change, with the link that takes it back. Written in the unit of work; the caller saves.
/// </summary>
internal sealed class ContactMails(IdentityDb db, UndoTokens undo, ClientLinks links)
{
    public void QueueRequested(User user, ContactChange change) =>
        Queue(
            user,
            change,
            $"Your {NameOf(change)} is about to change",
            $"A user signed in as {user.Username} asked to change the {NameOf(change)}. It changes once the new one is confirmed."
        );

    public void QueueChanged(User user, ContactChange change) =>
        Queue(
            user,
            change,
            $"Your {NameOf(change)} was changed",
            $"The {NameOf(change)} of {user.Username} was changed, and the other devices were logged out."
        );

    /// <summary>Notifies the address that is no longer the account's.</summary>
    public void QueueUndone(User user, ContactChange change)
    {
        if (change is { Channel: AddressVerification.Email, ConfirmedAt: not null })
        {
            db.Deliver(
                new Letter(
                    "A change of your mail address was taken back",
                    [
                        $"The change of the mail address of {user.Username} to this one was taken back from the address before. This address is no longer the account's.",
                    ]
                ).To(change.NewValue)
            );
        }
    }

    private void Queue(User user, ContactChange change, string subject, string what)
    {
        var link = links.TakeBack(undo.Make(change.Id));
        var days = ContactChange.UndoTime.TotalDays.ToString(CultureInfo.InvariantCulture);
        // Goes to the old value. If the account had none, the mail or text message goes to its other channel.
        var isMail = change.OldValue is null ? change.Channel != AddressVerification.Email : change.Channel == AddressVerification.Email;
        if ((change.OldValue ?? (isMail ? user.Email : user.Phone)) is not { } address)
        {
            return;
        }

        if (isMail)
        {
            db.Deliver(
                new Letter(
                    subject,
                    [
                        $"{what} If this was not you, set a new password here. That takes the change back and logs out every device. It removes the "
                            + "passkeys, the linked logins and the second factor that were added in that login or from new devices, and switches "
                            + "off webhooks that were set up since.",
                        $"The link works until {days} days after the change. If this was you, there is nothing to do.",
                    ],
                    link,
                    "This was not me"
                ).To(address)
            );
        }
        else
        {
            db.Deliver(
                new TextMessage(address, $"{subject} ({user.Username}). If this was not you, take it back within {days} days: {link}")
            );
        }
    }

    private static string NameOf(ContactChange change) => change.Channel == AddressVerification.Email ? "mail address" : "phone number";
}
