using System.Globalization;
using System.Text;
using System.Text.Json;
using Community.Sdk.Models;
using Community.Sdk.Transport;

namespace Community.Sdk;

/// <summary>Options of an upload in parts.</summary>
public sealed record PartsOptions
{
    /// <summary>The id of an upload that was begun before, with the same file: it goes on where it was.</summary>
    public Guid? UploadId { get; init; }

    /// <summary>Is called with the upload's id as soon as it has one; keep it to go on after a restart.</summary>
    public Action<Guid>? OnBegun { get; init; }

    /// <summary>Options of each request; a time limit counts for one part.</summary>
    public UploadOptions? Call { get; init; }
}

public sealed partial class AttachmentsResource
{
    private const string Parts = $"{ApiPath.Prefix}/attachments/uploads";
    private const int PartBytes = 4 * 1024 * 1024;
    private static readonly TimeSpan MostBackOff = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Uploads a file in parts, of any size, by the tus protocol 1.0.0. After a cut connection it asks how much has arrived, and goes on
    /// from there; it gives up after as many cuts without progress as other calls have retries. <c>UploadAsync</c> does the same with files
    /// above 4 MiB.
    /// </summary>
    /// <param name="file">The file: bytes, or a stream that can seek.</param>
    /// <param name="query">Its name and its alternative text.</param>
    /// <param name="options">Where to begin, and the options of each request.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArgumentException">The stream cannot seek, or the upload was begun with another file.</exception>
    public async Task<AttachmentView> UploadInPartsAsync(
        UploadContent file,
        AttachmentsUploadQuery? query = null,
        PartsOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!file.CanRepeat)
        {
            throw new ArgumentException("The stream must be able to seek.", nameof(file));
        }

        var call = options?.Call ?? new UploadOptions();
        var upload = options?.UploadId is { } id
            ? await FindAsync(id, call, cancellationToken).ConfigureAwait(false)
            : await BeginAsync(file, query, call, cancellationToken).ConfigureAwait(false);
        if (upload.ByteCount != file.Length)
        {
            throw new ArgumentException("This upload was begun with another file.", nameof(file));
        }

        options?.OnBegun?.Invoke(upload.Id);
        for (var cuts = 0; upload.Attachment is null; )
        {
            var (from, cut) = (upload.Received, default(CommunityException));
            try
            {
                await AppendAsync(file, upload, call, cancellationToken).ConfigureAwait(false);
            }
            catch (CommunityException failure) when (cuts < (call.MaxRetries ?? _api.Options.MaxRetries) && MayGoOn(failure))
            {
                cut = failure;
                var wait = (failure as ApiException)?.RetryAfter ?? TimeSpan.Zero;
                var delay = wait + Timing.BackOff(cuts, _api.Options.RetryDelay, MostBackOff);
                await Task.Delay(delay, _api.Time, cancellationToken).ConfigureAwait(false);
            }

            upload = await FindAsync(upload.Id, call, cancellationToken).ConfigureAwait(false);
            cuts = cut is null || upload.Received > from ? 0 : cuts + 1;
        }

        return upload.Attachment;
    }

    private Task<AttachmentView> UploadFileAsync(
        UploadContent file,
        AttachmentsUploadQuery? query,
        UploadOptions? options,
        CancellationToken cancellationToken
    ) =>
        file is { Length: > PartBytes, CanRepeat: true }
            ? UploadInPartsAsync(file, query, new() { Call = options }, cancellationToken)
            : _api.SendAsync(Operations.AttachmentsUpload, [], query?.ToQuery(), RequestBody.File(file), options, cancellationToken);

    private Task<Upload> BeginAsync(
        UploadContent file,
        AttachmentsUploadQuery? query,
        UploadOptions options,
        CancellationToken cancellationToken
    )
    {
        (string Name, string? Text)[] pairs = [("filename", query?.Name), ("alt", query?.Alt)];
        var metadata = string.Join(
            ',',
            pairs
                .Where(pair => !string.IsNullOrEmpty(pair.Text))
                .Select(pair => $"{pair.Name} {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.Text!))}")
        );
        var headers = new List<(string, string)> { ("Upload-Length", Number(file.Length ?? 0)) };
        if (metadata.Length > 0)
        {
            headers.Add(("Upload-Metadata", metadata));
        }

        return _api.SendAsync(new Call("POST", Parts) { TakesKey = true }, ReadAsync, With(options, headers), cancellationToken);
    }

    private Task<Upload> FindAsync(Guid id, UploadOptions options, CancellationToken cancellationToken) =>
        _api.SendAsync(new Call("GET", $"{Parts}/{id}"), ReadAsync, With(options, []), cancellationToken);

    /// <summary>Sends the missing bytes, part by part. A part that was taken is not sent again.</summary>
    private async Task AppendAsync(UploadContent file, Upload upload, UploadOptions options, CancellationToken cancellationToken)
    {
        for (var offset = upload.Received; offset < upload.ByteCount; offset += PartBytes)
        {
            var bytes = await file.PartAsync(offset, PartBytes, cancellationToken).ConfigureAwait(false);
            var part = new UploadContent(bytes, "application/offset+octet-stream");
            var call = new Call("PATCH", $"{Parts}/{upload.Id}") { Body = RequestBody.File(part) };
            var progress = options.Progress is { } told ? new Shifted(told, offset, upload.ByteCount) : null;
            await _api.SendAsync(
                    call,
                    static (_, _) => Task.FromResult(true),
                    With(options with { Progress = progress }, [("Upload-Offset", Number(offset))]),
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
    }

    /// <summary>A cut, a service that is away, and a part that had arrived although its answer was lost.</summary>
    private static bool MayGoOn(CommunityException failure) =>
        failure is ConnectionFailedException or ServerErrorException or ConflictException { Reason.Value: "upload_offset" };

    private static UploadOptions With(UploadOptions options, IEnumerable<(string Name, string Value)> headers)
    {
        var all = new Dictionary<string, string>(
            options.Headers ?? new Dictionary<string, string>(StringComparer.Ordinal),
            StringComparer.Ordinal
        )
        {
            ["Tus-Resumable"] = "1.0.0",
        };
        foreach (var (name, value) in headers)
        {
            all[name] = value;
        }

        return options with
        {
            Headers = all,
        };
    }

    private static async Task<Upload> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var view = JsonSerializer.Deserialize(body, CommunityJson.Default.JsonElement);
        var made = view.GetProperty("attachment");
        return new(
            view.GetProperty("id").GetGuid(),
            view.GetProperty("byte_count").GetInt64(),
            view.GetProperty("received").GetInt64(),
            made.ValueKind == JsonValueKind.Null ? null : made.Deserialize(CommunityJson.Default.AttachmentView)
        );
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Upload(Guid Id, long ByteCount, long Received, AttachmentView? Attachment);

    private sealed class Shifted(IProgress<UploadProgress> inner, long offset, long total) : IProgress<UploadProgress>
    {
        public void Report(UploadProgress value) => inner.Report(new(offset + value.Sent, total));
    }
}
