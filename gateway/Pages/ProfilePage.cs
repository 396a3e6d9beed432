using System.Globalization;
using System.Text.Json.Nodes;

namespace Community.Gateway.Pages;

/// <summary><c>/u/{name}</c>: a profile that is public on the web (<c>is_on_web</c>).</summary>
internal static class ProfilePage
{
    public static async Task<PublicPage?> ShowAsync(HttpContext context, PublicReader reader, PublicTexts texts, DateTimeOffset now)
    {
        var username = context.Request.RouteValues["name"]?.ToString() ?? "";
        if (
            await reader.ReadAsync("identity", $"/users/by-username/{Uri.EscapeDataString(username)}", context) is not { } user
            || user.Id() is not { } id
            || user.Text("username") is not { } handle
        )
        {
            return null;
        }

        var name = user.Text("full_name") ?? handle;
        var path = $"/u/{Uri.EscapeDataString(handle)}";
        var picture = user.Picture("picture_url");
        var bio = user.Text("bio");
        var place = string.Join(", ", new[] { user.Text("city"), user.Text("region") }.OfType<string>().Distinct(StringComparer.Ordinal));
        var since = user.Time("created_at") is { } joined
            ? string.Format(CultureInfo.InvariantCulture, texts.Since, texts.MonthAndYear(joined))
            : null;
        var badge = user.Text("identity_badge");
        List<string> interests = [.. user.Texts("interests")];
        var main = Html.Of(
            $"""
            <header class="profile-head">{PageParts.Avatar(
                id,
                name,
                picture,
                112
            )}<div class="stack"><div><h1 dir="auto">{name}</h1><p class="soft"><bdi>@{handle}</bdi>{(
                place.Length == 0 ? Html.None : Html.Of($" · <bdi>{place}</bdi>")
            )}{(since is null ? Html.None : Html.Of($" · {since}"))}</p></div><p class="row">{(
                badge is null ? Html.None : PageParts.Tag(texts.Badge(badge), "accent")
            )}{(
                user.Texts("roles").Contains("organizer", StringComparer.Ordinal)
                    ? PageParts.Tag(texts.Organizer, icon: PageParts.Calendar)
                    : Html.None
            )}</p><p class="row">{PageParts.ButtonLink(
                texts.SignIn,
                $"/app/sign-in?next={Uri.EscapeDataString($"/app{path}")}",
                "primary"
            )}</p></div></header>
            {(
                bio is null
                    ? Html.None
                    : Html.Of(
                        $"<section class=\"stack\" aria-labelledby=\"about\"><h2 id=\"about\">{texts.AboutPerson}</h2><p class=\"event-text\" dir=\"auto\">{bio}</p></section>"
                    )
            )}
            {(
                interests.Count == 0
                    ? Html.None
                    : Html.Of(
                        $"<section class=\"stack\" aria-labelledby=\"interests\"><h2 id=\"interests\">{texts.Interests}</h2><p class=\"row\">{interests.Select(interest => PageParts.Tag(interest))}</p></section>"
                    )
            )}
            """
        );
        var person = new JsonObject
        {
            ["@type"] = "Person",
            ["name"] = name,
            ["alternateName"] = handle,
            ["url"] = path,
        };
        if (bio is not null)
        {
            person["description"] = bio;
        }

        if (picture is not null)
        {
            person["image"] = picture;
        }

        return new PublicPage(
            name,
            (bio ?? $"@{handle}").Shortened(200),
            path,
            main,
            "page tight",
            new JsonObject { ["user"] = user.DeepClone() },
            new JsonObject
            {
                ["@context"] = "https://schema.org",
                ["@type"] = "ProfilePage",
                ["url"] = path,
                ["mainEntity"] = person,
            },
            picture,
            Kind: "profile"
        );
    }
}
