using Community.Platform.Http.Problems;
using Community.Platform.Http.Uploads;
using Community.Platform.Http.Validation;
using Community.Platform.Storage;
using Community.Platform.Storage.Images;
using Npgsql;

namespace Community.Messaging.Attachments;

/// <summary>Checks and stores the bytes of a file for a message, in both ways of an upload: in one request, and in parts.</summary>
internal sealed class AttachmentIntake(
    NpgsqlDataSource database,
    IObjectStore store,
    ImageStore images,
    VirusScanner scanner,
    TimeProvider clock
)
{
    /// <summary>Bytes of the largest file.</summary>
    public const long MaxBytes = UploadLimit.Largest;

    private const string Folder = "attachments";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    /// <summary>The type of a file that begins with these bytes (<see cref="FileTypes.BytesNeeded"/>, or all).</summary>
    /// <exception cref="ProblemException">415.</exception>
    public static string RequireType(ReadOnlySpan<byte> head) =>
        FileTypes.Detect(head)
        ?? throw Problem
            .UnsupportedMediaType("The file must be a picture, a PDF, plain text, audio or video of a common format.")
            .ToException();

    /// <summary>Refuses a picture before it is read while too many are being prepared.</summary>
    /// <param name="type">The file's type.</param>
    /// <param name="body">The request's body; null: the bytes are stored already.</param>
    /// <exception cref="ProblemException">503: <c>pictures_busy</c>.</exception>
    public void RequireRoom(string type, Stream? body = null)
    {
        if (ContentType.IsImage(type))
        {
            images.RequireRoom(body);
        }
    }

    /// <summary>Stores a file, lets it be checked for viruses, and uses it. If it or its use is refused, the file is deleted.</summary>
    /// <param name="owner">The user whose file it is.</param>
    /// <param name="type">The type that <see cref="RequireType"/> found.</param>
    /// <param name="content">The bytes, read once.</param>
    /// <param name="use">Makes the row.</param>
    /// <exception cref="ProblemException">
    /// 400: a picture that is not accepted, or a virus; 413; 503: the store or the scanner is away.
    /// </exception>
    public async Task<T> StoreAsync<T>(Guid owner, string type, Stream content, Func<StoredObject, StoredImage?, Task<T>> use)
    {
        await database.ExpectUploadAsync(ObjectKey.PrefixOf(Folder, owner), clock.GetUtcNow());
        try
        {
            var picture = ContentType.IsImage(type) ? await images.PutAsync(Folder, owner, content, MaxBytes, allowsMotion: true) : null;
            var stored =
                picture?.Stored ?? await store.PutAsync(ObjectKey.New(Folder, owner, FileTypes.ExtensionOf(type)), content, type, MaxBytes);
            return await store.KeepIfAcceptedAsync(
                stored.Key,
                async () =>
                {
                    await RequireCleanAsync(stored.Key);
                    return await use(stored, picture);
                }
            );
        }
        catch (InvalidImageException invalid)
        {
            throw Problem.Invalid("file", FaultCode.UnusablePicture, $"is not a usable picture: {invalid.Message}").ToException();
        }
        catch (ObjectStoreException failed) when (failed.Failure == ObjectStoreFailure.TooLarge)
        {
            throw Problem.PayloadTooLarge(MaxBytes).ToException();
        }
        catch (ObjectStoreException failed) when (failed.Failure is ObjectStoreFailure.Unavailable or ObjectStoreFailure.Full)
        {
            throw Problem.ServiceUnavailable(Soon, "Files cannot be stored at the moment. Try again shortly.").ToException();
        }
    }

    /// <summary>Checks the bytes that others will get: those in the store.</summary>
    private async Task RequireCleanAsync(string key)
    {
        if (!scanner.IsOn)
        {
            return;
        }

        try
        {
            await using var file =
                await store.GetAsync(key) ?? throw new ObjectStoreException(ObjectStoreFailure.Unavailable, "The file is gone.");
            if (!await scanner.IsCleanAsync(file.Content))
            {
                throw Problem.Invalid("file", FaultCode.InfectedFile, "was refused by the virus scanner").ToException();
            }
        }
        catch (ScannerException)
        {
            throw Problem.ServiceUnavailable(Soon, "Files cannot be checked at the moment. Try again shortly.").ToException();
        }
    }
}
