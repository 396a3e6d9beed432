using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Community.Sdk.Models;
using Community.Sdk.Transport;

namespace Community.Sdk.Testing;

/// <summary>
/// The fake's uploads in parts: /attachments/uploads of docs/messaging.md, in memory. Called under the fake's lock.
/// </summary>
internal sealed class FakeUploads
{
    private const string Path = $"{ApiPath.Prefix}/attachments/uploads";
    private readonly Dictionary<Guid, Kept> _uploads = [];
    private readonly Dictionary<string, Kept> _begun = new(StringComparer.Ordinal);
    private int? _takes;

    /// <summary>The connection of the next part is cut after this many bytes.</summary>
    public void CutAfter(int bytes) => _takes = bytes;

    /// <summary>The answer to a request below the path of uploads; null: it is for another operation.</summary>
    public HttpResponseMessage? Answer(HttpRequestMessage request, string path, byte[] body, Guid? userId)
    {
        if (!path.StartsWith(Path, StringComparison.Ordinal))
        {
            return null;
        }

        var owner = userId ?? throw new FakeRefusalException(401, detail: "A valid access token is needed.");
        if (Header(request, "Tus-Resumable") != "1.0.0")
        {
            throw new FakeRefusalException(412);
        }

        if (path == Path)
        {
            return Begin(request, owner);
        }

        if (!Guid.TryParse(path[(Path.Length + 1)..], out var id) || !_uploads.TryGetValue(id, out var upload) || upload.Owner != owner)
        {
            throw new FakeRefusalException(404, "no_such_upload", "There is no such upload.");
        }

        switch (request.Method.Method)
        {
            case "PATCH":
                return Append(upload, Number(request, "Upload-Offset"), body);
            case "DELETE":
                _uploads.Remove(id);
                return new(HttpStatusCode.NoContent);
            default:
                return upload.ToResponse(HttpStatusCode.OK);
        }
    }

    private HttpResponseMessage Begin(HttpRequestMessage request, Guid owner)
    {
        var key = $"{owner} {Header(request, "Idempotency-Key")}";
        if (!_begun.TryGetValue(key, out var upload))
        {
            var about = (Header(request, "Upload-Metadata") ?? "")
                .Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(pair => pair.Trim().Split(' '))
                .ToDictionary(pair => pair[0], pair => Encoding.UTF8.GetString(Convert.FromBase64String(pair[1])), StringComparer.Ordinal);
            upload = new Kept(Guid.CreateVersion7(), owner, Number(request, "Upload-Length"), about);
            _begun[key] = _uploads[upload.Id] = upload;
        }

        return upload.ToResponse(HttpStatusCode.Created);
    }

    private HttpResponseMessage Append(Kept upload, long offset, byte[] body)
    {
        if (offset != upload.Received)
        {
            throw new FakeRefusalException(409, "upload_offset", "The upload is at another offset. HEAD says at which one.");
        }

        if (body.Length > upload.ByteCount - offset)
        {
            throw new FakeRefusalException(413);
        }

        var taken = Math.Min(_takes ?? body.Length, body.Length);
        _takes = null;
        upload.Received += taken;
        if (upload.Received == upload.ByteCount)
        {
            upload.Attachment = new AttachmentView
            {
                Id = Guid.CreateVersion7(),
                Name = upload.About.GetValueOrDefault("filename", "file.txt"),
                Alt = upload.About.GetValueOrDefault("alt"),
                ContentType = "text/plain; charset=utf-8",
                ByteCount = upload.ByteCount,
            };
        }

        return taken < body.Length ? throw new HttpRequestException("The connection was cut.") : new(HttpStatusCode.NoContent);
    }

    private static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    private static long Number(HttpRequestMessage request, string name) =>
        long.TryParse(Header(request, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FakeRefusalException(400);

    private sealed class Kept(Guid id, Guid owner, long byteCount, Dictionary<string, string> about)
    {
        public Guid Id => id;

        public Guid Owner => owner;

        public long ByteCount => byteCount;

        public Dictionary<string, string> About => about;

        public long Received { get; set; }

        public AttachmentView? Attachment { get; set; }

        public HttpResponseMessage ToResponse(HttpStatusCode status)
        {
            var made = Attachment is null ? "null" : JsonSerializer.Serialize(Attachment, CommunityJson.Default.AttachmentView);
            var body = string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"id":"{{Id}}","byte_count":{{ByteCount}},"received":{{Received}},"attachment":{{made}}}"""
            );
            return new(status) { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        }
    }
}
