using System.Security.Cryptography;
using Community.Gateway.Compression;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Community.Gateway.Web;

/// <summary>A file of the web client, with the compressed forms that the build has made beside it. All of them are in memory.</summary>
internal sealed class WebFile
{
    // The names below it have a hash of the content: the answer of such an address never changes.
    private const string Hashed = "assets/";

    private static readonly FileExtensionContentTypeProvider Types = new();

    private readonly (string Encoding, byte[] Content)[] _forms;
    private readonly string _type;
    private readonly string _hash;
    private readonly string _cacheControl;

    /// <param name="folder">The folder of the client.</param>
    /// <param name="name">The file's path in it, with slashes.</param>
    public WebFile(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        var whole = File.ReadAllBytes(path);
        _forms =
        [
            .. Forms
                .Select(form => (form.Encoding, File: path + form.Extension))
                .Where(form => File.Exists(form.File))
                .Select(form => (form.Encoding, File.ReadAllBytes(form.File))),
            ("", whole),
        ];
        _type = Types.TryGetContentType(name, out var type) ? type : "application/octet-stream";
        if (_type.StartsWith("text/", StringComparison.Ordinal))
        {
            _type += "; charset=utf-8";
        }

        _hash = Convert.ToHexStringLower(SHA256.HashData(whole))[..32];
        _cacheControl = name.StartsWith(Hashed, StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
    }

    /// <summary>The compressed forms, the best first, with the endings of their files.</summary>
    public static (string Encoding, string Extension)[] Forms { get; } = [("br", ".br"), ("gzip", ".gz")];

    /// <summary>The file in the best form that the request accepts; 304 if the caller has it already.</summary>
    public FileContentHttpResult Answer(HttpContext context)
    {
        var (encoding, content) = Array.Find(
            _forms,
            form => form.Encoding.Length == 0 || AcceptedEncoding.Has(context.Request, form.Encoding)
        );
        var headers = context.Response.Headers;
        headers.CacheControl = _cacheControl;
        if (_forms.Length > 1)
        {
            headers.Vary = HeaderNames.AcceptEncoding;
        }

        if (encoding.Length > 0)
        {
            headers.ContentEncoding = encoding;
        }

        var tag = encoding.Length > 0 ? $"\"{_hash}-{encoding}\"" : $"\"{_hash}\"";
        return TypedResults.Bytes(content, _type, entityTag: new EntityTagHeaderValue(tag));
    }
}
