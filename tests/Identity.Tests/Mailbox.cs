using System.Text.Json;
using System.Text.RegularExpressions;
using Community.Testing;

namespace Community.Identity.Tests;

/// <summary>Reads the service's mails and text messages from its pickup folders.</summary>
internal sealed class Mailbox(string mailFolder, string smsFolder)
{
    /// <summary>The mails to an address so far, oldest first.</summary>
    public IReadOnlyList<ReceivedMail> MailsTo(string address) =>
        [.. ReceivedMail.ReadFolder(mailFolder).Where(mail => mail.To == address)];

    /// <summary>The text messages to a number so far, oldest first.</summary>
    public IReadOnlyList<string> TextsTo(string number) =>
        Directory.Exists(smsFolder)
            ?
            [
                .. Directory
                    .GetFiles(smsFolder, "*.json")
                    .Order(StringComparer.Ordinal)
                    .Select(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement)
                    .Where(sms => Member(sms, "to") == number)
                    .Select(sms => Member(sms, "text")!),
            ]
            : [];

    /// <summary>Waits for the mail to an address whose subject contains a word.</summary>
    public Task<ReceivedMail> WaitForMailAsync(string address, string subject = "", int count = 1) =>
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
}

internal static partial class MailedTokens
{
    extension(ReceivedMail mail)
    {
        /// <summary>The token of the mail's link.</summary>
        public string Token =>
            LinkToken().Match(mail.Text) is { Success: true } match
                ? match.Groups["token"].Value
                : throw new InvalidOperationException($"There is no token in: {mail.Text}");
    }

    [GeneratedRegex("[?#&]token=(?<token>[A-Za-z0-9_-]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LinkToken();
}
