using System.Text;
using System.Text.Json.Nodes;
using Community.Gateway.Compression;
using Community.Gateway.Web;

namespace Community.Gateway.Pages;

/// <summary>
/// The pages without sign-in: <c>/</c>, <c>/e/{slug}</c>, <c>/c/{slug}</c> and <c>/u/{name}</c>. They are whole without a script, for
/// readers, search engines and previews of links. The client takes them over at the first touch, with the data that is in the page.
/// </summary>
internal static class PublicPages
{
    /// <summary>Renders a page; null: the object does not exist, or is not public.</summary>
    private delegate Task<PublicPage?> Show(HttpContext context, PublicReader reader, PublicTexts texts, DateTimeOffset now);

    public static void MapPublicPages(this IEndpointRouteBuilder app)
    {
        if (app.ServiceProvider.GetRequiredService<WebFolder>().Find() is not { } folder)
        {
            return;
        }

        var files = new ClientFiles(folder);
        Map("/", StartPage.ShowAsync);
        Map("/e/{slug}", EventPage.ShowAsync);
        Map("/c/{slug}", CommunityPage.ShowAsync);
        Map("/u/{name}", ProfilePage.ShowAsync);

        void Map(string pattern, Show show) =>
            app.MapOwn(
                pattern,
                (HttpContext context, PublicReader reader, PublicOrigin origin, TimeProvider clock) =>
                    AnswerAsync(context, show, reader, origin.Value, clock, files)
            );
    }

    private static async Task<IResult> AnswerAsync(
        HttpContext context,
        Show show,
        PublicReader reader,
        string origin,
        TimeProvider clock,
        ClientFiles files
    )
    {
        var texts = PublicTexts.Of(PageLanguage.Of(context.Request));
        PublicPage page;
        try
        {
            page = await show(context, reader, texts, clock.GetUtcNow()) ?? Missing(texts);
        }
        catch (PublicReadException)
        {
            page = Away(texts);
            context.Response.Headers.RetryAfter = "60";
        }

        context.Features.Set(files.Policy);
        var html = Encoding.UTF8.GetBytes(Whole(page, texts, context.Request, origin, files).ToString());
        var headers = context.Response.Headers;
        headers.ContentLanguage = texts.Language;
        context.Response.StatusCode = page.Status;
        if (page.Status != StatusCodes.Status200OK)
        {
            headers.Vary = "Accept-Language";
            headers.CacheControl = "no-store";
            return TypedResults.Text(html, "text/html; charset=utf-8", page.Status);
        }

        // Browsers ask again each time: a page that was public a minute ago may be private now. An unchanged page is 304.
        var answer = new CompressedDocument(html).Answer(context, "text/html; charset=utf-8");
        headers.Append("Vary", "Accept-Language");
        return answer;
    }

    private static PublicPage Missing(PublicTexts texts) =>
        Note(texts, "404", texts.Missing, texts.MissingText, StatusCodes.Status404NotFound);

    private static PublicPage Away(PublicTexts texts) =>
        Note(texts, texts.Away, texts.Away, texts.AwayText, StatusCodes.Status503ServiceUnavailable);

    // The same for an object that does not exist and one that is private.
    private static PublicPage Note(PublicTexts texts, string heading, string title, string text, int status) =>
        new(
            title,
            text,
            "/",
            Html.Of(
                $"<div class=\"state\">{PageParts.Icon(PageParts.Compass, 32)}<h1>{heading}</h1><p class=\"soft\">{text}</p>{PageParts.ButtonLink(texts.MissingAction, "/")}</div>"
            ),
            "",
            Status: status,
            IsListed: false
        );

    private static Html Whole(PublicPage page, PublicTexts texts, HttpRequest request, string origin, ClientFiles files)
    {
        var language = texts.Language;
        var other = PageLanguage.Other(language);
        var title = $"{page.Title} · {texts.Product}";
        return Html.Of(
            $"""
            <!doctype html>
            <html lang="{language}" dir="{PageLanguage.Direction(language)}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
            <meta name="color-scheme" content="light dark">
            <meta name="theme-color" content="#9c2f48">
            <title>{title}</title>
            <meta name="description" content="{page.Description}">
            {(page.IsListed ? Html.None : Html.Of($"<meta name=\"robots\" content=\"noindex\">"))}
            {(page.Status == StatusCodes.Status200OK ? Preview(page, texts, origin, request.Query.ContainsKey("lang")) : Html.None)}
            <link rel="icon" href="/app/icon.svg" type="image/svg+xml">
            <link rel="apple-touch-icon" href="/app/icon-180.png">
            {files.In(language)}
            </head>
            <body>
            <div id="app"><a class="skip" href="#main">{texts.Skip}</a>{Header(
                texts,
                page.Path,
                other
            )}<div class="banner" role="status"></div><main id="main" tabindex="-1" aria-label="{page.Title}" class="screen {page.Style}">{page.Main}</main></div>
            {(page.Data is null ? Html.None : Html.FirstData(page.Data))}
            </body>
            </html>
            """
        );
    }

