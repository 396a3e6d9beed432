using System.Text;
using System.Text.RegularExpressions;

namespace Community.Testing;

/// <summary>
/// A mail as its recipient sees it: read from an .eml file of a pickup folder, or from the data that a mail server received.
/// </summary>
/// <param name="Headers">By lower-case name; encoded words are decoded.</param>
/// <param name="Text">The plain text.</param>
/// <param name="Html">The HTML alternative, if there is one.</param>
public sealed partial record ReceivedMail(IReadOnlyDictionary<string, string> Headers, string Text, string? Html)
{
    /// <summary>Pictures and files, inline or not.</summary>
    public IReadOnlyList<ReceivedAttachment> Attachments { get; init; } = [];

    /// <summary>The recipient.</summary>
    public string To => Headers["to"];

    /// <summary>The subject.</summary>
    public string Subject => Headers["subject"];

    /// <summary>The mails of a pickup folder, oldest first (their names are ids that sort by time).</summary>
    public static IReadOnlyList<ReceivedMail> ReadFolder(string folder) =>
        [.. Directory.GetFiles(folder, "*.eml").Order(StringComparer.Ordinal).Select(file => Parse(File.ReadAllText(file)))];

    /// <summary>Waits for a mail in a pickup folder.</summary>
    public static Task<ReceivedMail> WaitForAsync(string folder, Func<ReceivedMail, bool> which) =>
        Poll.ForAsync(() => Task.FromResult(ReadFolder(folder).LastOrDefault(which)), what: "a mail");

    /// <summary>Parses mails of our own senders: plain text, or text and HTML as alternatives.</summary>
    public static ReceivedMail Parse(string source)
    {
        var (headers, body) = Split(source);
        if (!Boundary().IsMatch(headers["content-type"]))
        {
            return new(headers, Decode(headers, body), null);
        }

        var parts = Leaves(headers, body).ToList();
        string? Part(string type) =>
            parts
                .Where(part => part.Headers["content-type"].StartsWith(type, StringComparison.Ordinal))
                .Select(part => Decode(part.Headers, part.Body))
                .FirstOrDefault();
        return new(headers, Part("text/plain")!, Part("text/html"))
        {
            Attachments =
            [
                .. parts
                    .Where(part =>
                        part.Headers.GetValueOrDefault("content-transfer-encoding") == "base64"
                        && !part.Headers["content-type"].StartsWith("text/html", StringComparison.Ordinal)
                    )
                    .Select(part => new ReceivedAttachment(
                        part.Headers["content-type"].Split(';')[0],
                        part.Headers.GetValueOrDefault("content-id")?.Trim('<', '>'),
                        Convert.FromBase64String(part.Body)
                    )),
            ],
        };
    }

    private static IEnumerable<(Dictionary<string, string> Headers, string Body)> Leaves(Dictionary<string, string> headers, string body)
    {
        if (Boundary().Match(headers["content-type"]) is not { Success: true } boundary)
        {
            return [(headers, body)];
        }

        return body.Split("--" + boundary.Groups["boundary"].Value)[1..^1]
            .Select(part => Split(part.TrimStart('\r', '\n')))
            .SelectMany(part => Leaves(part.Headers, part.Body));
    }

    private static (Dictionary<string, string> Headers, string Body) Split(string source)
    {
        var text = source.Replace("\r\n", "\n", StringComparison.Ordinal);
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var headers = Folding()
            .Replace(text[..end], " ")
            .Split('\n')
            .Select(line => line.Split(": ", 2))
            .Where(header => header.Length == 2)
            .ToDictionary(header => header[0].ToLowerInvariant(), header => DecodeWords(header[1]), StringComparer.Ordinal);
        return (headers, text[(end + 2)..]);
    }

    private static string Decode(Dictionary<string, string> headers, string body) =>
        headers.GetValueOrDefault("content-transfer-encoding") switch
        {
            "quoted-printable" => QuotedPrintable(body.Replace("=\n", "", StringComparison.Ordinal)).TrimEnd('\n'),
            "base64" => Encoding.UTF8.GetString(Convert.FromBase64String(body)),
            _ => body.TrimEnd('\n'),
        };

    // RFC 2047: adjacent encoded words are one text, even if they split a character.
    private static string DecodeWords(string header) =>
        Words()
            .Replace(
                header,
                words =>
                {
                    var bytes = new List<byte>();
                    foreach (Match word in Word().Matches(words.Value))
                    {
                        var text = word.Groups["text"].Value;
                        bytes.AddRange(
                            word.Groups["kind"].Value is "B" or "b"
                                ? Convert.FromBase64String(text)
                                : Encoding.Latin1.GetBytes(QuotedBytes(text.Replace('_', ' ')))
                        );
                    }

                    return Encoding.UTF8.GetString([.. bytes]);
                }
            );

    private static string QuotedPrintable(string text) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(QuotedBytes(text)));

    private static string QuotedBytes(string text) =>
        Quoted().Replace(text, hex => ((char)Convert.ToByte(hex.Groups["hex"].Value, 16)).ToString());

    [GeneratedRegex("boundary=\"?(?<boundary>[^\";]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Boundary();

    [GeneratedRegex("\n[ \t]+", RegexOptions.None, 1000)]
    private static partial Regex Folding();

    [GeneratedRegex(
        @"=\?utf-8\?[BQbq]\?[^?]*\?=(\s+=\?utf-8\?[BQbq]\?[^?]*\?=)*",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Words();

    [GeneratedRegex(@"=\?utf-8\?(?<kind>[BQbq])\?(?<text>[^?]*)\?=", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();

    [GeneratedRegex("=(?<hex>[0-9A-F]{2})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();
}

/// <summary>A file in a mail.</summary>
/// <param name="Type">Its media type.</param>
/// <param name="ContentId">The id by which the HTML shows it; null: it is not shown inline.</param>
/// <param name="Content">The file.</param>
public sealed record ReceivedAttachment(string Type, string? ContentId, byte[] Content);
