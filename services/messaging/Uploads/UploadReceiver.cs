using System.IO.Pipelines;
using Community.Messaging.Attachments;
using Community.Platform.Http.Problems;
using Community.Platform.Storage;
using Npgsql;

namespace Community.Messaging.Uploads;

/// <summary>
/// Takes the bytes of an upload. They are stored in parts of up to 4 MiB, each an object with a row, so a cut connection or a killed
/// process loses little, and any instance continues. A short part at the end is stored anew with the bytes that follow it: an upload has
/// few objects, however often its connection is cut. The bytes that complete the file are committed with the attachment, so there is no
/// upload that has all bytes and no file: where the file cannot be made now, the client sends the last bytes again.
/// </summary>
internal sealed class UploadReceiver(
    UploadStore uploads,
    AttachmentIntake intake,
    IObjectStore store,
    NpgsqlDataSource database,
    TimeProvider clock
)
{
    private const string Folder = "uploads";
    private const long PartBytes = 4 * 1024 * 1024;
    private const long ShortPartBytes = 256 * 1024;

    /// <summary>Appends a request's body, at the upload's offset.</summary>
    /// <exception cref="ProblemException">
    /// 409 <c>upload_offset</c>; 400 and 415: the file is refused, or came in too many steps, and the upload is ended.
    /// </exception>
    public async Task<Upload> AppendAsync(Upload upload, PipeReader body)
    {
        await using var received = new ReceivedBytes(body, clock);
        if (upload is { Received: 0, ByteCount: > FileTypes.BytesNeeded })
        {
            await CheckBeginningAsync(upload, received);
        }

        while (upload.Missing > 0 && await received.BeginPartAsync(Math.Min(PartBytes, upload.Missing)))
        {
            upload = await AppendPartAsync(upload, received);
        }

        received.ThrowIfCut();
        return upload;
    }

    // A file that is refused by its first bytes costs no more bytes.
    private async Task CheckBeginningAsync(Upload upload, ReceivedBytes received)
    {
        if (await received.HeadAsync(FileTypes.BytesNeeded) is { Length: FileTypes.BytesNeeded } head)
        {
            await EndIfRefusedAsync(upload, () => Task.FromResult(AttachmentIntake.RequireType(head)));
        }
    }

    private async Task<Upload> AppendPartAsync(Upload upload, ReceivedBytes received)
    {
        await EndIfRefusedAsync(
            upload,
            async () =>
            {
                await uploads.CountStepAsync(upload);
                return true;
            }
        );
        var parts = await uploads.PartsAsync(upload.Id);
        var grown = parts is [.., { ByteCount: < ShortPartBytes } last] ? last : null;
        await database.ExpectUploadAsync(ObjectKey.PrefixOf(Folder, upload.UserId), clock.GetUtcNow());
        await using var content = new StoredBytes(store, grown is null ? [] : [grown.ObjectKey], received);
        var stored = await store.PutAsync(
            ObjectKey.New(Folder, upload.UserId, "part"),
            content,
            "application/octet-stream",
            PartBytes + ShortPartBytes
        );
        var part = new UploadPart(grown?.StartsAt ?? upload.Received, stored.Length, stored.Key);
        if (part.StartsAt + part.ByteCount < upload.ByteCount)
        {
            return await store.KeepIfAcceptedAsync(stored.Key, () => uploads.AdvanceAsync(upload, part));
        }

        try
        {
            return await EndIfRefusedAsync(upload, () => FinishAsync(upload, [.. grown is null ? parts : parts[..^1], part]));
        }
        finally
        {
            await DeleteAsync(stored.Key);
        }
    }

    private async Task<Upload> FinishAsync(Upload upload, IReadOnlyList<UploadPart> parts)
    {
        await using var bytes = new StoredBytes(store, parts.Select(part => part.ObjectKey));
        var file = PipeReader.Create(bytes, new StreamPipeReaderOptions(leaveOpen: true));
        var head = await file.ReadAtLeastAsync(FileTypes.BytesNeeded);
        var type = AttachmentIntake.RequireType(HeadOf(head));
        intake.RequireRoom(type);
        file.AdvanceTo(head.Buffer.Start);
        return await intake.StoreAsync(
            upload.UserId,
            type,
            file.AsStream(),
            (stored, picture) =>
                uploads.FinishAsync(upload, new NewAttachment(stored, picture, AttachmentEndpoints.Clean(upload.Name, type), upload.Alt))
        );
    }

    private static byte[] HeadOf(ReadResult head) =>
        System.Buffers.BuffersExtensions.ToArray(head.Buffer.Slice(0, Math.Min(FileTypes.BytesNeeded, head.Buffer.Length)));

    // The same bytes would be refused again.
    private async Task<T> EndIfRefusedAsync<T>(Upload upload, Func<Task<T>> use)
    {
        try
        {
            return await use();
        }
        catch (ProblemException refused)
            when (refused.Problem.StatusCode is StatusCodes.Status400BadRequest or StatusCodes.Status415UnsupportedMediaType)
        {
            await uploads.EndAsync(upload.Id, upload.UserId, isRefused: true);
            throw;
        }
    }

    private async Task DeleteAsync(string key)
    {
        try
        {
            await store.DeleteAsync(key);
        }
        catch (ObjectStoreException)
        {
            // It was announced as an upload, and is deleted later.
        }
    }
}
