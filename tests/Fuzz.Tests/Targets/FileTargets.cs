using System.Text;
using Community.Messaging.Attachments;
using Community.Platform.Storage;
using Community.Platform.Storage.Images;
using Microsoft.AspNetCore.Http;

namespace Community.Fuzz.Tests.Targets;

/// <summary>Uploads: pictures, forms, files, and their storage keys.</summary>
internal static class FileTargets
{
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    );
    private static readonly byte[] Gif = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");
    private static readonly byte[] Webp = Convert.FromBase64String("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==");

    private static readonly byte[] Jpeg =
    [
        0xff,
        0xd8,
        0xff,
        0xe0,
        0,
        16,
        .. "JFIF\0"u8,
        1,
        1,
        0,
        0,
        1,
        0,
        1,
        0,
        0,
        0xff,
        0xe1,
        0,
        34,
        .. "Exif\0\0"u8,
        .. "II*\0"u8,
        8,
        0,
        0,
        0,
        1,
        0,
        0x12,
        1,
        3,
        0,
        1,
        0,
        0,
        0,
        6,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0xff,
        0xc0,
        0,
        11,
        8,
        0,
        1,
        0,
        1,
        1,
        1,
        0x11,
        0,
        0xff,
        0xda,
        0,
        8,
        1,
        1,
        0,
        0,
        63,
        0,
        0x55,
        0xff,
        0,
        0xff,
        0xd9,
    ];

    private static readonly byte[] Hierarchical = [0xff, 0xd8, 0xff, 0xe0, 0, 2, 0xff, 0xdf, 0, 3, 0, .. Jpeg.AsSpan(56)];

    private static readonly byte[] ExtendedWebp =
    [
        .. "RIFF"u8,
        40,
        0,
        0,
        0,
        .. "WEBPVP8X"u8,
        10,
        0,
        0,
        0,
        8,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        .. "VP8L"u8,
        13,
        0,
        0,
        0,
        .. Webp.AsSpan(20, 14),
    ];

    public static IReadOnlyList<Target> List { get; } =
    [
        new("image", Image)
        {
            BinarySeeds = [Png, Gif, Webp, Jpeg, ExtendedWebp, Hierarchical],
            Tokens =
            [
                "IHDR",
                "IDAT",
                "IEND",
                "tEXt",
                "acTL",
                "VP8X",
                "VP8 ",
                "VP8L",
                "ANMF",
                "EXIF",
                "Exif\0\0",
                "NETSCAPE2.0",
                "ICC_PROFILE\0",
            ],
        },
        new(
            "image_upload",
            Upload,
            "multipart/form-data; boundary=b\n--b\r\nContent-Disposition: form-data; name=\"caption\"\r\n\r\nhello\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\nxyz\r\n--b--\r\n",
            "multipart/form-data; boundary=\"b\"\n--b\r\nContent-Disposition: form-data; name=file; filename*=UTF-8''%e2%82%ac\r\n\r\n--b--",
            "multipart/form-data; boundary=\"b\"\n--b\r\nContent-Disposition: form-data; name=file; filename*=UTF-7''%e2%82%ac\r\n\r\nx\r\n--b--",
            "image/png\nxyz",
            "multipart/form-data; boundary=b\n--b\r\nContent-Disposition: form-data; name=file; filename*\r\n\r\nx\r\n--b--",
            "multipart/form-data\n"
        )
        {
            Tokens =
            [
                "--b\r\n",
                "--b--",
                "\r\n\r\n",
                "Content-Disposition: form-data; name=\"",
                "name=\"file\"",
                "filename*=",
                "UTF-8''%",
                "\"",
                ";",
                "boundary=",
                ":",
            ],
            AllocationPerByte = 16_384,
        },
        new(
            "file_type",
            FileType,
            "%PDF-1.7\n",
            "plain text, é",
            "ID3",
            "OggS 12345678",
            "    ftypM4A ",
            "    ftypisom",
            "RIFF    WAVE",
            "fLaC12345678"
        )
        {
            BinarySeeds =
            [
                Png,
                Gif,
                Webp,
                Jpeg,
                [0x1a, 0x45, 0xdf, 0xa3, .. "12345678webm"u8],
                [0xff, 0xfb, 0x90, 0, 0, 0, 0, 0, 0, 0, 0, 0],
                Encoding.UTF8.GetBytes(new string('é', 2_048)),
            ],
            MaxLength = 5_000,
        },
        new(
            "object_key",
            Key,
            "avatars/0198c0de000070008000000000000001/0198c0de000070008000000000000002.png",
            "a/f0de08c0de007008a0007000c0de0000.png",
            "a/../b",
            ".a/b",
            "a//b"
        )
        {
            Tokens = ["/", "..", "/.", "./", "\\", ":", "%2e"],
        },
    ];

    private static void Image(byte[] input) =>
        Input.Refusing<InvalidImageException>(() =>
        {
            using var clean = new MemoryStream();
            var info = ImageMetadata.Strip(new MemoryStream(input), clean);
            Input.Require(
                info is { Width: > 0, Height: > 0 } && info.Pixels <= ImageMetadata.DefaultMaxPixels,
                "a picture has a size within bounds"
            );
            Input.Require(ContentType.ExtensionOf(info.ContentType).Length > 0, "a picture is of a known type");
            Input.Require(clean.Length <= input.Length + 64, "a picture does not grow");
            RequireSame(info, clean.ToArray());
            Input.Require(ImageInfo.Read(new MemoryStream(input)) == info, "the headers alone say the same");
        });

    private static void RequireSame(ImageInfo info, byte[] clean)
    {
        try
        {
            using var again = new MemoryStream();
            Input.Require(ImageMetadata.Strip(new MemoryStream(clean), again) == info, "a cleaned picture is the same picture");
            Input.Require(again.ToArray().AsSpan().SequenceEqual(clean), "a cleaned picture is clean");
        }
        catch (InvalidImageException refused)
        {
            throw new InvalidOperationException("A cleaned picture is refused.", refused);
        }
    }

    private static void Upload(byte[] input)
    {
        var (type, body) = Input.LineAndRest(input);
        var http = new DefaultHttpContext();
        http.Request.ContentType = type;
        http.Request.Body = new MemoryStream(body);
        var read = ReadAsync(http.Request);
        Input.Require(read.IsCompleted, "what is in memory is read at once");
        read.GetAwaiter().GetResult();
    }

    private static async Task ReadAsync(HttpRequest request)
    {
        try
        {
            if (await ImageUpload.OpenAsync(request) is { } upload)
            {
                _ = await upload.IsTakenAsync();
                await upload.Content.CopyToAsync(Stream.Null);
                _ = await upload.TextAsync("caption");
            }
        }
        catch (BadHttpRequestException)
        {
            // A form that ends too early: 400.
        }
    }

    private static void FileType(byte[] input)
    {
        var head = input.AsSpan(0, Math.Min(input.Length, FileTypes.BytesNeeded));
        if (FileTypes.Detect(head) is { } type)
        {
            Input.Require(FileTypes.ExtensionOf(type).Length > 0, "every type has an extension");
            Input.Require(type != FileTypes.PlainText || !FileTypes.IsShown(type), "text is not shown in the page");
        }
    }

    private static void Key(byte[] input)
    {
        var key = Input.Text(input);
        _ = (ObjectKey.TimeOf(key), ObjectKey.VersionOf(key));
        Input.Require(!ObjectKey.IsValid(key) || Path.GetFullPath(key, "/store") == "/store/" + key, "a key stays in the store's folder");
    }
}
