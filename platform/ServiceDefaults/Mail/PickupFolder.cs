using System.Text.Json;

namespace Community.ServiceDefaults.Mail;

/// <summary>
/// Writes mails as <c>ID.eml</c> into a folder, from which another program (or a developer) takes them. A file appears whole or not
/// at all, and a repeated attempt replaces its own.
/// </summary>
internal sealed class PickupFolderMailSender : IMailSender
{
    private readonly string _folder;
    private readonly string _from;

    public PickupFolderMailSender(string folder, string from)
    {
        _folder = Path.GetFullPath(folder);
        _from = from;
        Directory.CreateDirectory(_folder);
    }

    public async Task SendAsync(Guid id, MailMessage message, CancellationToken cancellationToken)
    {
        // SmtpClient writes under a name of its own choice and in several steps: into a folder of this attempt only
        var attempt = Directory.CreateDirectory(Path.Combine(_folder, ".incoming", Guid.CreateVersion7().ToString("N"))).FullName;
        try
        {
            using var client = new System.Net.Mail.SmtpClient
            {
                DeliveryMethod = System.Net.Mail.SmtpDeliveryMethod.SpecifiedPickupDirectory,
                PickupDirectoryLocation = attempt,
            };
            using var mime = Mime.Compose(id, _from, message);
            await client.SendMailAsync(mime, cancellationToken);
            File.Move(Directory.GetFiles(attempt).Single(), Path.Combine(_folder, $"{id:N}.eml"), overwrite: true);
        }
        finally
        {
            Directory.Delete(attempt, recursive: true);
        }
    }
}

/// <summary>Writes text messages as <c>ID.json</c> (<c>id to text</c>) into a folder, whole or not at all.</summary>
internal sealed class PickupFolderSmsSender : ISmsSender
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly string _folder;

    public PickupFolderSmsSender(string folder)
    {
        _folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(Path.Combine(_folder, ".incoming"));
    }

    public async Task SendAsync(Guid id, TextMessage message, CancellationToken cancellationToken)
    {
        var incoming = Path.Combine(_folder, ".incoming", $"{Guid.CreateVersion7():N}.json");
        await File.WriteAllTextAsync(incoming, JsonSerializer.Serialize(new { id, message.To, message.Text }, Json), cancellationToken);
        File.Move(incoming, Path.Combine(_folder, $"{id:N}.json"), overwrite: true);
    }
}
