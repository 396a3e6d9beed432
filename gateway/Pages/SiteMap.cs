using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Community.Gateway.Web;

namespace Community.Gateway.Pages;

/// <summary>
/// <c>/robots.txt</c> and <c>/sitemap.xml</c>: the public events and communities. Profiles are not in it: permission to read a page is no
/// permission to list it.
/// </summary>
internal sealed class SiteMap(PublicReader reader, PublicOrigin origin, TimeProvider clock) : IDisposable
{
    /// <summary>A new list is read when the former one is older.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    /// <summary>After a failed read, the list is not read again for this time.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);

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
        Allow: /app/icon
        Allow: /api/v1/events/*/image
        Allow: /api/v1/communities/*/picture
        Allow: /api/v1/users/*/picture

        """;

    private readonly SemaphoreSlim _turn = new(1);
    private DateTimeOffset _nextAt;
    private List<string>? _paths;

    public static void Map(IEndpointRouteBuilder app)
    {
        if (!app.IsBuilt())
        {
            return;
        }

        _ = app.ServiceProvider.GetRequiredService<PublicOrigin>(); // a wrong setting fails at the start, not at the first request
        app.MapOwn(
            "/robots.txt",
            (HttpContext context, PublicOrigin origin) =>
            {
                context.Response.Headers.CacheControl = "public, max-age=3600";
                return TypedResults.Text($"{Robots}Sitemap: {origin.Value}/sitemap.xml\n");
            }
        );
        app.MapOwn("/sitemap.xml", (HttpContext context, SiteMap map) => map.AnswerAsync(context));
    }

    public void Dispose() => _turn.Dispose();

    private async Task<IResult> AnswerAsync(HttpContext context)
    {
        if (await PathsAsync(context) is not { } paths)
        {
            context.Response.Headers.RetryAfter = Retry.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        var document = new XElement(
            Sitemap + "urlset",
            paths.Select(path => new XElement(Sitemap + "url", new XElement(Sitemap + "loc", origin.Value + path)))
        );
        context.Response.Headers.CacheControl = "public, max-age=600";
        return TypedResults.Text(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + document.ToString(SaveOptions.DisableFormatting),
            "application/xml",
            Encoding.UTF8
        );
    }

    /// <summary>The list of the last time that it could be read. A failed read is tried again after a minute.</summary>
    /// <returns>Null: it was never read.</returns>
    private async Task<List<string>?> PathsAsync(HttpContext context)
    {
        await _turn.WaitAsync(context.RequestAborted);
        try
        {
            if (clock.GetUtcNow() >= _nextAt)
            {
                var paths = await ReadAsync(context);
                _paths = paths ?? _paths;
                _nextAt = clock.GetUtcNow() + (paths is null ? Retry : Fresh);
            }

            return _paths;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<List<string>?> ReadAsync(HttpContext context)
    {
        try
        {
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

            return paths;
        }
        catch (PublicReadException)
        {
            return null;
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
}
