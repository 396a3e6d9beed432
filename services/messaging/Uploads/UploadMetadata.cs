using System.Text;
using Community.Messaging.Attachments;
using Community.Platform.Http.Problems;
using Community.Platform.Storage.Images;

namespace Community.Messaging.Uploads;

/// <summary>The pairs of <c>Upload-Metadata</c> that count here; others are ignored.</summary>
internal sealed record UploadMetadata(string? Name, string? Alt)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the header; an empty one has no pairs.</summary>
    /// <exception cref="ProblemException">400.</exception>
    public static UploadMetadata Parse(string header)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split(' ');
            if (parts.Length > 2 || !pairs.TryAdd(parts[0], parts is [_, var text] ? Decode(text) : ""))
            {
                throw Refuse();
            }
        }

        return new UploadMetadata(
            AttachmentEndpoints.CleanText(pairs.GetValueOrDefault("filename")),
            AltText.Checked(pairs.GetValueOrDefault("alt"))
        );
    }

    private static string Decode(string text)
    {
        try
        {
            return Strict.GetString(Convert.FromBase64String(text));
        }
        catch (Exception fault) when (fault is FormatException or DecoderFallbackException)
        {
            throw Refuse();
        }
    }

    private static ProblemException Refuse() =>
        Problem.BadRequest("The header Upload-Metadata must have pairs of a name and a text in base64, each name once.").ToException();
}
