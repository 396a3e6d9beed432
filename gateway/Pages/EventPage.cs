using System.Globalization;
using System.Text.Json.Nodes;

namespace Community.Gateway.Pages;

/// <summary><c>/e/{slug}</c>: a public event.</summary>
internal static class EventPage
{
    private const int ShownInterests = 4;

    public static async Task<PublicPage?> ShowAsync(HttpContext context, PublicReader reader, PublicTexts texts, DateTimeOffset now)
    {
        if (
            Slug.IdOf(context.Request.RouteValues["slug"]?.ToString() ?? "") is not { } id
            || await reader.ReadAsync("events", $"/events/{id}", context) is not { } item
            || EventFacts.Of(item) is not { } facts
        )
        {
            return null;
        }

        var image = item.Picture("image_url");
        var description = item.Text("description");
        var place = item.Text("location_name");
        var address = string.Join(", ", new[] { item.Text("location_address"), item.Text("location_city") }.OfType<string>());
        var host = item["organizer"] as JsonObject;
        var main = Html.Of(
            $"""
            <article class="event-grid"><div class="event-picture">{PageParts.Cover(
                facts.Id,
                image,
                isFirst: true
            )}</div><div class="event-main"><header class="stack event-title"><h1 dir="auto">{PublicTexts.Unbroken(facts.Name)}</h1><p class="row">{PageParts.Tag(
                texts.Going(item.Number("registration_count") ?? 0),
                icon: PageParts.People
            )}{item.Texts("interests").Take(ShownInterests).Select(interest =>
                PageParts.Tag(interest)
            )}</p></header><section class="stack" aria-labelledby="about"><h2 id="about">{texts.About}</h2>{(
                description is null
                    ? Html.Of($"<p class=\"soft\">{texts.NoAbout}</p>")
                    : Html.Of($"<p class=\"event-text in-line\" dir=\"auto\">{description}</p>")
            )}</section></div>
            <aside class="event-side"><dl class="facts"><div><dt class="visually-hidden">{texts.When}</dt>{PageParts.Icon(
                PageParts.Calendar
            )}<dd><strong><time datetime="{Iso(facts.Start)}">{texts.LongDay(facts.Start)}</time></strong><span>{texts.Span(
                facts.Start,
                facts.End
            )}</span></dd></div><div><dt class="visually-hidden">{texts.Where}</dt>{PageParts.Icon(PageParts.Pin)}<dd><strong><bdi>{place
                ?? texts.PlaceLater}</bdi></strong>{(
                address.Length == 0 ? Html.None : Html.Of($"<span class=\"soft\"><bdi>{address}</bdi></span>")
            )}{Map(item, texts)}</dd></div>{Host(host, texts)}</dl>{Seat(facts, item, texts, now)}</aside></article>
            """
        );
        return new PublicPage(
            facts.Name,
            Summary(facts, place ?? item.Text("location_city"), description, texts),
            facts.Path,
            main,
            "event-page",
            new JsonObject { ["event"] = item.DeepClone() },
            Described(facts, item, description, place, image, host),
            image
        );
    }

    /// <summary>A link to OpenStreetMap, as web/src/app/maps.ts makes it. Nothing is sent before the reader follows it.</summary>
    private static Html Map(JsonObject item, PublicTexts texts)
    {
        var place = item.Text("location_address") ?? item.Text("location_name");
        var address = string.Join(", ", new[] { place, item.Text("location_city") }.OfType<string>());
        var target =
            item["latitude"] is { } latitude && item["longitude"] is { } longitude
                ? $"?mlat={latitude.ToJsonString()}&mlon={longitude.ToJsonString()}#map=17/{latitude.ToJsonString()}/{longitude.ToJsonString()}"
            : address.Length > 0 ? $"search?query={Uri.EscapeDataString(address)}"
            : null;
        return target is null
            ? Html.None
            : Html.Of(
                $"<a class=\"small fact-more\" href=\"https://www.openstreetmap.org/{target}\" target=\"_blank\" rel=\"noopener noreferrer\">{texts.Map}</a>"
            );
    }

