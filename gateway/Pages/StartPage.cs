using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Community.Gateway.Pages;

/// <summary><c>/</c>: the events that are on, with the filters of the client's start page. The filters work without a script.</summary>
internal static class StartPage
{
    /// <summary>Events of a page, as the client asks for them.</summary>
    private const int PageSize = 13;

    /// <summary>Cities that are offered at most.</summary>
    private const int MostCities = 8;

    /// <summary>The filters that are links: a search keeps them.</summary>
    private static readonly string[] Chosen = ["city", "when", "price", "lang"];

    private static readonly string[] Filters = ["q", "city", "when", "price", "cursor"];

    /// <summary>Characters. A longer filter is left out: each link of the page repeats it.</summary>
    private const int LongestFilter = 200;

    public static async Task<PublicPage?> ShowAsync(HttpContext context, PublicReader reader, PublicTexts texts, DateTimeOffset now)
    {
        var given = Filters.ToDictionary(
            name => name,
            name => context.Request.Query[name].ToString() is { Length: <= LongestFilter } value ? value : "",
            StringComparer.Ordinal
        );
        var zone = EventDays.NeedZone(given["when"]) ? await ZoneAsync(given["city"], reader, context) : TimeZoneInfo.Utc;
        var days = EventDays.Of(given["when"], now, zone, PageLanguage.WithRegion(context.Request, texts.Language));
        var page = await reader.ReadAsync("events", "/events" + Question(given, days), context);
        var items = page?.Objects("items").ToList() ?? [];
        var isFiltered = given.Values.Any(value => value.Length > 0);
        // A language that the address names is kept by all links.
        given["lang"] = context.Request.Query["lang"] == texts.Language ? texts.Language : "";
        var main = Html.Of(
            $"""
            <header class="discover-head"><div class="stack"><h1>{texts.StartHeading}</h1><p class="lead">{texts.StartLead}</p></div>{PageParts.Ornament()}</header>{FilterForm(
                given,
                items,
                texts,
                isFiltered
            )}
            {(items.Count == 0 ? Empty(texts, isFiltered) : Cards(page!, items, texts, now, isFiltered, given))}
            """
        );
        return new PublicPage(
            texts.StartTitle,
            texts.StartLead,
            "/",
            main,
            "discover",
            page is null || isFiltered ? null : new JsonObject { ["events"] = page.DeepClone() },
            Listed(items),
            IsListed: !isFiltered
        );
    }

