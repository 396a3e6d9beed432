using System.Text.Json;
using MimeKit;

namespace Community.Platform.Mail;

/// <summary>
/// Writes mails as <c>ID.eml</c> into a folder, from which another program (or a developer) takes them. A file appears complete or not at
/// all, and a repeated attempt replaces its file.
/// </summary>
internal sealed class PickupFolderMailSender : IMailSender
{
    private static readonly FormatOptions Format = LinesOfRfc5322();
    private readonly string _folder;
    private readonly string _from;

    public PickupFolderMailSender(string folder, string from)
    {
        _folder = Path.GetFullPath(folder);
        _from = from;
        Directory.CreateDirectory(Path.Combine(_folder, ".incoming"));
    }

    public async Task SendAsync(Guid id, MailMessage message, CancellationToken cancellationToken)
    {
        var incoming = Path.Combine(_folder, ".incoming", $"{Guid.CreateVersion7():N}.eml");
        using var mime = Mime.Compose(id, _from, message);
        mime.Prepare(EncodingConstraint.SevenBit);
        try
        {
            await mime.WriteToAsync(Format, incoming, cancellationToken);
            File.Move(incoming, Path.Combine(_folder, $"{id:N}.eml"), overwrite: true);
        }
        finally
        {
            File.Delete(incoming);
        }
    }

    private static FormatOptions LinesOfRfc5322()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }
}

/// <summary>Writes text messages as <c>ID.json</c> (<c>id to text</c>) into a folder, complete or not at all.</summary>
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
        await File.WriteAllTextAsync(
            incoming,
            JsonSerializer.Serialize(
                new
                {
                    id,
                    message.To,
                    message.Text,
                },
                Json
            ),
            cancellationToken
        );
        File.Move(incoming, Path.Combine(_folder, $"{id:N}.json"), overwrite: true);
    }
}
