using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Community.Gateway.Pages;

/// <summary>
/// Parts of several public pages, with the elements and classes of the client's components (web/src/ui): its styles are the styles of
/// these pages, and nothing moves when it takes a page over.
/// </summary>
internal static class PageParts
{
    public const string Search = "M11 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM16 16l4 4";
    public const string Map = "M4 6.5l5-2 6 2 5-2v13l-5 2-6-2-5 2zM9 4.5v13M15 6.5v13";
    public const string Close = "M6 6l12 12M18 6L6 18";
    public const string Compass = "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM15.5 8.5l-2 5-5 2 2-5z";
    public const string Ticket = "M4 6.5h16v3.2a2.3 2.3 0 0 0 0 4.6v3.2H4v-3.2a2.3 2.3 0 0 0 0-4.6zM14 7v2M14 11v2M14 15v2";
    public const string People =
        "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.8 19.5c.6-3.2 3-5 6.2-5s5.6 1.8 6.2 5M15.5 4.9a3.5 3.5 0 0 1 0 6.3M17.5 14.9c2 .7 3.3 2.3 3.7 4.6";
    public const string User = "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c.8-3.6 3.6-5.5 7.5-5.5s6.7 1.9 7.5 5.5";
    public const string Chat = "M4 5h16v11h-9l-4.5 4v-4H4z";
    public const string Calendar = "M4.5 6h15v13.5h-15zM4.5 10.5h15M8.5 3.5v4M15.5 3.5v4";
    public const string Pin =
        "M12 21c4.3-4.6 6.5-8 6.5-11a6.5 6.5 0 0 0-13 0c0 3 2.2 6.4 6.5 11zM12 12.2a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z";

    public static Html Icon(string path, int size = 20) =>
        Html.Of(
            $"<svg class=\"{(path == Chat ? "icon mirrored" : "icon")}\" width=\"{size}\" height=\"{size}\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.75\" stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\"><path d=\"{path}\"/></svg>"
        );

    public static Html Tag(string text, string kind = "plain", string? icon = null) =>
        Html.Of($"<span class=\"tag {kind}\">{(icon is null ? Html.None : Icon(icon, 16))}<bdi>{text}</bdi></span>");

    public static Html ButtonLink(string text, string address, string kind = "plain", bool isWide = false) =>
        Html.Of($"<a class=\"button {kind}{(isWide ? " wide" : "")}\" href=\"{address}\"><span>{text}</span></a>");

    /// <summary>
    /// The picture of an event or a community; without one a pattern that is its own. The addresses are those of the client
    /// (web/src/ui/cover.tsx), so that it does not load the picture again.
    /// </summary>
    public static Html Cover(Guid id, string? picture, bool isFirst)
    {
        var image = picture is null
            ? Tiles(id.ToString())
            : Html.Of(
                $"<img src=\"{InWidth(picture, 1024)}\" srcset=\"{InWidth(picture, 256)} 256w, {InWidth(picture, 1024)} 1024w\" sizes=\"{(isFirst ? "(min-width: 48rem) 46rem, 100vw" : "16rem")}\" alt=\"\" loading=\"{(isFirst ? "eager" : "lazy")}\" decoding=\"async\" width=\"640\" height=\"400\">"
            );
        return Html.Of($"<div class=\"cover {Tone(id.ToString())}\">{image}</div>");
    }

