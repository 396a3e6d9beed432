using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Community.Platform.Http.Validation;
using Community.Platform.Text;

namespace Community.Identity.Passwords;

/// <summary>
/// Length counts more than composition, as NIST SP 800-63B section 5.1.1.2 advises. A password has 10 to 128 characters of any kind.
/// Refused are the passwords that attackers try first: the commonest ones, their decorated forms, runs and repeats, and the account's own
/// names.
/// </summary>
internal static class PasswordRules
{
    public const int MinLength = 10;
    public const int MaxLength = 128;

    private static readonly string[] Runs =
    [
        "01234567890123456789",
        "abcdefghijklmnopqrstuvwxyz",
        "qwertyuiopasdfghjklzxcvbnm",
        "azertyuiopqsdfghjklmwxcvbn",
        "1q2w3e4r5t6y7u8i9o0p",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
        "qazwsxedcrfvtgbyhnujmikolp",
    ];

    /// <summary>The words that the commonest passwords consist of, without added digits and signs.</summary>
    private static readonly FrozenSet<string> CommonWords = FrozenSet.ToFrozenSet(
        [
            "password",
            "passwort",
            "passw",
            "motdepasse",
            "contrasena",
            "parola",
            "senha",
            "qwerty",
            "qwertyuiop",
            "qwertz",
            "azerty",
            "asdfgh",
            "asdfghjkl",
            "zxcvbn",
            "zxcvbnm",
            "admin",
            "administrator",
            "administrateur",
            "root",
            "toor",
            "login",
            "welcome",
            "bienvenue",
            "willkommen",
            "letmein",
            "changeme",
            "changeit",
            "default",
            "secret",
            "topsecret",
            "master",
            "superman",
            "batman",
            "spiderman",
            "starwars",
            "pokemon",
            "naruto",
            "dragon",
            "monkey",
            "tigger",
            "shadow",
            "sunshine",
            "princess",
            "charlie",
            "football",
            "baseball",
            "basketball",
            "soccer",
            "hockey",
            "iloveyou",
            "ilovey",
            "loveyou",
            "lovely",
            "loveme",
            "love",
            "myspace",
            "facebook",
            "google",
            "linkedin",
            "whatsapp",
            "instagram",
            "community",
            "computer",
            "internet",
            "samsung",
            "iphone",
            "nokia",
            "windows",
            "microsoft",
            "trustno",
            "whatever",
            "freedom",
            "killer",
            "hunter",
            "ranger",
            "jordan",
            "michael",
            "michelle",
            "jessica",
            "jennifer",
            "ashley",
            "daniel",
            "thomas",
            "andrew",
            "joshua",
            "matthew",
            "robert",
            "nicole",
            "mohammed",
            "muhammad",
            "mohamed",
            "ahmed",
            "abdullah",
            "fatima",
            "bismillah",
            "allah",
            "inshallah",
            "alhamdulillah",
            "habibi",
            "dubai",
            "abudhabi",
            "summer",
            "winter",
            "spring",
            "autumn",
            "january",
            "february",
            "march",
            "april",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "hello",
            "helloworld",
            "goodbye",
            "access",
            "guest",
            "user",
            "test",
            "testing",
            "tester",
            "temp",
            "temporary",
            "demo",
            "example",
            "sample",
            "system",
            "server",
            "database",
            "company",
            "office",
            "family",
            "mother",
            "father",
            "mustang",
            "ferrari",
            "porsche",
            "mercedes",
            "corvette",
            "harley",
            "yankees",
            "liverpool",
            "arsenal",
            "chelsea",
            "barcelona",
            "realmadrid",
            "manchester",
            "juventus",
            "cheese",
            "chocolate",
            "cookie",
            "banana",
            "pepper",
            "ginger",
            "flower",
            "butterfly",
            "angel",
            "heaven",
            "jesus",
            "jesuschrist",
            "blessed",
            "pussy",
            "fuckyou",
            "fuckoff",
            "correcthorsebatterystaple",
            "thisismypassword",
            "mypassword",
            "yourpassword",
            "newpassword",
            "oldpassword",
            "nopassword",
            "passwordpassword",
            "opensesame",
            "abcabc",
            "abcd",
            "aaaa",
        ],
        StringComparer.Ordinal
    );

    /// <summary>The reason why a password is refused; null: it is accepted.</summary>
    /// <param name="password">As it was typed.</param>
    /// <param name="ownNames">The username, mail address and the like, which attackers try first.</param>
    public static Fault? Refusal(string password, params IEnumerable<string?> ownNames)
    {
        password = password.Normalized(NormalizationForm.FormC);
        var length = new StringInfo(password).LengthInTextElements;
        if (length < MinLength || password.Length > MaxLength)
        {
            return new(
                length < MinLength ? FaultCode.TooShort : FaultCode.TooLong,
                $"A password has {MinLength} to {MaxLength} characters."
            )
            {
                Min = MinLength,
                Max = MaxLength,
            };
        }

        var plain = password.Normalized(NormalizationForm.FormKC).ToLowerInvariant();
        return IsCommon(plain)
                ? new(
                    FaultCode.CommonPassword,
                    "This password is one of the first that an attacker tries. A few unrelated words make a good one."
                )
            : ownNames.Any(name => IsOwnName(plain, name))
                ? new(FaultCode.OwnName, "The password must not be the username, mail address or phone number.")
            : null;
    }

    private static bool IsCommon(string plain) =>
        plain.Distinct().Count() < 4
        || Runs.Any(run => IsRunOf(run, plain))
        || CommonWords.Contains(Undecorated(plain))
        || CommonWords.Contains(Unleet(Undecorated(plain)))
        || CommonWords.Contains(Undecorated(Unleet(plain)))
        || IsRepeat(plain);

    private static bool IsRunOf(string run, string plain)
    {
        var reversed = string.Concat(run.Reverse());
        return (run + run).Contains(plain, StringComparison.Ordinal) || (reversed + reversed).Contains(plain, StringComparison.Ordinal);
    }

    /// <summary>"2024password!!" is "password".</summary>
    private static string Undecorated(string plain) => plain.Trim([.. "0123456789!?.,;:-_+*#@$%&/()=^~ '\""]);

    private static string Unleet(string plain) =>
        plain
            .Replace('0', 'o')
            .Replace('1', 'i')
            .Replace('3', 'e')
            .Replace('4', 'a')
            .Replace('5', 's')
            .Replace('7', 't')
            .Replace('@', 'a')
            .Replace('$', 's');

    /// <summary>A short piece repeated several times, such as "abc123abc123".</summary>
    private static bool IsRepeat(string plain)
    {
        var period = (plain + plain).IndexOf(plain, 1, StringComparison.Ordinal);
        return period < plain.Length && period <= 6;
    }

    private static bool IsOwnName(string plain, string? name) =>
        name is { Length: > 0 }
        && Undecorated(plain) is var bare
        && (bare == Undecorated(Lower(name)) || bare == Undecorated(Lower(name.Split('@')[0])));

    private static string Lower(string name) => name.ToLowerInvariant();
}
