using System.Runtime.InteropServices;

namespace Community.Sdk;

/// <summary>Options of one call.</summary>
public record CallOptions
{
    /// <summary>
    /// How long one attempt may take; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>: no limit. Null: the client's.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How often a failed attempt is repeated, where that is safe. Null: as often as the client does.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>
    /// For operations that take an Idempotency-Key: 16 to 255 printable ASCII characters. Null: a new one for each call, the same in its
    /// retries.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>More headers.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }
}

/// <summary>Options of an upload.</summary>
public sealed record UploadOptions : CallOptions
{
    /// <summary>Is told as bytes leave. A retry begins again at 0.</summary>
    public IProgress<UploadProgress>? Progress { get; init; }
}

/// <summary>How far an upload is.</summary>
/// <param name="Sent">Bytes sent so far.</param>
/// <param name="Total">Bytes of the file; null: not known.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct UploadProgress(long Sent, long? Total);
