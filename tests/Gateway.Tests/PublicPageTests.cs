using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Community.Gateway.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Gateway.Tests;

/// <summary>The public pages, rendered by the gateway from the answers of the services.</summary>
public sealed partial class PublicPageTests : IAsyncLifetime
{
    private const string Origin = "https://community.example.org";
    private const string EventId = "0198c0de-0000-7000-8000-0000000000e1";
    private const string CommunityId = "0198c0de-0000-7000-8000-0000000000c1";
    private const string Page = """
        <!doctype html><link rel="stylesheet" crossorigin href="/app/assets/style-1.css"><script type="module" crossorigin src="/app/assets/runtime-1.js"></script><script type="module" crossorigin src="/app/assets/index-1.js"></script>
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("public-pages-").FullName;
    private readonly FakeIdentity _identity = new() { Issuer = Origin };
    private readonly List<Backend> _backends = [];
    private readonly Dictionary<string, string> _asked = new(StringComparer.Ordinal);
    private readonly JsonObject _community = Community();
    private JsonObject _event = Event("Evening bake");
    private bool _isDown;
    private int _lists;
    private bool _hasEvents = true;
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "index.html"), Page);
        await File.WriteAllTextAsync(Path.Combine(_folder, "start.js"), "// Starts the client.\nconst kept = 1;\n\n  start(kept);\n");
        var assets = Directory.CreateDirectory(Path.Combine(_folder, "assets")).FullName;
        foreach (var script in (string[])["arabic", "latin"])
        {
            await File.WriteAllTextAsync(Path.Combine(assets, $"readex-pro-{script}-wght-normal-1.woff2"), script);
        }

        _backends.Add(
            await Backend.StartAsync(
                "identity",
                app =>
                {
                    _identity.Map(app);
                    app.MapGet(
                        "/api/v1/users/by-username/{name}",
                        (HttpContext context, string name) => Answer(context, name == "amal" ? Profile() : null)
                    );
                }
            )
        );
        _backends.Add(
            await Backend.StartAsync(
                "social",
                app =>
                {
                    app.MapGet(
                        "/api/v1/communities/{id}",
                        (HttpContext context, string id) => Answer(context, id == CommunityId ? _community.DeepClone() : null)
                    );
                    app.MapGet("/api/v1/communities", (HttpContext context) => Answer(context, Items(_community.DeepClone())));
                }
            )
        );
        _backends.Add(
            await Backend.StartAsync(
                "events",
                app =>
                {
                    app.MapGet(
                        "/api/v1/events/{id}",
                        (HttpContext context, string id) => Answer(context, id == EventId ? _event.DeepClone() : null)
                    );
                    app.MapGet(
                        "/api/v1/events",
                        (HttpContext context) =>
                        {
                            Interlocked.Increment(ref _lists);
                            return _isDown ? Results.StatusCode(500) : Answer(context, _hasEvents ? Items(_event.DeepClone()) : Items());
                        }
                    );
                }
            )
        );
        _gateway = await GatewayHost.StartAsync(_backends, ("Gateway:Web", _folder), ("Authentication:Issuer", Origin));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        foreach (var backend in _backends)
        {
            await backend.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("/", "Good company is closer", "ItemList")]
    [InlineData($"/e/evening-bake-{"0198c0de0000700080000000000000e1"}", "Bread for beginners.", "Event")]
    [InlineData($"/e/{EventId}", "Bread for beginners.", "Event")]
    [InlineData($"/c/{CommunityId}", "We run along the harbour.", "Organization")]
    [InlineData("/u/amal", "I bake, and I build small robots.", "ProfilePage")]
    public async Task APageIsReadWithoutAScript(string path, string content, string kind)
    {
        var (answer, html) = await ShowAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, html);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        html.ShouldContain("<html lang=\"en\" dir=\"ltr\">");
        MainPart().Match(html).Value.ShouldContain(content);
        foreach (var name in (string[])["og:title", "og:description", "og:url", "og:type"])
        {
            html.ShouldContain($"<meta property=\"{name}\" content=\"");
        }

        var described = JsonNode.Parse(LinkedData().Match(html).Groups["json"].Value)!;
        described["@type"]!.GetValue<string>().ShouldBe(kind);
        (described["url"]?.GetValue<string>() ?? Origin).ShouldStartWith(Origin);
        html.ShouldContain(
            "<script type=\"module\" data-client=\"/app/assets/runtime-1.js /app/assets/index-1.js\">const kept = 1;\nstart(kept);</script>"
        );
        html.ShouldContain("<link rel=\"stylesheet\" href=\"/app/assets/style-1.css\">");
    }

    [Theory]
    [InlineData("en", false)]
    [InlineData("ar", true)]
    public async Task TheFontsOfItsLanguageAreOnTheirWayBeforeTheStyles(string language, bool hasArabic)
    {
        var (_, html) = await ShowAsync($"/?lang={language}");
        html.ShouldContain(Preload("latin"));
        html.Contains(Preload("arabic"), StringComparison.Ordinal).ShouldBe(hasArabic);

        static string Preload(string script) =>
            $"<link rel=\"preload\" href=\"/app/assets/readex-pro-{script}-wght-normal-1.woff2\" as=\"font\" type=\"font/woff2\" crossorigin>";
    }

    [Fact]
    public async Task ThePageHasTheDataThatTheClientTakesOver()
    {
        var (_, html) = await ShowAsync($"/e/{EventId}");
        var data = JsonNode.Parse(FirstData().Match(html).Groups["json"].Value)!;
        JsonNode.DeepEquals(data["event"], _event).ShouldBeTrue();
    }

    [Fact]
    public async Task AnEventSaysWhenAndWhereInItsOwnZone()
    {
        var (_, html) = await ShowAsync($"/e/{EventId}");
        html.ShouldContain("Friday 4 December 2099");
        html.ShouldContain("19:00–22:00");
        html.ShouldContain("<bdi>Harbour kitchen</bdi>");
        html.ShouldContain("href=\"https://www.openstreetmap.org/search?query=Harbour%20kitchen%2C%20Dubai\"");
        html.ShouldContain("3 seats left");
        html.ShouldContain($"href=\"/app/events/{EventId}?take=1\"");
        var described = JsonNode.Parse(LinkedData().Match(html).Groups["json"].Value)!;
        described["startDate"]!.GetValue<string>().ShouldBe("2099-12-04T19:00:00+04:00");
        described["offers"]!["price"]!.GetValue<decimal>().ShouldBe(25.00m);

        _event["latitude"] = 25.2;
        _event["longitude"] = 55.31;
        (await ShowAsync($"/e/{EventId}")).Html.ShouldContain(
            "href=\"https://www.openstreetmap.org/?mlat=25.2&amp;mlon=55.31#map=17/25.2/55.31\""
        );
    }

    [Fact]
    public async Task AProfileSaysItsPlaceOnceTheMonthAndTheNameOfItsBadge()
    {
        var (_, english) = await ShowAsync("/u/amal");
        english.ShouldContain("· <bdi>Dubai</bdi> · Here since November 2026</p>");
        english.ShouldContain("<bdi>Calm Presence</bdi>");
        var (_, arabic) = await ShowAsync("/u/amal?lang=ar");
        arabic.ShouldContain("هنا منذ نوفمبر 2026");
        arabic.ShouldContain("<bdi>حضور هادئ</bdi>");
    }

    [Theory]
    [InlineData("en", "Rules", "By joining you agree to the rules.")]
    [InlineData("ar", "القواعد", "بانضمامك توافق على القواعد.")]
    public async Task TheRulesOfACommunityAreReadBeforeOneJoins(string language, string title, string agreement)
    {
        _community["rules"] = "- Be **kind**\n- <img src=x onerror=alert(1)>";
        // HTML of another service is not put into a page.
        _community["rules_html"] = "<script>alert(1)</script>";

        var (_, html) = await ShowAsync($"/c/{CommunityId}?lang={language}");

        var main = MainPart().Match(html).Value;
        main.ShouldContain($"<summary>{title}</summary>");
        main.ShouldContain("<li>Be <strong>kind</strong></li>");
        main.ShouldContain(agreement);
        main.ShouldNotContain("<img src=x");
        main.ShouldNotContain("<script");
    }

    [Fact]
    public async Task ACommunityWithoutRulesAsksForNoAgreement()
    {
        var (_, html) = await ShowAsync($"/c/{CommunityId}");
        MainPart().Match(html).Value.ShouldNotContain("house-rules");
    }

    [Fact]
    public async Task ACommunityHasOneMainButton()
    {
        var (_, html) = await ShowAsync($"/c/{CommunityId}");
        var main = MainPart().Match(html).Value;
        main.Split("class=\"button primary").Length.ShouldBe(2, main);
        main.ShouldContain($"class=\"button plain\" href=\"/app/sign-in?next=%2Fapp%2Fcommunities%2F{CommunityId}\"");
        main.ShouldNotContain("Choose a discussion");
    }

    [Fact]
    public async Task PicturesComeInTheWidthsThatTheClientAsksFor()
    {
        _event["image_url"] = "/events/e1/image?v=7";
        _event["organizer"]!["picture_url"] = "/users/1/picture";
        var (_, start) = await ShowAsync("/");
        const string Cover = "/api/v1/events/e1/image?v=7&amp;w=";
        start.ShouldContain($"src=\"{Cover}1024\" srcset=\"{Cover}256 256w, {Cover}1024 1024w\"");
        var (_, page) = await ShowAsync($"/e/{EventId}");
        page.ShouldContain($"src=\"{Cover}1024\"");
        page.ShouldContain("src=\"/api/v1/users/1/picture?w=64\" srcset=\"/api/v1/users/1/picture?w=256 2x\"");
        // A preview elsewhere gets the original.
        page.ShouldContain("content=\"https://community.example.org/api/v1/events/e1/image?v=7\"");
    }

    [Theory]
    [InlineData("ar-EG, en;q=0.5", "/")]
    [InlineData("en", "/?lang=ar")]
    [InlineData("ar", $"/e/{EventId}")]
    [InlineData("ar", "/u/nobody-here")]
    public async Task ThePageIsInTheLanguageOfTheReader(string accepted, string path)
    {
        var (answer, html) = await ShowAsync(path, ("Accept-Language", accepted));
        html.ShouldContain("<html lang=\"ar\" dir=\"rtl\">");
        html.ShouldContain("اكتشف");
        answer.Content.Headers.ContentLanguage.ShouldBe(["ar"]);
        answer.Headers.Vary.ShouldContain("Accept-Language");
        if (path.Contains("lang=", StringComparison.Ordinal))
        {
            html.ShouldContain($"<link rel=\"canonical\" href=\"{Origin}/?lang=ar\">");
        }
    }

    [Fact]
    public async Task WithoutAnyEventItSaysSoAndOnlyFiltersAreSaidToFitNone()
    {
        _hasEvents = false;
        var (_, all) = await ShowAsync("/");
        all.ShouldContain("No event is announced yet.");
        all.ShouldContain("href=\"/app/organize/new\"");
        var (_, filtered) = await ShowAsync("/?price=free");
        filtered.ShouldContain("No event fits these filters.");
        filtered.ShouldNotContain("href=\"/app/organize/new\"");
    }

    [Fact]
    public async Task ATextOfAUserStaysAText()
    {
        const string Hostile = "</script><script>alert(1)</script><img src=x onerror=\"alert(2)\">'&\u2028";
        _event = Event(Hostile);
        _event["description"] = Hostile;
        _event["location_name"] = Hostile;
        _event["image_url"] = "javascript:alert(3)";
        _event["interests"] = new JsonArray(Hostile);
        _event["organizer"]!["full_name"] = Hostile;
        foreach (var path in (string[])["/", $"/e/{EventId}", "/?q=" + Uri.EscapeDataString(Hostile)])
        {
            var (answer, html) = await ShowAsync(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            html.ShouldNotContain("<script>");
            html.ShouldNotContain("<img src=x");
            html.ShouldNotContain("=\"javascript:");
            Script().Count(html).ShouldBe(path.Contains("?q", StringComparison.Ordinal) ? 2 : 3);
            InlineHandler().IsMatch(Tags().Replace(html, match => QuotedValue().Replace(match.Value, "\"\""))).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("/e/0198c0de-0000-7000-8000-00000000dead")]
    [InlineData("/e/no-id")]
    [InlineData("/c/0198c0de-0000-7000-8000-00000000dead")]
    [InlineData("/u/nobody-here")]
    public async Task APrivateAndAMissingObjectAreTheSameKindPage(string path)
    {
        var (answer, html) = await ShowAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        html.ShouldContain("This page does not exist, or you may not see it.");
        html.ShouldContain("<meta name=\"robots\" content=\"noindex\">");
        html.ShouldContain("href=\"/\"");
        html.ShouldNotContain("og:");
        html.ShouldNotContain("id=\"first\"");
        html.ShouldBe((await ShowAsync("/e/0198c0de-0000-7000-8000-00000000beef")).Html);
    }

    [Fact]
    public async Task TheServicesAreAskedAsAStranger()
    {
        var (answer, _) = await ShowAsync(
            $"/e/{EventId}",
            ("Authorization", $"Bearer {_identity.Token()}"),
            ("Cookie", "__Host-community=secret")
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        _asked[$"/api/v1/events/{EventId}"].ShouldBe("Authorization: , Cookie: ");
    }

    [Fact]
    public async Task AnUnchangedPageIsNotSentAgainAndAChangedOneIs()
    {
        var (first, _) = await ShowAsync($"/e/{EventId}");
        first.Headers.CacheControl!.ToString().ShouldBe("no-cache");
        var tag = first.Headers.ETag!.ToString();
        (await ShowAsync($"/e/{EventId}", ("If-None-Match", tag))).Answer.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        _event["registration_count"] = 18;
        (await ShowAsync($"/e/{EventId}", ("If-None-Match", tag))).Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ThePolicyIsThatOfTheClient()
    {
        foreach (var path in (string[])["/", $"/e/{EventId}", "/u/nobody-here"])
        {
            var (answer, html) = await ShowAsync(path);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            // Of the scripts in the page this one alone runs.
            var code = Convert.ToBase64String(SHA256.HashData("const kept = 1;\nstart(kept);"u8));
            policy.ShouldStartWith($"default-src 'none'; script-src 'self' 'sha256-{code}'; style-src 'self'; ");
            policy.ShouldNotContain("unsafe");
            html.ShouldNotContain("style=");
            html.ShouldNotContain("{{");
        }
    }

    [Fact]
    public async Task WhileAServiceIsAwayThePageSaysSo()
    {
        await _backends.Single(backend => backend.Name == "events").DisposeAsync();
        var (answer, html) = await ShowAsync($"/e/{EventId}");
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(60));
        html.ShouldContain("Try again in a minute.");
        (await ShowAsync("/u/amal")).Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task TheFiltersOfTheStartPageWorkWithoutAScript()
    {
        var (_, html) = await ShowAsync("/?q=bread&city=Dubai&price=free&when=week&limit=1000");
        var asked = _asked.Keys.Single(target => target.StartsWith("/api/v1/events?", StringComparison.Ordinal));
        asked.ShouldContain("q=bread");
        asked.ShouldContain("city=Dubai");
        asked.ShouldContain("price=free");
        asked.ShouldContain("start_before=");
        asked.ShouldContain("limit=13");
        html.ShouldContain("value=\"bread\"");
        html.ShouldContain(
            "<a class=\"chip\" href=\"/?q=bread&amp;city=Dubai&amp;price=free\" rel=\"nofollow\" aria-current=\"true\"><bdi>Next 7 days</bdi></a>"
        );
        html.ShouldContain(
            "<a class=\"chip\" href=\"/?q=bread&amp;city=Dubai&amp;when=today&amp;price=free\" rel=\"nofollow\"><bdi>Today</bdi></a>"
        );
        html.ShouldContain("<input type=\"hidden\" name=\"when\" value=\"week\">");
        html.ShouldContain("<meta name=\"robots\" content=\"noindex\">");
        html.ShouldNotContain("id=\"first\"");
    }

    [Theory]
    [InlineData("/?when=weekend&city=Dubai", "2026-11-27T20:00:00Z", "2026-11-29T20:00:00Z")]
    [InlineData("/?when=weekend", "2026-11-28T00:00:00Z", "2026-11-30T00:00:00Z")]
    [InlineData("/?when=today&city=Dubai", null, "2026-11-25T20:00:00Z")]
    public async Task DaysBeginAtTheMidnightOfTheCity(string path, string? after, string before)
    {
        // A Wednesday.
        var clock = new ClockAhead
        {
            Ahead = DateTimeOffset.Parse("2026-11-25T10:20:00Z", CultureInfo.InvariantCulture) - TimeProvider.System.GetUtcNow(),
        };
        await using var gateway = await GatewayHost.StartAsync(
            _backends,
            services => services.AddSingleton<TimeProvider>(clock),
            ("Gateway:Web", _folder),
            ("Authentication:Issuer", Origin)
        );
        await gateway.Http.GetStringAsync(path);
        var asked = Uri.UnescapeDataString(_asked.Keys.Single(target => target.Contains("start_before", StringComparison.Ordinal)));
        asked.ShouldContain("start_before=" + before);
        if (after is null)
        {
            asked.ShouldNotContain("start_after");
        }
        else
        {
            asked.ShouldContain("start_after=" + after);
        }
    }

    [Theory]
    [InlineData("ar-SA", "2026-11-25T10:00:00Z", "2026-11-27T00:00:00Z", "2026-11-29T00:00:00Z")]
    [InlineData("ar-AE", "2026-11-25T10:00:00Z", "2026-11-28T00:00:00Z", "2026-11-30T00:00:00Z")]
    [InlineData("en-IR", "2026-11-25T10:00:00Z", "2026-11-27T00:00:00Z", "2026-11-28T00:00:00Z")]
    [InlineData("en-GB", "2026-11-29T10:00:00Z", null, "2026-11-30T00:00:00Z")]
    public void AWeekendIsThatOfTheReadersRegion(string language, string now, string? after, string before)
    {
        static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
        var days = EventDays.Of("weekend", At(now), TimeZoneInfo.Utc, language);
        days.ShouldBe(new EventDays(after is null ? null : At(after), At(before)));
    }

    [Fact]
    public async Task SearchEnginesFindTheListOfPages()
    {
        var (_, robots) = await ShowAsync("/robots.txt");
        robots.ShouldContain($"Sitemap: {Origin}/sitemap.xml");
        robots.ShouldContain("Disallow: /api/\n");
        robots.ShouldContain("Allow: /api/v1/events/*/image\n");
        var (answer, text) = await ShowAsync("/sitemap.xml");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/xml");
        XNamespace sitemap = "http://www.sitemaps.org/schemas/sitemap/0.9";
        var locations = XDocument.Parse(text).Descendants(sitemap + "loc").Select(loc => new Uri(loc.Value)).ToList();
        locations.ShouldAllBe(location => location.GetLeftPart(UriPartial.Authority) == Origin);
        var addresses = locations.Select(location => location.AbsolutePath).ToList();
        addresses.ShouldBe([
            "/",
            "/e/evening-bake-0198c0de0000700080000000000000e1",
            "/c/sunrise-runners-0198c0de0000700080000000000000c1",
        ]);
        foreach (var address in addresses)
        {
            (await ShowAsync(address)).Answer.StatusCode.ShouldBe(HttpStatusCode.OK, address);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData($"/e/{EventId}")]
    [InlineData("/sitemap.xml")]
    [InlineData("/robots.txt")]
    public async Task ThePublicAddressIsTheConfiguredOneWhateverHostIsAsked(string path)
    {
        var (answer, text) = await ShowAsync(path, ("Host", "evil.example"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        text.ShouldContain(Origin);
        text.ShouldNotContain("evil.example");
    }

    [Fact]
    public async Task AFailedListOfPagesIsNotReadAgainForEachRequest()
    {
        _isDown = true;
        for (var request = 0; request < 3; request++)
        {
            var (answer, _) = await ShowAsync("/sitemap.xml");
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromMinutes(1));
        }

        _lists.ShouldBe(1);
    }

    [Fact]
    public async Task AListThatCouldBeReadOnceIsShownWhileItCannot()
    {
        var clock = new ClockAhead();
        await using var gateway = await GatewayHost.StartAsync(
            _backends,
            services => services.AddSingleton<TimeProvider>(clock),
            ("Gateway:Web", _folder),
            ("Authentication:Issuer", Origin)
        );
        (await gateway.Http.GetAsync("/sitemap.xml")).StatusCode.ShouldBe(HttpStatusCode.OK);
        _isDown = true;
        clock.Ahead = TimeSpan.FromMinutes(11);
        (await gateway.Http.GetStringAsync("/sitemap.xml")).ShouldContain("evening-bake");
        (await gateway.Http.GetStringAsync("/sitemap.xml")).ShouldContain("evening-bake");
        _lists.ShouldBe(2, "a failed list is not read again for each request");

        _isDown = false;
        _hasEvents = false;
        clock.Ahead = TimeSpan.FromMinutes(13);
        (await gateway.Http.GetStringAsync("/sitemap.xml")).ShouldNotContain("evening-bake");
    }

    [Fact]
    public async Task AnIssuerThatIsNoAddressFailsAtTheStart() =>
        (
            await Should.ThrowAsync<InvalidOperationException>(() =>
                GatewayHost.StartWithoutWaitingAsync(_backends, ("Gateway:Web", _folder), ("Authentication:Issuer", "community"))
            )
        ).Message.ShouldContain("Authentication:Issuer");

    private sealed class ClockAhead : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
    }

    [Theory]
    [InlineData("Evening bake!", "evening-bake-0198c0de0000700080000000000000e1")]
    [InlineData("  ../<b>", "b-0198c0de0000700080000000000000e1")]
    [InlineData("خبز المساء", "خبز-المساء-0198c0de0000700080000000000000e1")]
    [InlineData("!!!", "0198c0de0000700080000000000000e1")]
    public void ASlugHasTheNameAndIsFoundByItsId(string name, string slug)
    {
        Slug.Of(name, Guid.Parse(EventId)).ShouldBe(slug);
        Slug.IdOf(slug).ShouldBe(Guid.Parse(EventId));
    }

    [Theory]
    [InlineData("")]
    [InlineData("evening-bake")]
    [InlineData("evening-bake0198c0de0000700080000000000000e1")]
    [InlineData("x-0198c0de00007000800000000000zze1")]
    public void ASlugWithoutAnIdNamesNothing(string slug) => Slug.IdOf(slug).ShouldBeNull();

    private async Task<(HttpResponseMessage Answer, string Html)> ShowAsync(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.With(name, value);
        }

        var answer = await _gateway.Http.SendAsync(request);
        return (answer, await answer.Content.ReadAsStringAsync());
    }

    private IResult Answer(HttpContext context, JsonNode? body)
    {
        lock (_asked)
        {
            _asked[context.Request.Path + context.Request.QueryString] =
                $"Authorization: {context.Request.Headers.Authorization}, Cookie: {context.Request.Headers.Cookie}";
        }

        return body is null ? Results.Problem(statusCode: 404) : Results.Text(body.ToJsonString(), "application/json");
    }

    private static JsonObject Items(params JsonNode[] items) =>
        new()
        {
            ["items"] = new JsonArray(items),
            ["total"] = items.Length,
            ["next_cursor"] = null,
        };

    private static JsonObject Event(string name) =>
        JsonSerializer
            .SerializeToNode(
                new
                {
                    id = EventId,
                    name,
                    description = "Bread for beginners. Bring an apron.",
                    interests = new[] { "baking" },
                    location_name = "Harbour kitchen",
                    location_city = "Dubai",
                    location_country = "AE",
                    start_datetime = "2099-12-04T15:00:00Z",
                    end_datetime = "2099-12-04T18:00:00Z",
                    time_zone = "Asia/Dubai",
                    price_cents = 2500,
                    currency = "USD",
                    refund_hours = 24,
                    visibility = "public",
                    status = "published",
                    image_url = (string?)null,
                    organizer = new
                    {
                        id = "0198c0de-0000-7000-8000-000000000001",
                        username = "amal",
                        full_name = "Amal Haddad",
                    },
                    registration_count = 17,
                    spots_remaining = 3,
                }
            )!
            .AsObject();

    private static JsonObject Community() =>
        JsonSerializer
            .SerializeToNode(
                new
                {
                    id = CommunityId,
                    name = "Sunrise runners",
                    description = "We run along the harbour.",
                    member_count = 42,
                    visibility = "public",
                    is_on_web = true,
                }
            )!
            .AsObject();

    private static JsonNode Profile() =>
        JsonSerializer.SerializeToNode(
            new
            {
                id = "0198c0de-0000-7000-8000-000000000001",
                username = "amal",
                full_name = "Amal Haddad",
                bio = "I bake, and I build small robots.",
                interests = new[] { "baking" },
                roles = new[] { "attendee", "organizer" },
                city = "Dubai",
                region = "Dubai",
                identity_badge = "Calm Presence",
                created_at = "2026-11-21T08:30:00Z",
            }
        )!;

    [GeneratedRegex("<main.*</main>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MainPart();

    [GeneratedRegex(
        "<script type=\"application/ld\\+json\"[^>]*>(?<json>.*?)</script>",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex LinkedData();

    [GeneratedRegex(
        "<script type=\"application/json\" id=\"first\">(?<json>.*?)</script>",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex FirstData();

    [GeneratedRegex("<script", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Script();

    [GeneratedRegex("<[a-z][^>]*>", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tags();

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex QuotedValue();

    [GeneratedRegex(@"<[^>]*\son\w+=", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InlineHandler();
}
