using Community.Identity.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Users;

internal static class UserLookup
{
    /// <summary>
    /// Finds the user by an identifier. The text itself shows its kind: a mail address has an @, a phone number begins with +, a username
    /// has neither.
    /// </summary>
    public static Task<User?> FindByIdentifierAsync(this IdentityDb db, string identifier)
    {
        if (Identifiers.TryParseEmail(identifier, out var email))
        {
            var key = Identifiers.EmailKey(email);
            return db.Users.SingleOrDefaultAsync(user => user.EmailKey == key);
        }

        if (identifier.Contains('@', StringComparison.Ordinal))
        {
            // The account was registered before addresses had to be ASCII, with a domain of host names.
            var former = Identifiers.FormerEmailKey(identifier);
            return db.Users.SingleOrDefaultAsync(user => user.EmailKey == former);
        }

        // The account was registered before numbers were parsed; its number is stored as typed.
        var formerPhone = Identifiers.FormerPhone(identifier);
        if (Identifiers.TryParsePhone(identifier, out var phone) || formerPhone is not null)
        {
            return db
                .Users.Where(user => user.Phone == phone || user.Phone == formerPhone)
                .OrderByDescending(user => user.Phone == phone)
                .FirstOrDefaultAsync();
        }

        var username = Identifiers.TryParseUsername(identifier, out var name) ? Identifiers.UsernameKey(name) : string.Empty;
        return db.Users.SingleOrDefaultAsync(user => user.UsernameKey == username && user.ErasedAt == null);
    }
}
