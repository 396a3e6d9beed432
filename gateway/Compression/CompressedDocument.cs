using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Community.Gateway.Compression;

/// <summary>
/// A document that is requested often and changes rarely. It is compressed once for each encoding, at the first request for it.
/// </summary>
internal sealed class CompressedDocument(byte[] content)
{
    private readonly string _hash = Convert.ToHexStringLower(SHA256.HashData(content))[..32];
    private readonly Lazy<byte[]> _brotli = new(() => Compress(content, stream => new BrotliStream(stream, CompressionLevel.Optimal)));
    private readonly Lazy<byte[]> _gzip = new(() => Compress(content, stream => new GZipStream(stream, CompressionLevel.Optimal)));

    public byte[] Content => content;

    /// <summary>The document in the best encoding that the request accepts; 304 if the caller has it already.</summary>
    public FileContentHttpResult Answer(HttpContext context, string contentType)
    {
        var headers = context.Response.Headers;
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.CacheControl = "no-cache";
        if (AcceptedEncoding.Has(context.Request, "br"))
        {
            headers.ContentEncoding = "br";
            return Whole(_brotli.Value, contentType, "-br");
        }

        if (AcceptedEncoding.Has(context.Request, "gzip"))
        {
            headers.ContentEncoding = "gzip";
            return Whole(_gzip.Value, contentType, "-gzip");
        }

        return Whole(content, contentType, "");
    }

    private FileContentHttpResult Whole(byte[] bytes, string contentType, string encoding) =>
        TypedResults.Bytes(bytes, contentType, entityTag: new EntityTagHeaderValue($"\"{_hash}{encoding}\""));

    private static byte[] Compress(byte[] content, Func<Stream, Stream> compressor)
    {
        using var compressed = new MemoryStream();
        using (var stream = compressor(compressed))
        {
            stream.Write(content);
        }

        return compressed.ToArray();
    }
}
