using Community.Messaging.Messages;
using Community.Platform.Http.OpenApi;

namespace Community.Messaging.Uploads;

/// <summary>An upload in parts. It is whole when its attachment is made, never before.</summary>
internal sealed record Upload(
    Guid Id,
    Guid UserId,
    string? Name,
    string? Alt,
    long ByteCount,
    long Received,
    Guid? AttachmentId,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt
)
{
    /// <summary>How many bytes are still to come.</summary>
    public long Missing => ByteCount - Received;

    /// <summary>
    /// How often bytes may be appended: enough for a connection that breaks after every 16 KiB. Each time costs a stored object and
    /// commits, so a byte at a time would cost more than it brings.
    /// </summary>
    public long MostSteps => 64 + (ByteCount / (16 * 1024));
}

/// <summary>A run of received bytes, stored as one object.</summary>
internal sealed record UploadPart(long StartsAt, long ByteCount, string ObjectKey);

/// <summary>An upload in parts.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ByteCount">The file's length.</param>
/// <param name="Received">How many bytes have arrived: the offset of the next PATCH.</param>
/// <param name="ExpiresAt">When it ends. An unfinished upload is deleted then.</param>
/// <param name="Attachment">The file, as soon as all bytes have arrived; null before.</param>
internal sealed record UploadView(Guid Id, long ByteCount, long Received, DateTimeOffset ExpiresAt, AttachmentView? Attachment)
    : IHasExample<UploadView>
{
    public static UploadView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000c9"),
            18_874_368,
            4_194_304,
            new DateTimeOffset(2026, 12, 2, 10, 0, 0, TimeSpan.Zero),
            Attachment: null
        );
}
