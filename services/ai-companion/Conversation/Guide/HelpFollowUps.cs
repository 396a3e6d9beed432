using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Community.Companion.Offline;
using Community.Companion.Offline.Practical;
using Community.Companion.Offline.Situations;
using Community.Companion.Safety;

namespace Community.Companion.Conversation.Guide;

/// <summary>
/// Answers questions about the help text before ("how long does it take?", "can my manager see it?"): short ones by words of
/// <c>follow-ups.txt</c>, others by their meaning.
/// </summary>
internal static class HelpFollowUps
{
    private const int MostWords = 10;

    private static readonly FrozenDictionary<string, (string Language, Regex Words, string Text)[]> Replies = Sections
        .Read("Conversation.Guide.follow-ups.txt")
        .ToFrozenDictionary(section => section.Key, section => Read(section.Value), StringComparer.Ordinal);

    public static IEnumerable<string> Features => Replies.Keys;

    /// <summary>The answer to a text after the help text of a feature; null: it is no question about that.</summary>
    public static string? Find(string feature, string text, string language) =>
        ByWords(feature, text, language) ?? ByMeaning(feature, text, language);

    private static string? ByWords(string feature, string text, string language)
    {
        var plain = Plain.Of(text, language);
        return Plain.Words(plain) <= MostWords && Replies.TryGetValue(feature, out var replies)
            ? Array.Find(replies, reply => reply.Language == language && reply.Words.IsMatch(plain)).Text
            : null;
    }

    /// <summary>The written answer to the later message that a text is like.</summary>
    private static string? ByMeaning(string feature, string text, string language)
    {
        const float Enough = 0.55f;
        var name = RequestReader.Help + feature;
        return
            SubjectReader.Delivered.Later(name, OfflineCompanion.Readable(text, language == Languages.Arabic)) is var (number, score)
            && score >= Enough
            ? LaterMessages.After(name, language)[number].Answer
            : null;
    }

    private static (string, Regex, string)[] Read(string lines) =>
        [
            .. Embedded
                .LinesOf(lines)
                .Select(line => line.Split(" : ", 2))
                .Select(pair => (pair[0][..2], Plain.Pattern(pair[0][3..]), pair[1])),
        ];
}
