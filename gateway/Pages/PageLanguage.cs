namespace Community.Gateway.Pages;

/// <summary>The language of a page that the gateway renders.</summary>
internal static class PageLanguage
{
    /// <summary>The available languages; the first is used if none fits.</summary>
    public static readonly string[] All = ["en", "ar"];

    /// <summary><c>?lang=</c>, else the available language that <c>Accept-Language</c> prefers.</summary>
    public static string Of(HttpRequest request)
    {
        if (Array.Find(All, language => language.Equals(request.Query["lang"], StringComparison.OrdinalIgnoreCase)) is { } chosen)
        {
            return chosen;
        }

        return request
                .GetTypedHeaders()
                .AcceptLanguage.Where(accepted => accepted.Quality != 0)
                .OrderByDescending(accepted => accepted.Quality ?? 1)
                .Select(accepted => Array.Find(All, language => IsOf(accepted.Value.AsSpan(), language)))
                .FirstOrDefault(language => language is not null)
            ?? All[0];
    }

    /// <summary>A language as the reader speaks it: the first of <c>Accept-Language</c> with a region, else that of the client.</summary>
    public static string WithRegion(HttpRequest request, string language) =>
        request
            .GetTypedHeaders()
            .AcceptLanguage.OrderByDescending(accepted => accepted.Quality ?? 1)
            .Select(accepted => accepted.Value.ToString())
            .FirstOrDefault(tag => tag.StartsWith(language + "-", StringComparison.OrdinalIgnoreCase))
        ?? (language == "ar" ? "ar-AE" : "en-GB");

    public static string Direction(string language) => language == "ar" ? "rtl" : "ltr";

    public static string Other(string language) => All.First(other => other != language);

    // "ar-EG" is Arabic; "arn" is not.
    private static bool IsOf(ReadOnlySpan<char> tag, string language) =>
        tag.StartsWith(language, StringComparison.OrdinalIgnoreCase) && (tag.Length == language.Length || tag[language.Length] == '-');
}
