using System.Text.Json.Nodes;

namespace Community.Gateway.Pages;

/// <summary><c>/c/{slug}</c>: a community that is public on the web (<c>is_on_web</c>). Its discussions are for users.</summary>
internal static class CommunityPage
{
    public static string? PathOf(JsonObject community) =>
        community.Id() is { } id && community.Text("name") is { } name ? $"/c/{Uri.EscapeDataString(Slug.Of(name, id))}" : null;

    public static async Task<PublicPage?> ShowAsync(HttpContext context, PublicReader reader, PublicTexts texts, DateTimeOffset now)
    {
        if (
            Slug.IdOf(context.Request.RouteValues["slug"]?.ToString() ?? "") is not { } id
            || await reader.ReadAsync("social", $"/communities/{id}", context) is not { } community
            || PathOf(community) is not { } path
            || community.Text("name") is not { } name
        )
        {
            return null;
        }

        var picture = community.Picture("picture_url");
        var description = community.Text("description");
        var rules = community.Text("rules") is { } written
            ? Html.Of(
                $"<details class=\"house-rules\"><summary>{texts.Rules}</summary><div class=\"prose\" dir=\"auto\">{Html.OfMarkdown(written)}</div></details><p class=\"small soft\">{texts.AgreeToRules}</p>"
            )
            : Html.None;
        var members = texts.Members(community.Number("member_count") ?? 0);
        var join = $"/app/communities/{id}";
        var main = Html.Of(
            $"""
            <section class="talk-list" aria-label="{texts.Threads}"><header class="community-head">{PageParts.Cover(
                id,
                picture,
                isFirst: true
            )}<h1 class="community-name" dir="auto">{name}</h1><p class="row small"><span class="soft">{members}</span></p>{(
                description is null ? Html.None : Html.Of($"<p class=\"soft\" dir=\"auto\">{description}</p>")
            )}{rules}{PageParts.ButtonLink(
                texts.Join,
                join,
                "primary",
                isWide: true
            )}</header><div class="stack"><p class="soft">{texts.SignInToRead}</p>{PageParts.ButtonLink(
                texts.SignIn,
                $"/app/sign-in?next={Uri.EscapeDataString(join)}"
            )}</div></section><div class="talk-thread"><div class="talk-nothing">{PageParts.Icon(
                PageParts.Chat,
                40
            )}<p class="soft">{texts.ThreadsLater}</p></div></div>
            """
        );
        var described = new JsonObject
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "Organization",
            ["name"] = name,
            ["url"] = path,
        };
        if (description is not null)
        {
            described["description"] = description;
        }

        if (picture is not null)
        {
            described["image"] = picture;
        }

        return new PublicPage(
            name,
            (description ?? members).Shortened(200),
            path,
            main,
            "talk",
            new JsonObject { ["community"] = community.DeepClone() },
            described,
            picture
        );
    }
}
