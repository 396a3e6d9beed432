using Microsoft.AspNetCore.Http;

namespace Community.Platform.Http.Localization;

/// <summary>The languages that texts for people are written in.</summary>
public static class TextLanguage
{
    /// <summary>English, for users whose language is not known.</summary>
    public const string English = "en";

    /// <summary>Arabic.</summary>
    public const string Arabic = "ar";

    /// <summary>The one of these languages that the client prefers by its Accept-Language; null: it names none of them.</summary>
    public static string? Of(HttpRequest request) =>
        request
            .GetTypedHeaders()
            .AcceptLanguage.Where(language => language.Quality is not 0)
            .OrderByDescending(language => language.Quality ?? 1)
            .Select(language => language.Value.Value?.Split('-')[0].ToLowerInvariant())
            .FirstOrDefault(language => language is English or Arabic);
}
