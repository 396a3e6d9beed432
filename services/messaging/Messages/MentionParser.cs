using System.Text.RegularExpressions;

namespace Community.Messaging.Messages;

/// <summary>Finds the usernames that a text mentions: <c>@username</c>, not after a letter, outside code.</summary>
internal static partial class MentionParser
{
    /// <summary>Only this many people are notified of one message.</summary>
    public const int Most = 50;

    /// <summary>Lower-case usernames, each once, in the order of their first mention.</summary>
    public static string[] NamesIn(string content) =>
        [
            .. Mention()
                .Matches(Code().Replace(content, " "))
                .Select(match => match.Groups["name"].Value.TrimEnd('.', '-').ToLowerInvariant())
                .Where(name => name.Length >= 3)
                .Distinct(StringComparer.Ordinal)
                .Take(Most),
        ];

    [GeneratedRegex(@"```.*?(```|\z)|`[^`\n]*`", RegexOptions.Singleline | RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Code();

    [GeneratedRegex(@"(?<![\p{L}\p{N}_@./-])@(?<name>[A-Za-z0-9_.-]{3,50})", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Mention();
}
