using System.IO.Pipelines;
using System.Text;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Community.Platform.Storage.Images;

/// <summary>The alternative text of a picture.</summary>
public static class AltText
{
    /// <summary>The most characters.</summary>
    public const int MaxLength = 500;

    /// <summary>The text without spaces at its ends; null: there is none.</summary>
    /// <exception cref="ProblemException">400: it is too long, or not a text.</exception>
    public static string? Checked(string? text)
    {
        var alt = text?.Trim();
        if (string.IsNullOrEmpty(alt))
        {
            return null;
        }

        var fault = alt.Length > MaxLength ? Fault.TooLong(MaxLength) : new SingleLineAttribute().FaultOf(alt);
        return fault is null ? alt : throw Problem.Invalid("alt", fault).ToException();
    }
}

/// <summary>
/// A picture, or another file, in a request: as its body, or in a form as <c>file</c>. The form's texts may come before or after it; only
/// the texts are kept in memory.
/// </summary>
public sealed class ImageUpload
{
    private const int MaxTextBytes = 16 * 1024;
    private const int MaxTexts = 8;
    private readonly MultipartReader? _form;
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private PipeReader? _picture;

    private ImageUpload(MultipartReader? form, PipeReader? picture) => (_form, _picture) = (form, picture);

    /// <summary>The file name in a form. The client chooses it: it may have any length and any characters.</summary>
    public string? FileName { get; private set; }

    /// <summary>The picture, read once.</summary>
    public Stream Content => (_picture ?? throw new InvalidOperationException("There is no picture.")).AsStream(leaveOpen: true);

    /// <summary>Reads up to the picture's first byte; null if the request has none.</summary>
    public static async Task<ImageUpload?> OpenAsync(HttpRequest request)
    {
        if (!request.HasFormContentType)
        {
            return new ImageUpload(form: null, request.BodyReader);
        }

        if (
            !MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 100 } boundary
        )
        {
            return null;
        }

        var upload = new ImageUpload(new MultipartReader(boundary, request.Body), picture: null);
        return await upload.ReadFormAsync() ? upload : null;
    }

    /// <summary>Whether it begins as a JPEG, PNG or WebP does.</summary>
    public async Task<bool> IsTakenAsync() =>
        ContentType.Detect(await HeadAsync(ContentType.BytesNeeded)) is ContentType.Jpeg or ContentType.Png or ContentType.Webp;

    /// <summary>Its first bytes, which can still be read afterwards: this many, or all if there are fewer.</summary>
    public async Task<byte[]> HeadAsync(int length)
    {
        var head = await _picture!.ReadAtLeastAsync(length);
        var bytes = new byte[Math.Min(length, head.Buffer.Length)];
        System.Buffers.BuffersExtensions.CopyTo(head.Buffer.Slice(0, bytes.Length), bytes);
        _picture.AdvanceTo(head.Buffer.Start);
        return bytes;
    }

    /// <summary>One of the form's texts, after the picture was read; null if the form has none of that name.</summary>
    public async Task<string?> TextAsync(string name)
    {
        if (_form is not null)
        {
            await ReadFormAsync();
        }

        return _texts.GetValueOrDefault(name);
    }

    /// <summary>Checks the alternative text before the picture is read, as far as it came before it.</summary>
    /// <inheritdoc cref="AltAsync"/>
    public void CheckAlt(string? query) => AltOf(_texts.GetValueOrDefault("alt"), query);

    /// <summary>The alternative text, after the picture was read: of the form, or of the query.</summary>
    /// <param name="query">The text in the request's query.</param>
    /// <exception cref="ProblemException">400: it is too long, or not a text.</exception>
    public async Task<string?> AltAsync(string? query) => AltOf(await TextAsync("alt"), query);

    private static string? AltOf(string? text, string? query) => AltText.Checked(text is { Length: > 0 } form ? form : query);

    /// <summary>
    /// The name of <c>filename*</c> in the encodings of RFC 8187. The framework's reader throws if the parameter has no value, or has an
    /// encoding that .NET refuses (UTF-7).
    /// </summary>
    private static string? ExtendedNameIn(ContentDispositionHeaderValue disposition) =>
        disposition
            .Parameters.Where(parameter => parameter.Name.Equals("filename*", StringComparison.OrdinalIgnoreCase))
            .All(parameter =>
                parameter.Value.StartsWith("UTF-8'", StringComparison.OrdinalIgnoreCase)
                || parameter.Value.StartsWith("ISO-8859-1'", StringComparison.OrdinalIgnoreCase)
            )
            ? disposition.FileNameStar.Value
            : null;

    /// <returns>True at the picture, false at the form's end.</returns>
    private async Task<bool> ReadFormAsync()
    {
        try
        {
            while (await _form!.ReadNextSectionAsync() is { } section)
            {
                var disposition = section.GetContentDispositionHeader();
                var name = disposition?.Name.Value;
                if (name == "file" && _picture is null)
                {
                    FileName = ExtendedNameIn(disposition!) ?? HeaderUtilities.RemoveQuotes(disposition!.FileName).Value;
                    _picture = PipeReader.Create(new FormPart(section.Body));
                    return true;
                }

                if (name is not null && name != "file" && _texts.Count < MaxTexts)
                {
                    _texts[name] = await ReadTextAsync(section.Body);
                }
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException and not BadHttpRequestException)
        {
            // The body is not the form that its header declares. It is treated as the form's end.
        }

        return false;
    }

    /// <summary>
    /// A file in a form. A form that ends before the file is the client's fault, as is a body that ends early: 400. A failure of the
    /// connection cannot be distinguished from that; its 400 reaches no client.
    /// </summary>
    private sealed class FormPart(Stream inner) : ReadOnlyStream
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await inner.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception cut) when (cut is InvalidDataException or IOException and not BadHttpRequestException)
            {
                throw new BadHttpRequestException("The form ends within its file.", cut);
            }
        }
    }

    private static async Task<string> ReadTextAsync(Stream section)
    {
        var bytes = new byte[MaxTextBytes];
        var length = await section.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false);
        return Encoding.UTF8.GetString(bytes, 0, length);
    }
}
