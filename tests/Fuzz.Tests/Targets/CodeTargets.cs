using System.Text;
using Community.Companion.Courses;
using Community.Events.Tickets;
using Community.Identity.Users;
using Community.Social.Membership;

namespace Community.Fuzz.Tests.Targets;

/// <summary>Identifiers that people type: addresses, numbers and codes.</summary>
internal static class CodeTargets
{
    public static IReadOnlyList<Target> List { get; } =
    [
        new(
            "identifier",
            Identifier,
            "ada@example.org",
            "+971 (50) 123-4567",
            "ada_l",
            "ada@пример.рф",
            "\"a b\"@c.example",
            "ａｄａ@example.org",
            "+٩٧١٥٠١٢٣٤٥٦٧",
            "+97150123456\n-"
        )
        {
            Tokens = ["@", ".", "..", "+", "(", ")", "-", " ", "\"", "<", ">", "xn--", "\u0301", "ﷺ", "。", "\uFFFE", "٩"],
        },
        new("ticket_code", Ticket, "COMM-A1B2C3D4", "comm a1b2 c3d4", "a1b2c3d4", "ı")
        {
            Tokens = ["COMM", "-", " ", "\u00A0", "ı", "ß", "ﬁ"],
        },
        new("certificate_code", Certificate, "CERT-2345-6789-ABCD-EFGH", "cert 23456789abcdefgh")
        {
            Tokens = ["CERT", "-", " ", "0", "O", "ß"],
        },
        new("join_code", Join, "AAAAAAAAAAAAAAAAAAAAAA", "é") { Tokens = ["A", "_", "-", "%"] },
    ];

    private static void Identifier(byte[] input)
    {
        var text = Input.Text(input);
        if (Identifiers.TryParseEmail(text, out var email))
        {
            Input.Require(
                email.Length <= Identifiers.MaxEmailLength
                    && Ascii.IsValid(email)
                    && !email.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)),
                "an address is one line of ASCII"
            );
            Input.Require(Identifiers.TryParseEmail(email, out var again) && again == email, "an address is read as itself");
        }

        if (Identifiers.TryParsePhone(text, out var phone))
        {
            Input.Require(phone.Length is >= 9 and <= 16 && phone[0] == '+' && phone[1..].All(char.IsAsciiDigit), "a number is E.164");
        }

        if (Identifiers.TryParseUsername(text, out var username))
        {
            Input.Require(
                username.Length is >= 3 and <= 50
                    && Ascii.IsValid(username)
                    && Identifiers.UsernameKey(Identifiers.UsernameKey(username)) == Identifiers.UsernameKey(username),
                "a username is plain"
            );
        }

        _ = Identifiers.FormerEmailKey(text);
    }

    private static void Ticket(byte[] input)
    {
        if (TicketCode.Parse(Input.Text(input)) is { } code)
        {
            Input.Require(code.Length == TicketCode.Length && TicketCode.Parse(code) == code, "a code is read as itself");
        }
    }

    private static void Certificate(byte[] input)
    {
        if (CertificateCode.Parse(Input.Text(input)) is { } code)
        {
            Input.Require(code.Length == 24 && CertificateCode.Parse(code) == code, "a code is read as itself");
        }
    }

    private static void Join(byte[] input) => Input.Require(JoinLink.HashOf(Input.Text(input)).Length == 32, "any code has a hash");
}
