namespace Community.Messaging.Notifications;

/// <summary>The language that a request asks for.</summary>
internal static class Language
{
    /// <summary>Of the available languages, the one that <c>Accept-Language</c> prefers; English if it names none of them.</summary>
    public static string Of(HttpRequest request) =>
        request
            .GetTypedHeaders()
            .AcceptLanguage.OrderByDescending(accepted => accepted.Quality ?? 1)
            .Select(accepted => accepted.Value.Value?.Split('-')[0].ToLowerInvariant())
            .FirstOrDefault(language => language is NotificationText.English or NotificationText.Arabic)
        ?? NotificationText.English;
}
