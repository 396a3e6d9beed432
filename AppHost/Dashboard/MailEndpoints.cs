using System.Text.Json;
using MimeKit;

namespace Community.AppHost.Dashboard;

/// <summary>A mail or a text message of the local run, which was written to a file instead of being sent.</summary>
/// <param name="Id">Unique; the name of its file.</param>
/// <param name="Kind">mail or sms.</param>
/// <param name="To">The recipient's address or number.</param>
/// <param name="Subject">Empty for a text message.</param>
internal sealed record LetterView(string Id, string Kind, DateTimeOffset At, string To, string Subject, string Text);

/// <summary>
/// The mails and text messages that services wrote into the data folder instead of sending them, newest first.
/// </summary>
internal static class MailEndpoints
{
    private const int MostShown = 200;
    private const int LargestFile = 1024 * 1024;

    public static void MapMails(this IEndpointRouteBuilder routes, DataFolder data) =>
        routes.MapGet("/api/mails", (CancellationToken cancellationToken) => ListAsync(data, cancellationToken));

    private static async Task<Items<LetterView>> ListAsync(DataFolder data, CancellationToken cancellationToken)
    {
        var letters = new List<LetterView>();
        foreach (
            var file in Files(data["mail"], "*.eml")
                .Concat(Files(data["sms"], "*.json"))
                .OrderByDescending(file => file.LastWriteTimeUtc)
                .Take(MostShown)
        )
        {
            try
            {
                letters.Add(file.Extension == ".eml" ? await MailAsync(file, cancellationToken) : await SmsAsync(file, cancellationToken));
            }
            catch (Exception exception) when (exception is IOException or FormatException or JsonException or KeyNotFoundException)
            {
                // Another program took the file meanwhile, or wrote it.
            }
        }

        return new Items<LetterView>(letters);
    }

    private static IEnumerable<FileInfo> Files(string folder, string pattern) =>
        Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles(pattern).Where(file => file.Length <= LargestFile) : [];

    private static async Task<LetterView> MailAsync(FileInfo file, CancellationToken cancellationToken)
    {
        using var mail = await MimeMessage.LoadAsync(file.FullName, cancellationToken);
        return new LetterView(
            file.Name,
            "mail",
            new DateTimeOffset(file.LastWriteTimeUtc),
            string.Join(", ", mail.To.Mailboxes.Select(mailbox => mailbox.Address)),
            mail.Subject ?? "",
            mail.TextBody ?? mail.HtmlBody ?? ""
        );
    }

    private static async Task<LetterView> SmsAsync(FileInfo file, CancellationToken cancellationToken)
    {
        await using var stream = file.OpenRead();
        var message = await JsonSerializer.DeserializeAsync<JsonElement>(stream, cancellationToken: cancellationToken);
        return new LetterView(
            file.Name,
            "sms",
            new DateTimeOffset(file.LastWriteTimeUtc),
            message.GetProperty("to").GetString() ?? "",
            "",
            message.GetProperty("text").GetString() ?? ""
        );
    }
}
