using Community.Identity.Users;

namespace Community.Identity.Registration;

/// <summary>The rules that credentials follow, however they are given.</summary>
internal static class Credentials
{
    /// <summary>Names that would be taken for the house's own.</summary>
    private static readonly HashSet<string> ReservedNames = new(StringComparer.Ordinal)
    {
        "admin", "administrator", "root", "system", "support", "help", "security", "moderator", "community", "staff", "official", "me", "guest", "null",
    };

    public static bool IsReserved(string username) =>
        Identifiers.TryParseUsername(username, out var name) && ReservedNames.Contains(Identifiers.UsernameKey(name));

    /// <summary>Sets normalised identifiers. They were validated: what cannot be parsed counts as not given.</summary>
    public static void Apply(User user, string username, string? email, string? phone)
    {
        if (Identifiers.TryParseUsername(username, out var name))
        {
            user.Username = name;
            user.UsernameKey = Identifiers.UsernameKey(name);
        }

        if (Identifiers.TryParseEmail(email, out var address))
        {
            user.Email = address;
            user.EmailKey = Identifiers.EmailKey(address);
        }

        if (Identifiers.TryParsePhone(phone, out var number))
        {
            user.Phone = number;
        }
    }
}
