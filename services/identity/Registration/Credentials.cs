using Community.Identity.Passwords;
using Community.Identity.Users;
using Community.ServiceDefaults.Problems;

namespace Community.Identity.Registration;

/// <summary>The rules that credentials follow, however they are given.</summary>
internal static class Credentials
{
    /// <summary>Names that would be taken for the house's own.</summary>
    private static readonly HashSet<string> ReservedNames = new(StringComparer.Ordinal)
    {
        "admin", "administrator", "root", "system", "support", "help", "security", "moderator", "community", "staff", "official", "me", "guest", "null",
    };

    public static BadRequestProblem? FindFault(string username, string password, string? email, string? phone)
    {
        if (email is null && phone is null)
        {
            return Problem.Invalid("email", "is required, unless phone is sent");
        }

        if (IsReserved(username))
        {
            return Problem.Invalid("username", "is reserved; choose another one");
        }

        return PasswordRules.Refusal(password, username, email, phone) is { } refusal ? Problem.Invalid("password", refusal) : null;
    }

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
