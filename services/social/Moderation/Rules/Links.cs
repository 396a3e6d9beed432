using System.Globalization;
using System.Text.RegularExpressions;

namespace Community.Social.Moderation.Rules;

/// <summary>The links of a text, by their hosts.</summary>
internal static partial class Links
{
    /// <summary>Endings that a bare name has to have to be taken for a link: who writes <c>tomorrow.See</c> forgot a blank.</summary>
    private static readonly HashSet<string> UsualEndings = new(StringComparer.Ordinal)
    {
        "com", "net", "org", "info", "biz", "io", "co", "app", "dev", "shop", "store", "online", "site", "xyz", "top", "club", "vip", "me", "ly", "gg",
        "ru", "cn", "tk", "ml", "de", "uk", "fr", "eu", "ae", "in", "tv", "cc", "to",
    };

    /// <summary>Every name that could be a host: with a scheme, or bare, whatever its ending.</summary>
    public static IEnumerable<string> Hosts(string text) => Find(text).Select(found => found.Host);

    /// <summary>Whether there is anything that a reader would take for a link.</summary>
    public static bool Any(string text) => Find(text).Any(found => found.IsLink);

    /// <summary>Whether the host is this one or below it.</summary>
    public static bool IsAt(string host, string denied) => host == denied || host.EndsWith("." + denied, StringComparison.Ordinal);

    /// <summary>A host in the one spelling that is compared: lower case, and what is not ASCII as DNS has it.</summary>
    public static string? AsCompared(string host)
    {
        try
        {
            return new IdnMapping().GetAscii(FoldedText.Fold(host).Trim('.')).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static IEnumerable<(string Host, bool IsLink)> Find(string text)
    {
        foreach (Match match in Candidate().Matches(Dots().Replace(FoldedText.Fold(text), ".")))
        {
            if (AsCompared(match.Groups["host"].Value) is { } host)
            {
                var isLink = match.Groups["scheme"].Success || match.Groups["path"].Success || host.StartsWith("www.", StringComparison.Ordinal)
                    || UsualEndings.Contains(host[(host.LastIndexOf('.') + 1)..]);
                yield return (host, isLink);
            }
        }
    }

    /// <summary>Dots that are written so that nobody sees a link.</summary>
    [GeneratedRegex(@"\s?(\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)|。)\s?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 200)]
    private static partial Regex Dots();

    // What stands before an @ is no host but a name to log in with, or the beginning of a mail address: the host follows.
    [GeneratedRegex(
        @"(?<scheme>https?://)?(?<![\w@])([^\s/@]{1,100}@)?(?<host>([\p{L}\p{Nd}]([\p{L}\p{Nd}-]{0,61}[\p{L}\p{Nd}])?\.){1,8}(\p{L}{2,24}|xn--[a-z0-9-]{1,59}))(?![\w-])(?<path>[:/])?",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 500)]
    private static partial Regex Candidate();
}
