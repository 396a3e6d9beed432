using Community.Gateway.Headers;
using Community.Gateway.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Gateway.Pages;

/// <summary>
/// The addresses in mails, and the one on certificates (<c>/certificate?code=CERT-…</c>). They lead to the screens of the web client. A
/// link's token is in the fragment: no server sees it, and browsers carry it over to the screen. A server without the client says so on a
/// page: a mailed link is never unknown (404).
/// </summary>
internal static class MailLinks
{
    private const string Certificate = "/certificate";

    /// <summary>The longest code that a certificate could have.</summary>
    private const int MaxCode = 64;

    public static readonly string[] Paths = ["/verify-email", "/reset-password", "/waitlist", Certificate];

    private static readonly PagePolicy Policy = new(
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'" + PolicyReports.Directive
    );

    public static void MapMailLinks(this IEndpointRouteBuilder app)
    {
        var isBuilt = app.IsBuilt();
        foreach (var path in Paths)
        {
            app.MapOwn(path, (HttpContext context) => isBuilt ? (IResult)Lead(context.Request, path) : Explain(context));
        }
    }

    private static RedirectHttpResult Lead(HttpRequest request, string path)
    {
        var screen = path == Certificate ? "/certificates" + Code(request) : path;
        var language = request.Query.ContainsKey("lang") ? $"?lang={PageLanguage.Of(request)}" : "";
        return TypedResults.Redirect(WebClient.Root + screen + language);
    }

    // A text that cannot be a code leads to the form that asks for one.
    private static string Code(HttpRequest request) =>
        request.Query["code"].ToString().Trim() is { Length: > 0 and <= MaxCode } code
        && code.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
            ? $"/{code}"
            : "";

    private static ContentHttpResult Explain(HttpContext context)
    {
        var language = PageLanguage.Of(context.Request);
        var (title, text, command) =
            language == "ar"
                ? (
                    "لا يوجد موقع هنا بعد",
                    "يعمل هذا الخادم من دون عميل الويب. لم يُستعمل رابطك: افتحه في تطبيقك، أو اسأل من يدير هذا الخادم.",
                    "لمن يدير الخادم:"
                )
                : (
                    "There is no website here yet",
                    "This server runs without the web client. Your link is not used up: open it in your app, or ask the people who run this server.",
                    "For the people who run it:"
                );
        context.Features.Set(Policy);
        var headers = context.Response.Headers;
        headers.ContentLanguage = language;
        headers.Vary = "Accept-Language";
        headers.CacheControl = "no-store";
        return TypedResults.Text(
            Html.Of(
                    $"""
                    <!doctype html>
                    <html lang="{language}" dir="{PageLanguage.Direction(language)}">
                    <head>
                    <meta charset="utf-8">
                    <meta name="viewport" content="width=device-width, initial-scale=1">
                    <meta name="color-scheme" content="light dark">
                    <meta name="robots" content="noindex">
                    <title>{title} · Community</title>
                    </head>
                    <body>
                    <main>
                    <h1>{title}</h1>
                    <p>{text}</p>
                    <p>{command} <code dir="ltr">Identity__ClientUrl</code>, <code dir="ltr">Gateway__Web</code></p>
                    </main>
                    </body>
                    </html>
                    """
                )
                .ToString(),
            "text/html; charset=utf-8"
        );
    }
}
