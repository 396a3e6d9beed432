using Community.Platform.Http.Localization;

namespace Community.Companion.Words;

/// <summary>A text for people in both languages.</summary>
internal readonly record struct Bilingual(string English, string Arabic)
{
    /// <summary>The text in the language that the client prefers; English, unless it is Arabic.</summary>
    public string For(HttpRequest request) => TextLanguage.Of(request) == TextLanguage.Arabic ? Arabic : English;
}
