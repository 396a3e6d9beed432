using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Community.Gateway.Web;

namespace Community.Gateway.Pages;

/// <summary>
/// <c>/robots.txt</c> and <c>/sitemap.xml</c>: the events and communities that everyone may list. Profiles are not in it: a user who lets
/// others read a page has not asked to be in a list.
/// </summary>
internal sealed class SiteMap(PublicReader reader, TimeProvider clock) : IDisposable
{
    /// <summary>A new list is read when the former one is older.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    private const int PageSize = 100;

    /// <summary>Pages of each kind: 2,000 addresses.</summary>
    private const int MaxPages = 20;

    private static readonly XNamespace Sitemap = "http://www.sitemaps.org/schemas/sitemap/0.9";

    // The public pages, with the files and pictures that they show.
    private const string Robots = """
        User-agent: *
        Allow: /
        Disallow: /api/
        Disallow: /app/
        Disallow: /hubs/
        Allow: /app/assets/
        Allow: /app/start.js
        Allow: /app/icon.svg
        Allow: /api/v1/events/*/image
        Allow: /api/v1/communities/*/picture
        Allow: /api/v1/users/*/picture

        """;

    private readonly SemaphoreSlim _turn = new(1);
    private (DateTimeOffset ReadAt, List<string> Paths)? _read;

    public static void Map(IEndpointRouteBuilder app)
    {
        if (!app.IsBuilt())
        {
            return;
        }

        app.MapOwn(
            "/robots.txt",
            (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "public, max-age=3600";
                return TypedResults.Text($"{Robots}Sitemap: {Origin(context.Request)}/sitemap.xml\n");
            }
        );
        app.MapOwn("/sitemap.xml", (HttpContext context, SiteMap map) => map.AnswerAsync(context));
    }

    public void Dispose() => _turn.Dispose();

    private async Task<IResult> AnswerAsync(HttpContext context)
    {
        List<string> paths;
        try
        {
            paths = await PathsAsync(context);
        }
        catch (PublicReadException)
        {
            context.Response.Headers.RetryAfter = "60";
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        var origin = Origin(context.Request);
        var document = new XElement(
            Sitemap + "urlset",
            paths.Select(path => new XElement(Sitemap + "url", new XElement(Sitemap + "loc", origin + path)))
        );
        context.Response.Headers.CacheControl = "public, max-age=600";
        return TypedResults.Text(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + document.ToString(SaveOptions.DisableFormatting),
            "application/xml",
            Encoding.UTF8
        );
    }

    private async Task<List<string>> PathsAsync(HttpContext context)
    {
        await _turn.WaitAsync(context.RequestAborted);
        try
        {
            if (_read is { } read && clock.GetUtcNow() - read.ReadAt < Fresh)
            {
                return read.Paths;
            }

            List<string> paths = ["/"];
            await foreach (var item in AllAsync("events", "/events", context))
            {
                if (EventFacts.Of(item) is { } facts)
                {
                    paths.Add(facts.Path);
                }
            }

            await foreach (var item in AllAsync("social", "/communities", context))
            {
                if (CommunityPage.PathOf(item) is { } path)
                {
                    paths.Add(path);
                }
            }

            _read = (clock.GetUtcNow(), paths);
            return paths;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async IAsyncEnumerable<System.Text.Json.Nodes.JsonObject> AllAsync(string service, string path, HttpContext context)
    {
        var cursor = "";
        for (var number = 0; number < MaxPages; number++)
        {
            var question = string.Create(CultureInfo.InvariantCulture, $"{path}?limit={PageSize}{cursor}");
            if (await reader.ReadAsync(service, question, context) is not { } page)
            {
                yield break;
            }

            foreach (var item in page.Objects("items"))
            {
                yield return item;
            }

            if (page.Text("next_cursor") is not { } next)
            {
                yield break;
            }

            cursor = $"&cursor={Uri.EscapeDataString(next)}";
        }
    }

    private static string Origin(HttpRequest request) => $"{request.Scheme}://{request.Host}";
}