    /// <summary>The zone of the events in a city; UTC where there is none, because the server does not know the reader's.</summary>
    private static async Task<TimeZoneInfo> ZoneAsync(string city, PublicReader reader, HttpContext context)
    {
        if (city.Length == 0)
        {
            return TimeZoneInfo.Utc;
        }

        var question = QueryHelpers.AddQueryString(
            "/events",
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["city"] = city, ["limit"] = "1" }
        );
        var page = await reader.ReadAsync("events", question, context);
        var name = page?.Objects("items").FirstOrDefault()?.Text("time_zone");
        return name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;
    }

    private static Html Empty(PublicTexts texts, bool isFiltered) =>
        Html.Of(
            $"<div class=\"state\">{PageParts.Icon(PageParts.Compass, 32)}<h2 class=\"state-title\">{texts.NothingYet}</h2><p class=\"soft\">{(isFiltered ? texts.NothingFits : texts.NothingAtAll)}</p>{(isFiltered ? Html.None : MakeFirst(texts))}</div>"
        );

    private static Html MakeFirst(PublicTexts texts) =>
        Html.Of($"<a class=\"button primary\" href=\"/app/organize/new\"><span>{texts.MakeFirst}</span></a>");

    private static Html Cards(
        JsonObject page,
        List<JsonObject> items,
        PublicTexts texts,
        DateTimeOffset now,
        bool isFiltered,
        Dictionary<string, string> given
    )
    {
        var more = page.Text("next_cursor") is { } cursor
            ? Html.Of(
                $"<div class=\"discover-more\">{PageParts.ButtonLink(texts.More, Address(new(given, StringComparer.Ordinal) { ["cursor"] = cursor }))}</div>"
            )
            : Html.None;
        return Html.Of(
            $"<h2 class=\"visually-hidden\">{texts.Found(page.Number("total") ?? items.Count)}</h2><div class=\"cards\">{items.Select((item, index) => PageParts.EventCard(item, texts, now, index, index == 0 && !isFiltered))}</div>{more}"
        );
    }

    private static Html FilterForm(Dictionary<string, string> given, List<JsonObject> items, PublicTexts texts, bool isFiltered)
    {
        Html Group(string name, string label, IEnumerable<(string Value, string Text)> options) =>
            Html.Of(
                $"<div class=\"chips\" role=\"group\" aria-label=\"{label}\">{options.Select(option => Chip(given, name, option.Value, option.Text))}</div>"
            );
        var kept = Chosen.Where(name => given[name].Length > 0);
        return Html.Of(
            $"""
            <form class="filters" role="search" action="/" method="get">{kept.Select(name =>
                Html.Of($"<input type=\"hidden\" name=\"{name}\" value=\"{given[name]}\">")
            )}<div class="search-box">{PageParts.Icon(
                PageParts.Search
            )}<input type="search" name="q" aria-label="{texts.Search}" placeholder="{texts.Placeholder}" value="{given["q"]}" maxlength="200"></div><a class="button plain" href="/app/?view=map">{PageParts.Icon(PageParts.Map)}<span>{texts.EventMap}</span></a><noscript><button class="button plain" type="submit"><span>{texts.Show}</span></button></noscript><div class="chip-line">{Group(
                "when",
                texts.When,
                [("today", texts.Today), ("weekend", texts.Weekend), ("week", texts.Week), ("month", texts.Month)]
            )}{Group("price", texts.Price, [("free", texts.Free), ("paid", texts.Paid)])}{Group(
                "city",
                texts.City,
                CitiesOf(items, given["city"]).Select(city => (city, city))
            )}{(isFiltered ? Html.Of($"<a class=\"button quiet\" href=\"/\">{PageParts.Icon(PageParts.Close)}<span>{texts.Clear}</span></a>") : Html.None)}</div></form>
            """
        );
    }

    /// <summary>A filter as a link. The one that is on leads to the events without it.</summary>
    private static Html Chip(Dictionary<string, string> given, string name, string value, string text)
    {
        var isOn = given[name] == value;
        var address = Address(new(given, StringComparer.Ordinal) { [name] = isOn ? "" : value, ["cursor"] = "" });
        return Html.Of(
            $"<a class=\"chip\" href=\"{address}\" rel=\"nofollow\"{(isOn ? Html.Of($" aria-current=\"true\"") : Html.None)}><bdi>{text}</bdi></a>"
        );
    }

    /// <summary>The cities of events as the client chooses them (chips.tsx): the most frequent, and the chosen one.</summary>
    private static IEnumerable<string> CitiesOf(List<JsonObject> items, string chosen) =>
        items
            .Select(item => item.Text("location_city"))
            .OfType<string>()
            .Where(city => city.Length > 0)
            .GroupBy(city => city, StringComparer.Ordinal)
            .OrderByDescending(group => group.Count())
            .Select(group => group.Key)
            .Prepend(chosen)
            .Where(city => city.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Take(MostCities)
            .Order(StringComparer.Ordinal);

    private static string Address(Dictionary<string, string> given) =>
        QueryHelpers.AddQueryString(
            "/",
            given.Where(one => one.Value.Length > 0).ToDictionary(one => one.Key, one => (string?)one.Value, StringComparer.Ordinal)
        );

    /// <summary>The query of <c>GET /events</c> for the filters. One that the page does not have is left out.</summary>
    private static string Question(Dictionary<string, string> given, EventDays days)
    {
        var question = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["limit"] = PageSize.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var name in (string[])["q", "city", "cursor"])
        {
            if (given[name] is { Length: > 0 } value)
            {
                question[name] = value;
            }
        }

        if (given["price"] is "free" or "paid")
        {
            question["price"] = given["price"];
        }

        if (days.After is { } after)
        {
            question["start_after"] = EventDays.Text(after);
        }

        if (days.Before is { } before)
        {
            question["start_before"] = EventDays.Text(before);
        }

        return QueryHelpers.AddQueryString("", question);
    }

    private static JsonObject Listed(List<JsonObject> items) =>
        new()
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "ItemList",
            ["itemListElement"] = new JsonArray([
                .. items
                    .Select(EventFacts.Of)
                    .OfType<EventFacts>()
                    .Select(
                        (facts, index) =>
                            (JsonNode)
                                new JsonObject
                                {
                                    ["@type"] = "ListItem",
                                    ["position"] = index + 1,
                                    ["name"] = facts.Name,
                                    ["url"] = facts.Path,
                                }
                    ),
            ]),
        };
}
