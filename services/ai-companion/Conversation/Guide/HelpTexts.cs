using System.Collections.Frozen;
using Community.Companion.Offline;
using Community.Companion.Safety;

namespace Community.Companion.Conversation.Guide;

/// <summary>How a feature works.</summary>
/// <param name="Title">The feature.</param>
/// <param name="Text">At most three sentences.</param>
/// <param name="ActionLink">A path of the web client.</param>
internal sealed record HelpText(string Title, string Text, string ActionLink);

/// <summary>The help texts of the platform's features, from <c>help-english.txt</c> and <c>help-arabic.txt</c>.</summary>
internal static class HelpTexts
{
    private static readonly FrozenDictionary<string, HelpText> English = Read("Conversation.Guide.help-english.txt");
    private static readonly FrozenDictionary<string, HelpText> Arabic = Read("Conversation.Guide.help-arabic.txt");

    public static IEnumerable<string> Features => English.Keys;

    /// <summary>The text of a feature, or null.</summary>
    /// <param name="language"><c>ar</c> or <c>en</c>.</param>
    /// <param name="feature">The name behind <c>help.</c> in <c>requests.txt</c>.</param>
    public static HelpText? Find(string language, string feature) =>
        (language == Languages.Arabic ? Arabic : English).GetValueOrDefault(feature);

    private static FrozenDictionary<string, HelpText> Read(string path) =>
        Sections
            .Read(path)
            .Select(section => (Heading: section.Key.Split('|', StringSplitOptions.TrimEntries), Text: section.Value))
            .ToFrozenDictionary(
                section => section.Heading[0],
                section => new HelpText(section.Heading[1], section.Text, section.Heading[2]),
                StringComparer.Ordinal
            );
}
