using System.Globalization;

namespace Community.Platform.Text;

/// <summary>The links of a text, by their hosts.</summary>
public static class Links
{
    /// <summary>The endings that make a bare name a link: in <c>tomorrow.See</c> only a blank is missing.</summary>
    private static readonly HashSet<string> UsualEndings = new(StringComparer.Ordinal)
    {
        "com",
        "net",
        "org",
        "info",
        "biz",
        "io",
        "co",
        "app",
        "dev",
        "shop",
        "store",
        "online",
        "site",
        "xyz",
        "top",
        "club",
        "vip",
        "me",
        "ly",
        "gg",
        "ru",
        "cn",
        "tk",
        "ml",
        "de",
        "uk",
        "fr",
        "eu",
        "ae",
        "in",
        "tv",
        "cc",
        "to",
    };

    /// <summary>Every name that could be a host: with a scheme, or bare with any ending.</summary>
    public static IEnumerable<string> Hosts(string text) => Find(text).Select(found => found.Host);

    /// <summary>Whether the text has anything that a reader would see as a link.</summary>
    public static bool Any(string text) => Find(text).Any(found => found.IsLink);

    /// <summary>Whether the host is the denied one or a subdomain of it.</summary>
    public static bool IsAt(string host, string denied) => host == denied || host.EndsWith("." + denied, StringComparison.Ordinal);

    /// <summary>A host in the form that is compared: lower case, and in the ASCII form of DNS.</summary>
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

    /// <summary>
    /// One pass over the text, so that the time is linear for any text: each run of letters, digits, dots and hyphens may be a host.
    /// </summary>
    private static IEnumerable<(string Host, bool IsLink)> Find(string text)
    {
        var folded = WithDots(FoldedText.Fold(text));
        var hasScheme = false;
        for (var start = 0; start < folded.Length; start++)
        {
            var end = start;
            while (end < folded.Length && IsOfHost(folded[end]))
            {
                end++;
            }

            // The text before an @ is not a host but a user name, or the beginning of a mail address. The host follows.
            var next = end < folded.Length ? folded[end] : ' ';
            if (end > start && next != '@' && HostIn(folded[start..end]) is { } host)
            {
                yield return (
                    host,
                    hasScheme
                        || next is '/' or ':'
                        || host.StartsWith("www.", StringComparison.Ordinal)
                        || UsualEndings.Contains(host[(host.LastIndexOf('.') + 1)..])
                );
            }

            hasScheme = folded[start..end] is "http" or "https"
                ? next == ':'
                : hasScheme && next is not ' ' && (next is '@' || end == start);
            start = end;
        }
    }

    /// <summary>Restores dots that are disguised to hide a link.</summary>
    private static string WithDots(string text)
    {
        text = text.Replace('。', '.');
        foreach (var dot in (string[])["[.]", "(.)", "{.}", "[dot]", "(dot)"])
        {
            text = text.Replace($" {dot} ", ".", StringComparison.Ordinal).Replace(dot, ".", StringComparison.Ordinal);
        }

        return text;
    }

    private static bool IsOfHost(char c) => char.IsLetterOrDigit(c) || c is '.' or '-';

    /// <summary>The host in a run of characters: labels of at most 63 characters, separated by dots; the last one has no digits.</summary>
    private static string? HostIn(string run)
    {
        var labels = run.Trim('.', '-').Split('.');
        var isHost =
            labels.Length > 1
            && run.Length <= 253
            && labels.All(label => label.Length is > 0 and < 64 && label[0] != '-' && label[^1] != '-')
            && labels[^1].Length > 1
            && (labels[^1].All(char.IsLetter) || labels[^1].StartsWith("xn--", StringComparison.Ordinal));
        return isHost ? AsCompared(string.Join('.', labels)) : null;
    }
}