    private static Html Preview(PublicPage page, PublicTexts texts, string origin, bool hasLanguage)
    {
        var address = origin + page.Path;
        if (page.LinkedData is not null)
        {
            MakeAbsolute(page.LinkedData, origin);
        }

        return Html.Of(
            $"""
            <link rel="canonical" href="{(hasLanguage ? $"{address}?lang={texts.Language}" : address)}">
            <link rel="alternate" hreflang="en" href="{address}?lang=en">
            <link rel="alternate" hreflang="ar" href="{address}?lang=ar">
            <link rel="alternate" hreflang="x-default" href="{address}">
            <meta property="og:type" content="{page.Kind}">
            <meta property="og:site_name" content="{texts.Product}">
            <meta property="og:title" content="{page.Title}">
            <meta property="og:description" content="{page.Description}">
            <meta property="og:url" content="{address}">
            <meta property="og:locale" content="{(texts.Language == "ar" ? "ar_AE" : "en_GB")}">
            {(page.Image is null ? Html.None : Html.Of($"<meta property=\"og:image\" content=\"{origin + page.Image}\">"))}
            <meta name="twitter:card" content="{(page.Image is null ? "summary" : "summary_large_image")}">
            {(page.LinkedData is null ? Html.None : Html.LinkedData(page.LinkedData))}
            """
        );
    }

    private static Html Header(PublicTexts texts, string path, string other)
    {
        (string Address, string Text, string Icon)[] links =
        [
            ("/", texts.Discover, PageParts.Compass),
            ("/app/mine", texts.Mine, PageParts.Ticket),
            ("/app/communities", texts.Communities, PageParts.People),
            ("/app/people", texts.People, PageParts.User),
            ("/app/messages", texts.Messages, PageParts.Chat),
        ];
        return Html.Of(
            $"""
            <header class="bar"><div class="bar-inner"><a class="brand" href="/" aria-label="{texts.Home}"><svg viewBox="0 0 40 40" width="32" height="32" aria-hidden="true" class="mark-of-product"><rect x="7.5" y="7.5" width="25" height="25" rx="2.5"/><rect x="7.5" y="7.5" width="25" height="25" rx="2.5" transform="rotate(45 20 20)"/><circle cx="20" cy="20" r="6"/></svg><span>{texts.Product}</span></a><nav aria-label="{texts.Main}">{links.Select(
                link =>
                    Html.Of(
                        $"<a href=\"{link.Address}\"{(IsHere(link.Address, path) ? Html.Of($" aria-current=\"page\"") : Html.None)}>{PageParts.Icon(link.Icon)}<span>{link.Text}</span></a>"
                    )
            )}</nav><div class="bar-end"><a class="language" href="?lang={other}" hreflang="{other}" lang="{other}">{texts.OtherName}</a><a class="button plain enter" href="/app/sign-in"><span>{texts.SignIn}</span></a></div></div></header>
            """
        );
    }

    private static bool IsHere(string address, string path) =>
        address switch
        {
            "/" => path == "/" || path.StartsWith("/e/", StringComparison.Ordinal),
            "/app/communities" => path.StartsWith("/c/", StringComparison.Ordinal),
            "/app/people" => path.StartsWith("/u/", StringComparison.Ordinal),
            _ => false,
        };

    // Addresses in linked data have to be whole; the pages name their own paths.
    private static void MakeAbsolute(JsonNode node, string origin)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items.OfType<JsonNode>())
            {
                MakeAbsolute(item, origin);
            }
        }
        else if (node is JsonObject fields)
        {
            foreach (var (name, value) in fields.ToList())
            {
                if (name is "url" or "image" && fields.Text(name) is { } path && path.StartsWith('/'))
                {
                    fields[name] = origin + path;
                }
                else if (value is JsonObject or JsonArray)
                {
                    MakeAbsolute(value, origin);
                }
            }
        }
    }
}
