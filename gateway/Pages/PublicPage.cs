using System.Text.Json.Nodes;

namespace Community.Gateway.Pages;

/// <summary>A rendered public page, without its frame.</summary>
/// <param name="Title">For the title and previews; without the product's name.</param>
/// <param name="Description">One or two sentences for search engines and previews.</param>
/// <param name="Path">The one address of the content, without host and language.</param>
/// <param name="Main">The content of <c>main</c>.</param>
/// <param name="Style">The class of <c>main</c>, as the client's screen has it.</param>
/// <param name="Data">The data for the client, so that it does not read them again; null: none.</param>
/// <param name="LinkedData">The description for search engines by schema.org; null: none.</param>
/// <param name="Image">The path of a picture for previews, or null.</param>
/// <param name="Kind">The kind of Open Graph.</param>
/// <param name="Status">The HTTP status. Search engines list a page with 200.</param>
/// <param name="IsListed">Whether search engines may list it.</param>
internal sealed record PublicPage(
    string Title,
    string Description,
    string Path,
    Html Main,
    string Style,
    JsonObject? Data = null,
    JsonObject? LinkedData = null,
    string? Image = null,
    string Kind = "website",
    int Status = StatusCodes.Status200OK,
    bool IsListed = true
);