    private static Html Host(JsonObject? host, PublicTexts texts) =>
        host?.Id() is not { } id || (host.Text("full_name") ?? host.Text("username")) is not { } name
            ? Html.None
            : Html.Of(
                $"<div><dt class=\"visually-hidden\">{texts.Host}</dt>{PageParts.Avatar(id, name, host.Picture("picture_url"), 24)}<dd><span class=\"small soft\">{texts.Host}</span><bdi>{name}</bdi></dd></div>"
            );

    private static Html Seat(EventFacts facts, JsonObject item, PublicTexts texts, DateTimeOffset now)
    {
        if (facts.IsCancelled || facts.End <= now)
        {
            return Html.Of(
                $"<section class=\"seat\" aria-label=\"{texts.SeatTitle}\"><p class=\"seat-note\">{(facts.IsCancelled ? texts.EventCancelled : texts.EventOver)}</p></section>"
            );
        }

        var price = texts.Money(facts.PriceCents, facts.Currency);
        var action =
            facts.SpotsRemaining == 0 ? texts.JoinWaitlist
            : facts.PriceCents > 0 ? string.Format(CultureInfo.InvariantCulture, texts.GetTicket, price)
            : texts.Register;
        var refund =
            facts.PriceCents > 0 ? Html.Of($"<p class=\"small soft\">{texts.Refund(item.Number("refund_hours") ?? 0)}</p>") : Html.None;
        return Html.Of(
            $"<section class=\"seat\" aria-label=\"{texts.SeatTitle}\"><div class=\"seat-bar\"><p class=\"seat-price\"><strong>{price}</strong><span class=\"small soft\">{(facts.SpotsRemaining is { } left ? texts.Spots(left) : texts.Unlimited)}</span></p>{PageParts.ButtonLink(action, $"/app/events/{facts.Id}?take=1", "primary")}</div>{refund}</section>"
        );
    }

    private static string Summary(EventFacts facts, string? place, string? description, PublicTexts texts)
    {
        var head = $"{texts.LongDay(facts.Start)}, {texts.Clock(facts.Start)}{(place is null ? "" : $" · {place}")}";
        return (description is null ? head : $"{head}. {description}").Shortened(200);
    }

    private static string Iso(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static JsonObject Described(
        EventFacts facts,
        JsonObject item,
        string? description,
        string? place,
        string? image,
        JsonObject? host
    )
    {
        var city = item.Text("location_city");
        var described = new JsonObject
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "Event",
            ["name"] = facts.Name,
            ["url"] = facts.Path,
            ["startDate"] = Iso(facts.Start),
            ["endDate"] = Iso(facts.End),
            ["eventStatus"] = $"https://schema.org/{(facts.IsCancelled ? "EventCancelled" : "EventScheduled")}",
            ["eventAttendanceMode"] = "https://schema.org/OfflineEventAttendanceMode",
            ["location"] = new JsonObject
            {
                ["@type"] = "Place",
                ["name"] = place ?? city,
                ["address"] = new JsonObject
                {
                    ["@type"] = "PostalAddress",
                    ["streetAddress"] = item.Text("location_address"),
                    ["addressLocality"] = city,
                    ["addressCountry"] = item.Text("location_country"),
                },
            },
            ["offers"] = new JsonObject
            {
                ["@type"] = "Offer",
                ["url"] = facts.Path,
                ["price"] = PublicTexts.Decimal(facts.PriceCents, facts.Currency),
                ["priceCurrency"] = facts.Currency.ToUpperInvariant(),
                ["availability"] = $"https://schema.org/{(facts.SpotsRemaining == 0 ? "SoldOut" : "InStock")}",
            },
        };
        if (description is not null)
        {
            described["description"] = description;
        }

        if (image is not null)
        {
            described["image"] = image;
        }

        if ((host?.Text("full_name") ?? host?.Text("username")) is { } name)
        {
            described["organizer"] = new JsonObject { ["@type"] = "Person", ["name"] = name };
        }

        return described;
    }
}
