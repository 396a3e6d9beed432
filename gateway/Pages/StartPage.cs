using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Community.Gateway.Pages;

/// <summary><c>/</c>: the events that are on, with the filters of the client's start page. The filters work without a script.</summary>
internal static class StartPage
{
    /// <summary>Events of a page, as the client asks for them.</summary>
    private const int PageSize = 13;

    private static readonly string[] Filters = ["q", "city", "when", "price", "cursor"];

    public static async Task<PublicPage?> ShowAsync(HttpContext context, PublicReader reader, PublicTexts texts, DateTimeOffset now)
    {
        var given = Filters.ToDictionary(name => name, name => context.Request.Query[name].ToString(), StringComparer.Ordinal);
        var page = await reader.ReadAsync("events", "/events" + Question(given, now), context);
        var items = page?.Objects("items").ToList() ?? [];
        var isFiltered = given.Values.Any(value => value.Length > 0);
        var main = Html.Of(
            $"""
            <header class="discover-head"><div class="stack"><h1>{texts.StartHeading}</h1><p class="lead">{texts.StartLead}</p></div>{PageParts.Ornament()}</header>{FilterForm(
                given,
                items,
                texts
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

    private static Html FilterForm(Dictionary<string, string> given, List<JsonObject> items, PublicTexts texts)
    {
        var cities = items
            .Select(item => item.Text("location_city"))
            .OfType<string>()
            .Append(given["city"])
            .Where(city => city.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(city => (city, city));
        return Html.Of(
            $"""
            <form class="filters" role="search" action="/" method="get"><div class="search-box">{PageParts.Icon(
                PageParts.Search
            )}<input type="search" name="q" aria-label="{texts.Search}" placeholder="{texts.Placeholder}" value="{given["q"]}" maxlength="200"></div>{Select(
                "when",
                texts.When,
                given["when"],
                [("", texts.AnyDay), ("today", texts.Today), ("week", texts.Week), ("month", texts.Month)]
            )}{Select("city", texts.City, given["city"], [("", texts.AnyCity), .. cities])}{Select(
                "price",
                texts.Price,
                given["price"],
                [("", texts.AnyPrice), ("free", texts.Free), ("paid", texts.Paid)]
            )}<noscript><button class="button plain" type="submit"><span>{texts.Show}</span></button></noscript></form>
            """
        );
    }

    private static Html Select(string name, string label, string value, IEnumerable<(string Value, string Text)> options) =>
        Html.Of(
            $"<div class=\"select\"><label for=\"filter-{name}\" class=\"visually-hidden\">{label}</label><select id=\"filter-{name}\" name=\"{name}\">{options.Select(option => option.Value == value ? Html.Of($"<option value=\"{option.Value}\" selected>{option.Text}</option>") : Html.Of($"<option value=\"{option.Value}\">{option.Text}</option>"))}</select></div>"
        );

    private static string Address(Dictionary<string, string> given) =>
        QueryHelpers.AddQueryString(
            "/",
            given.Where(one => one.Value.Length > 0).ToDictionary(one => one.Key, one => (string?)one.Value, StringComparer.Ordinal)
        );

    /// <summary>The query of <c>GET /events</c> for the filters. One that the page does not have is left out.</summary>
    private static string Question(Dictionary<string, string> given, DateTimeOffset now)
    {
        var question = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["limit"] = PageSize.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var name in (string[])["q", "city", "cursor"])
        {
            if (given[name] is { Length: > 0 and <= 200 } value)
            {
                question[name] = value;
            }
        }

        if (given["price"] is "free" or "paid")
        {
            question["price"] = given["price"];
        }

        var days = given["when"] switch
        {
            "today" => 1,
            "week" => 7,
            "month" => 30,
            _ => 0,
        };
        if (days > 0)
        {
            // A whole hour, so that the same question has the same address.
            question["start_before"] = now
                .UtcDateTime.Date.AddHours(now.UtcDateTime.Hour)
                .AddDays(days)
                .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
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
