using Community.Contracts.Messaging;
using Community.Identity.Data;
using Community.Platform.Mail;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Mails;

/// <summary>
/// Mails a new address or secret of a webhook to its owner, and to the user who set it: if that was a stranger, they are the first to know.
/// </summary>
internal sealed class WhenWebhookAddressSet(IdentityDb db) : IConsumer<WebhookAddressSet>
{
    public Task Consume(ConsumeContext<WebhookAddressSet> context) => ApplyAsync(context.Message);

    internal async Task ApplyAsync(WebhookAddressSet set)
    {
        Guid[] concerned = [set.OwnerId, set.SetBy];
        var users = await db
            .Users.AsNoTracking()
            .Where(user => concerned.Contains(user.Id) && user.ErasedAt == null && user.Email != null)
            .ToListAsync();
        var setter = users.Find(user => user.Id == set.SetBy)?.Username ?? "A user";
        foreach (var user in users)
        {
            db.Deliver(
                new Letter(
                    set.IsSecret ? "The secret of a webhook was exchanged" : "A webhook has a new address",
                    [
                        set.IsSecret
                            ? $"{setter} exchanged the secret of the webhook to {set.Host}. The former one signs for 24 hours, too."
                            : $"{setter} set up a webhook to {set.Host}. "
                                + (set.IsFleetWide ? "It gets the events of all users." : "It gets the events of their things."),
                        "If this was not you, switch it off in your settings, set a new password at once (\"forgot password\") and write to us.",
                    ]
                ).To(user.Email!)
            );
        }
    }
}
