using Community.Testing;

namespace Community.Events.Tests.Mails;

/// <summary>The pickup folder, as the people of a test read it.</summary>
internal static class Mailbox
{
    /// <summary>Waits for the mail to a person whose subject contains this text.</summary>
    public static Task<ReceivedMail> MailAsync(this EventsApplication app, Guid userId, string subject) =>
        ReceivedMail.WaitForAsync(
            app.MailFolder,
            mail => mail.To.Contains($"{userId:N}@", StringComparison.Ordinal) && mail.Subject.Contains(subject, StringComparison.Ordinal)
        );

    public static List<ReceivedMail> MailsOf(this EventsApplication app, Guid userId) =>
        [.. ReceivedMail.ReadFolder(app.MailFolder).Where(mail => mail.To.Contains($"{userId:N}@", StringComparison.Ordinal))];
}
