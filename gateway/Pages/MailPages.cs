using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Community.Gateway.Compression;
using Community.Gateway.Headers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Gateway.Pages;

/// <summary>
/// The pages that identity's mails lead to, until a web client takes them over (<c>Identity:ClientUrl</c>): confirming an address, choosing
/// a new password, the place on the waitlist; and the page to check and print a certificate. Each is one HTML file; the texts of each
/// language are inserted at the start of the process. A script of the gateway's own sends the link's token to the API. The pages load
/// nothing from third parties.
/// </summary>
internal static class MailPages
{
    /// <summary>The paths of the pages, as in the mails, and the page of a certificate (<c>/certificate?code=CERT-…</c>).</summary>
    public static readonly string[] Paths = ["/verify-email", "/reset-password", "/waitlist", "/certificate"];

    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["/pages/pages.js"] = "text/javascript; charset=utf-8",
        ["/pages/pages.css"] = "text/css; charset=utf-8",
        ["/pages/icon.svg"] = "image/svg+xml",
    };

    private static readonly PagePolicy Policy = new(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
            + "form-action 'none'; require-trusted-types-for 'script'"
    );

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static void MapMailPages(this IEndpointRouteBuilder app)
    {
        foreach (var path in Paths)
        {
            var byLanguage = PageLanguage.All.ToDictionary(
                language => language,
                language => new CompressedDocument(Encoding.UTF8.GetBytes(Render(path, language))),
                StringComparer.Ordinal
            );
            app.MapOwn(path, (HttpContext context) => Show(context, byLanguage));
        }

        foreach (var (path, type) in Files)
        {
            var file = new CompressedDocument(Encoding.UTF8.GetBytes(Read(path["/pages/".Length..])));
            app.MapOwn(path, (HttpContext context) => file.Answer(context, type));
        }
    }

    private static FileContentHttpResult Show(HttpContext context, Dictionary<string, CompressedDocument> byLanguage)
    {
        var language = PageLanguage.Of(context.Request);
        context.Features.Set(Policy);
        var answer = byLanguage[language].Answer(context, "text/html; charset=utf-8");
        var headers = context.Response.Headers;
        headers.Append("Vary", "Accept-Language");
        headers.ContentLanguage = language;
        return answer;
    }

    private static string Render(string path, string language)
    {
        var words = Words(language);
        words["language"] = language;
        words["direction"] = PageLanguage.Direction(language);
        words["other_language"] = PageLanguage.Other(language);
        words["title"] = words[
            path switch
            {
                "/verify-email" => "verify_title",
                "/reset-password" => "reset_title",
                "/certificate" => "certificate_title",
                _ => "waitlist_title",
            }
        ];
        var page = Read("layout.html").Replace("{{body}}", Read($"{path[1..]}.html"), StringComparison.Ordinal);
        return words.Aggregate(
            page,
            (text, word) => text.Replace("{{" + word.Key + "}}", Encoder.Encode(word.Value), StringComparison.Ordinal)
        );
    }

    private static Dictionary<string, string> Words(string language) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(Read($"{language}.json"))!;

    private static string Read(string file)
    {
        using var stream =
            typeof(MailPages).Assembly.GetManifestResourceStream($"Pages/{file}")
            ?? throw new InvalidOperationException($"The file Pages/{file} is not in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
