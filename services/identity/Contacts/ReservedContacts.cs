using Community.Identity.Data;
using Community.Identity.Registration;
using Community.Identity.Verification;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Contacts;

/// <summary>An address that was given up can be taken back for a week. Until then no other account can have it.</summary>
internal static class ReservedContacts
{
    /// <exception cref="Platform.Http.Problems.ProblemException">409, naming the field.</exception>
    public static async Task ThrowIfReservedAsync(IdentityDb db, Guid userId, string? emailKey, string? phone, DateTimeOffset now)
    {
        var since = now - ContactChange.UndoTime;
        var channel = await db
            .ContactChanges.Where(c =>
                c.UserId != userId
                && c.ConfirmedAt > since
                && c.UndoneAt == null
                && (
                    (c.Channel == AddressVerification.Email && c.OldKey == emailKey)
                    || (c.Channel == AddressVerification.Phone && c.OldKey == phone)
                )
            )
            .Select(c => c.Channel)
            .FirstOrDefaultAsync();
        if (channel is not null)
        {
            throw TakenIdentifier.ProblemFor(channel).ToException();
        }
    }
}