    /// <summary>The picture of a person, or their initials, as web/src/ui/avatar.tsx shows it.</summary>
    public static Html Avatar(Guid id, string name, string? picture, int size)
    {
        const int LargestSmall = 36;
        var image = picture is null
            ? Html.Of($"{Initials(name)}")
            : Html.Of(
                $"<img src=\"{InWidth(picture, size > LargestSmall ? 256 : 64)}\"{(size > LargestSmall ? Html.None : Html.Of($" srcset=\"{InWidth(picture, 256)} 2x\""))} alt=\"\" width=\"{size}\" height=\"{size}\">"
            );
        return Html.Of($"<span class=\"avatar avatar-{size} {Tone(id.ToString())}\" aria-hidden=\"true\">{image}</span>");
    }

    private static string InWidth(string picture, int width) =>
        string.Create(CultureInfo.InvariantCulture, $"{picture}{(picture.Contains('?', StringComparison.Ordinal) ? '&' : '?')}w={width}");

    /// <summary>An event in a list.</summary>
    public static Html EventCard(JsonObject item, PublicTexts texts, DateTimeOffset now, int index, bool isLead)
    {
        if (EventFacts.Of(item) is not { } facts)
        {
            return Html.None;
        }

        var description = isLead ? item.Text("description") : null;
        var place = item.Text("location_name") ?? item.Text("location_city") ?? texts.PlaceLater;
        return Html.Of(
            $"""
            <article class="{(isLead ? "event-card lead-card" : "event-card")}">{Cover(
                facts.Id,
                item.Picture("image_url"),
                index == 0
            )}<div class="event-card-text"><p class="event-card-when">{texts.NearDay(facts.Start, now)} · {texts.Clock(
                facts.Start
            )}</p><h3><a href="{facts.Path}" dir="auto">{PublicTexts.Unbroken(facts.Name)}</a></h3>{(
                description is null ? Html.None : Html.Of($"<p class=\"soft cut in-line\" dir=\"auto\">{description}</p>")
            )}<p class="small soft event-card-where">{Icon(
                Pin,
                16
            )}<bdi>{place}</bdi></p><p class="event-card-foot"><span class="event-card-price">{texts.Money(
                facts.PriceCents,
                facts.Currency
            )}</span>{Room(item, facts, texts)}</p></div></article>
            """
        );
    }

    private static Html Room(JsonObject item, EventFacts facts, PublicTexts texts) =>
        facts.IsCancelled ? Tag(texts.Cancelled, "warn")
        : facts.SpotsRemaining is { } left and <= 10 ? Tag(texts.Spots(left), left == 0 ? "plain" : "accent")
        : item.Number("registration_count") is { } going and > 0 ? Html.Of($"<span class=\"small soft\">{texts.Going(going)}</span>")
        : Html.None;

    /// <summary>Stars of several sizes beside a heading.</summary>
    public static Html Ornament() =>
        Html.Of(
            $"<svg class=\"ornament\" viewBox=\"0 0 320 208\" aria-hidden=\"true\">{Stars.Select(star => Html.Of($"<g class=\"tone-{star.Tone}\"><path class=\"figure\" d=\"{Star(star.X, star.Y, star.Size)}\"/><path class=\"ring\" d=\"{Star(star.X, star.Y, star.Size * 0.79)}\"/><path class=\"mark\" d=\"{Star(star.X, star.Y, star.Size * 0.41)}\"/></g>"))}</svg>"
        );

    private static readonly (double X, double Y, double Size, int Tone)[] Stars =
    [
        (196, 104, 92, 0),
        (74, 66, 48, 1),
        (92, 164, 34, 2),
        (292, 40, 26, 3),
    ];

    // As the client's tone.ts: the same thing has the same colours and the same pattern.
    private static uint Hash(string text)
    {
        var value = text.Aggregate(2_166_136_261u, (hash, letter) => unchecked((hash ^ letter) * 16_777_619u));
        value ^= value >> 15;
        return unchecked(value * 2_246_822_519u);
    }

    private static string Tone(string id) => string.Create(CultureInfo.InvariantCulture, $"tone-{Hash(id) % 6}");

    // "Amal Haddad" is AH; Arabic letters would join, so that one is taken.
    private static string Initials(string name)
    {
        var parts = name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0)
        {
            return "";
        }

        var first = parts[0].EnumerateRunes().First();
        var isArabic = first.Value is >= 0x600 and <= 0x6ff;
        var last = isArabic || parts.Length == 1 ? "" : parts[^1].EnumerateRunes().First().ToString();
        return (first + last).ToUpperInvariant();
    }

    // The outline of a star with eight points: two squares, one turned by an eighth.
    private static string Star(double x, double y, double outer)
    {
        var points = new StringBuilder("M");
        for (var step = 0; step < 16; step++)
        {
            var radius = step % 2 == 0 ? outer : outer * 0.765;
            var angle = Math.PI * step / 8;
            points.Append(step == 0 ? "" : "L");
            points.Append(CultureInfo.InvariantCulture, $"{x + (radius * Math.Cos(angle)):F1} {y + (radius * Math.Sin(angle)):F1}");
        }

        return points.Append('z').ToString();
    }

    private static Html Tiles(string id)
    {
        var seed = Hash(id);
        var size = (int)(56 + (seed % 3 * 14));
        var (half, edge) = (size / 2.0, size * 0.15);
        var (x, y) = (132.0 + ((seed >> 5) % 6 * 11), 96.0 + ((seed >> 9) % 5 * 2));
        var turn = string.Create(CultureInfo.InvariantCulture, $"rotate({(seed >> 13) % 3 * 22.5})");
        var cross = string.Create(
            CultureInfo.InvariantCulture,
            $"M0 0L{edge} {edge}M{size} 0L{size - edge} {edge}M0 {size}L{edge} {size - edge}M{size} {size}L{size - edge} {size - edge}"
        );
        return Html.Of(
            $"<svg viewBox=\"0 0 320 200\" preserveAspectRatio=\"xMidYMid slice\" aria-hidden=\"true\"><defs><pattern id=\"tiles-{id}\" width=\"{size}\" height=\"{size}\" patternUnits=\"userSpaceOnUse\" patternTransform=\"{turn}\"><path class=\"tile\" d=\"{Star(half, half, half)}\"/><path class=\"tile\" d=\"{Star(half, half, half * 0.48)}\"/><path class=\"tile\" d=\"{cross}\"/></pattern></defs><rect width=\"320\" height=\"200\" fill=\"url(#tiles-{id})\"/><path class=\"figure\" d=\"{Star(x, y, 54)}\"/><path class=\"ring\" d=\"{Star(x, y, 43)}\"/><path class=\"mark\" d=\"{Star(x, y, 22)}\"/></svg>"
        );
    }
}
