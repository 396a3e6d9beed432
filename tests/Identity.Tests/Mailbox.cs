using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Community.Testing;

namespace Community.Identity.Tests;

/// <summary>Reads the service's mails and text messages from its pickup folders.</summary>
internal sealed partial class Mailbox(string mailFolder, string smsFolder)
{
    /// <summary>The mails to an address so far, oldest first.</summary>
    public IReadOnlyList<Mail> MailsTo(string address) =>
        [.. Files(mailFolder, "*.eml").Select(file => Mail.Parse(File.ReadAllText(file))).Where(mail => mail.To == address)];

    /// <summary>The text messages to a number so far, oldest first.</summary>
    public IReadOnlyList<string> TextsTo(string number) =>
        [
            .. Files(smsFolder, "*.json")
                .Select(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement)
                .Where(sms => Member(sms, "to") == number)
                .Select(sms => Member(sms, "text")!),
        ];

    /// <summary>Waits for the mail to an address whose subject contains a word.</summary>
    public Task<Mail> WaitForMailAsync(string address, string subject = "", int count = 1) =>
        Poll.ForAsync(
            () =>
                Task.FromResult(
                    MailsTo(address)
                        .Where(mail => mail.Subject.Contains(subject, StringComparison.OrdinalIgnoreCase))
                        .ElementAtOrDefault(count - 1)
                ),
            what: $"mail {count} about '{subject}'"
        );

    /// <summary>Waits for the text message number <paramref name="count"/> to a phone.</summary>
    public Task<string> WaitForTextAsync(string number, int count = 1) =>
        Poll.ForAsync(() => Task.FromResult(TextsTo(number).ElementAtOrDefault(count - 1)), what: $"text {count}");

    private static string? Member(JsonElement json, string name) =>
        json.EnumerateObject().FirstOrDefault(member => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value.GetString();

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.GetFiles(folder, pattern).Order(StringComparer.Ordinal) : [];

    /// <summary>A mail with decoded parts.</summary>
    internal sealed partial record Mail(string To, string Subject, string Text)
    {
        /// <summary>The token of its link.</summary>
        public string Token =>
            LinkToken().Match(Text) is { Success: true } match
                ? match.Groups["token"].Value
                : throw new InvalidOperationException($"There is no token in: {Text}");

        public static Mail Parse(string eml)
        {
            var text = new StringBuilder();
            var unfolded = Folding().Replace(eml.ReplaceLineEndings("\n"), " ");
            foreach (Match part in Part().Matches(unfolded))
            {
                text.AppendLine(
                    part.Groups["encoding"].Value.Equals("base64", StringComparison.OrdinalIgnoreCase)
                        ? Encoding.UTF8.GetString(Convert.FromBase64String(part.Groups["body"].Value))
                        : QuotedPrintable(part.Groups["body"].Value)
                );
            }

            return new Mail(Header(unfolded, "To"), Words(Header(unfolded, "Subject")), text.ToString());
        }

        private static string Header(string eml, string name) =>
            Regex
                .Match(eml, $"^{name}: *(?<value>.*)$", RegexOptions.Multiline | RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1))
                .Groups["value"]
                .Value.Trim('<', '>', ' ');

        private static string Words(string header) =>
            EncodedWord()
                .Replace(
                    header,
                    word =>
                        word.Groups["kind"].Value is "B" or "b"
                            ? Encoding.UTF8.GetString(Convert.FromBase64String(word.Groups["text"].Value))
                            : QuotedPrintable(word.Groups["text"].Value.Replace('_', ' '))
                );

        private static string QuotedPrintable(string text)
        {
            var bytes = new List<byte>();
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] != '=')
                {
                    bytes.AddRange(Encoding.UTF8.GetBytes(text[i].ToString()));
                }
                else if (i + 2 < text.Length && Convert.TryToByte(text.AsSpan(i + 1, 2)) is { } value)
                {
                    bytes.Add(value);
                    i += 2;
                }
                else
                {
                    i++; // A soft line break.
                }
            }

            return Encoding.UTF8.GetString([.. bytes]);
        }

        [GeneratedRegex("[?#&]token=(?<token>[A-Za-z0-9_-]+)", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex LinkToken();

        [GeneratedRegex(@"\n[ \t]+", RegexOptions.None, 1000)]
        private static partial Regex Folding();

        [GeneratedRegex(
            @"content-transfer-encoding: *(?<encoding>\S+)[^\n]*\n(?:[^\n]+\n)*\n(?<body>.*?)(?=\n--|\z)",
            RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
            1000
        )]
        private static partial Regex Part();

        [GeneratedRegex(@"=\?utf-8\?(?<kind>[BbQq])\?(?<text>[^?]*)\?=\s*", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex EncodedWord();
    }
}

file static class Hex
{
    extension(Convert)
    {
        public static byte? TryToByte(ReadOnlySpan<char> hex) =>
            byte.TryParse(
                hex,
                System.Globalization.NumberStyles.AllowHexSpecifier,
                System.Globalization.CultureInfo.InvariantCulture,
                out var value
            )
                ? value
                : null;
    }
}
