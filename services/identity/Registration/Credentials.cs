using Community.Identity.Users;
using Community.Platform.Http.Validation;

namespace Community.Identity.Registration;

/// <summary>The rules for credentials at every endpoint that sets them.</summary>
internal static class Credentials
{
    /// <summary>Names that users could mistake for official accounts.</summary>
    private static readonly HashSet<string> ReservedNames = new(StringComparer.Ordinal)
    {
        "admin",
        "administrator",
        "root",
        "system",
        "support",
        "help",
        "security",
        "moderator",
        "community",
        "staff",
        "official",
        "me",
        "guest",
        "null",
    };

    /// <summary>The beginning of the names that guests get.</summary>
    public const string GuestPrefix = "guest-";

    /// <summary>The fault of credentials with neither a mail address nor a phone number.</summary>
    public static Fault MailOrPhone { get; } = new(FaultCode.Required, "is required, unless phone is sent");

    public static Fault? ReservedFault(string username) =>
        IsReserved(username) ? new(FaultCode.Reserved, "is reserved; choose another one") : null;

    public static bool IsReserved(string username) =>
        Identifiers.TryParseUsername(username, out var name)
        && Identifiers.UsernameKey(name) is var key
        && (ReservedNames.Contains(key) || key.StartsWith(GuestPrefix, StringComparison.Ordinal));

    /// <summary>Sets normalised identifiers. They were validated before: a value that cannot be parsed counts as not given.</summary>
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
