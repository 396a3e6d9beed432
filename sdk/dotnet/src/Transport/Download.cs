namespace Community.Sdk;

/// <summary>A file of the server. Dispose of it when it was read.</summary>
public sealed class Download : IDisposable
{
    private readonly HttpResponseMessage _response;

    internal Download(HttpResponseMessage response) => _response = response;

    /// <summary>The media type; null: not told.</summary>
    public string? ContentType => _response.Content.Headers.ContentType?.ToString();

    /// <summary>In bytes; null: not known.</summary>
    public long? Length => _response.Content.Headers.ContentLength;

    /// <summary>The name that the server proposes; null: none.</summary>
    public string? FileName =>
        _response.Content.Headers.ContentDisposition is { } disposition
            ? (disposition.FileNameStar ?? disposition.FileName)?.Trim('"')
            : null;

    /// <summary>The file as it comes.</summary>
    /// <exception cref="IOException">While reading: the connection was cut.</exception>
    public Task<Stream> ReadAsStreamAsync(CancellationToken cancellationToken = default) =>
        _response.Content.ReadAsStreamAsync(cancellationToken);

    /// <summary>The whole file.</summary>
    public Task<byte[]> ReadAsBytesAsync(CancellationToken cancellationToken = default) =>
        _response.Content.ReadAsByteArrayAsync(cancellationToken);

    /// <summary>The whole file as text.</summary>
    public Task<string> ReadAsStringAsync(CancellationToken cancellationToken = default) =>
        _response.Content.ReadAsStringAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _response.Dispose();
}
