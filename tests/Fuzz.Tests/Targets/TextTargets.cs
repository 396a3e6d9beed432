using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Community.Messaging.Reactions;
using Community.Messaging.Search;
using Community.Platform.Data;
using Community.Platform.Http.Validation;
using Community.Platform.Text;
using Npgsql;

namespace Community.Fuzz.Tests.Targets;

/// <summary>Texts of users: messages, names, searches.</summary>
internal static partial class TextTargets
{
    private static readonly SearchLanguages Languages = SearchLanguages.Parse(SearchLanguages.Default);
    private static readonly string[] Attributes = ["href", "rel", "title", "class", "type", "disabled", "checked", "start", "style"];

    private static readonly string[] Elements =
    [
        "p",
        "br",
        "a",
        "em",
        "strong",
        "del",
        "sub",
        "sup",
        "ins",
        "mark",
        "code",
        "pre",
        "blockquote",
        "ul",
        "ol",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "hr",
        "input",
        "col",
        "colgroup",
    ];

    public static IReadOnlyList<Target> List { get; } =
    [
        new(
            "markdown",
            Markdown,
            "# A *b* `c`\n\n> - [ ] d\n\n| a | b |\n|:--|--:|\n| 1 | 2 |\n",
            "[a](https://b.example \"c\") ![d](javascript:e) <f@g.example> https://h.example",
            "<script>&amp;</script>\n```js\n1\n```",
            "_a*b~~c^d^==e=="
        )
        {
            Tokens =
            [
                "*",
                "_",
                "~~",
                "^",
                "==",
                "++",
                "`",
                "```\n",
                "[",
                "](",
                ")",
                "![",
                "<",
                ">",
                "&#x3c;",
                "javascript:",
                "data:text/html,",
                "https://",
                "mailto:",
                "www.",
                "\n",
                "\n\n",
                "> ",
                "- ",
                "1. ",
                "| ",
                "|--|",
                "# ",
                "\\",
                "\"",
                " onerror=",
                "<!--",
                "[a]: ",
                "- [x] ",
                "\t",
                "---\n",
            ],
            // The tree for up to 500 delimiters and for table cells, written twice.
            AllocationPerByte = 65_536,
        },
        new(
            "text",
            Text,
            "Hello, world",
            "f\u200Dr\u0336e\u0301e $ale",
            "\u202Eabc\u202C \u2066d\u2069",
            "مرحبا \u200F",
            "👨\u200D👩\u200D👧 🏴",
            "\u3164\u2800",
            "ﷺ ﬁ ǆ"
        )
        {
            Tokens =
            [
                "\u200B",
                "\u200D",
                "\u202E",
                "\u202C",
                "\u2066",
                "\u2069",
                "\uFE0F",
                "\uFFFE",
                "\u0301",
                "\u1160",
                "\u2028",
                "\n",
                "😀",
                "ﷺ",
                "ß",
                "ς",
                "0",
                "$",
                "а",
                " ",
            ],
        },
        new(
            "links",
            LinksOf,
            "see https://www.a.example/b and b.com",
            "a [.] b (dot) com @c.org",
            "http://user@d.net:80/",
            "пример.рф 。com xn--e1afmkfd.xn--p1ai"
        )
        {
            Tokens = [".", "。", "[.]", " (dot) ", "@", "://", "http", "https", "www.", "xn--", "-", "com", "/", "\u00AD", "\u0130"],
        },
        new("search_query", Search, "cats -dogs \"a phrase\" OR birds pre", "-\"", "\"\" - OR or", "'; drop:*&|!()", "a'b\\c")
        {
            Tokens = ["-", "\"", " OR ", " or ", "'", "\\", ":*", "&", "|", "!", "(", ")", "<->", "😀", "\u0301", "$1"],
        },
        new("search_key", Key, "Straße", "- - -a-b \"c\" -", "ﷺﷺﷺ") { Tokens = ["-", " ", "\"", "ﷺ", "😀", "--", "-!"] },
        new("emoji", EmojiOf, "👍", "👨\u200D👩\u200D👧", "🇩🇪", "1\uFE0F\u20E3", "a", "🏴\U000E0067\U000E007F")
        {
            Tokens = ["\u200D", "\uFE0F", "\uFE0E", "\u20E3", "🏽", "🇩", "❤", "#"],
        },
    ];

    private static void Markdown(byte[] input)
    {
        var source = Input.Text(input);
        foreach (var breaks in (LineBreaks[])[LineBreaks.Kept, LineBreaks.Flowing])
        {
            var html = SafeMarkdown.ToHtml(source, breaks);
            Input.Require(html.Length <= Math.Max(4_096, 32 * source.Length) + 16, "the HTML is at most 32 times as long as its source");
            RequireSafe(html);
        }
    }

    private static void RequireSafe(string html)
    {
        var tags = Tag().Matches(html);
        Input.Require(tags.Count == html.Count(c => c == '<'), "every < begins an element");
        foreach (Match tag in tags)
        {
            Input.Require(Elements.Contains(tag.Groups["name"].Value), "only elements of text are written");
            foreach (Match attribute in Attribute().Matches(tag.Groups["attributes"].Value))
            {
                Input.Require(Attributes.Contains(attribute.Groups["name"].Value), "only harmless attributes are written");
                var value = WebUtility.HtmlDecode(attribute.Groups["value"].Value);
                Input.Require(
                    attribute.Groups["name"].Value != "href" || value.Split(':')[0].ToLowerInvariant() is "http" or "https" or "mailto",
                    "links lead to web pages and mail addresses"
                );
                Input.Require(
                    attribute.Groups["name"].Value != "style" || value.StartsWith("text-align:", StringComparison.Ordinal),
                    "only cells are aligned"
                );
            }
        }
    }

    [GeneratedRegex(
        """</?(?<name>[a-z][a-z0-9]*)(?<attributes>(?: [a-z]+="[^"<>]*")*) ?/?>""",
        RegexOptions.None,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Tag();

    [GeneratedRegex(@" (?<name>[a-z]+)=""(?<value>[^""]*)""", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Attribute();

    private static void Text(byte[] input)
    {
        var text = Input.Text(input);
        foreach (
            var form in (NormalizationForm[])
                [NormalizationForm.FormC, NormalizationForm.FormD, NormalizationForm.FormKC, NormalizationForm.FormKD]
        )
        {
            var normal = text.Normalized(form);
            Input.Require(normal.NormalizedOrNull(form) == normal, "a normal form is its own");
        }

        _ = VisibleText.IsBalanced(text, allowOverrides: true);
        var isVisible = VisibleText.IsVisible(text);
        Input.Require(!isVisible || !text.All(char.IsWhiteSpace), "what is seen is more than blanks");
        Input.Require(
            VisibleText.FirstHidden(text) is not { } hidden || text.EnumerateRunes().Contains(hidden),
            "a hidden character stands in the text"
        );
        var folded = FoldedText.Of(text);
        Input.Require(folded.Words.All(word => word.Length > 0 && word.All(char.IsLetterOrDigit)), "words are letters and digits");
        Input.Require(
            folded.Words.Count == 0 || folded.Words.Any(word => word.Length > 64) || folded.Has([.. folded.Words]),
            "a text has its own words"
        );
        foreach (var rule in (ValidationAttribute[])[new SingleLineAttribute(), new MultiLineAttribute(), new GraphemesAttribute(20)])
        {
            _ = rule.GetValidationResult(text, new ValidationContext(text));
        }
    }

    private static void LinksOf(byte[] input)
    {
        var text = Input.Text(input);
        var hosts = Links.Hosts(text).ToList();
        Input.Require(
            hosts.TrueForAll(host => Ascii.IsValid(host) && host.Contains('.', StringComparison.Ordinal)),
            "a host is as DNS has it"
        );
        Input.Require(!Links.Any(text) || hosts.Count > 0, "a link has a host");
    }

    private static void Search(byte[] input)
    {
        var text = Input.Text(input);
        if (text.Length > SearchQuery.MaxLength || SearchQuery.Parse(text) is not { } query)
        {
            return;
        }

        Input.Require(query.Alternatives.Count <= 21 && query.Alternatives.Sum(terms => terms.Count) <= 20, "a query has at most 20 words");
        using var command = new NpgsqlCommand();
        foreach (var sql in (string[])[query.ToSql(Languages, command.Parameters), query.MarkedToSql(Languages, command.Parameters)])
        {
            Input.Require(
                !sql.Replace("'simple'", "", StringComparison.Ordinal)
                    .Replace("'english'", "", StringComparison.Ordinal)
                    .AsSpan()
                    .ContainsAnyExcept(System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_$:(),|&! ")),
                "no text of a query stands in its SQL"
            );
            Input.Require(sql.Length > 0 && sql.Count(c => c == '(') == sql.Count(c => c == ')'), "the SQL is whole");
        }

        Input.Require(command.Parameters.Count <= 200, "a query has few parameters");
    }

    private static void Key(byte[] input)
    {
        var text = Input.Text(input);
        var key = SearchKey.Of(text);
        Input.Require(
            key.Length <= 200 && (key.Length == 0 || !char.IsHighSurrogate(key[^1])),
            "a key fits an index, and no character is cut"
        );
        Input.Require(!AdjacentHyphens().IsMatch(SearchKey.Query(text)), "a query has no two hyphens before one word");
    }

    [GeneratedRegex("""(?<![\p{L}\p{N}])-[^\p{L}\p{N}"]*-""", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex AdjacentHyphens();

    private static void EmojiOf(byte[] input)
    {
        if (Emoji.Parse(Input.Text(input)) is { } emoji)
        {
            Input.Require(emoji.Length <= Emoji.MaxLength && Emoji.Parse(emoji) == emoji, "an emoji is its own normal form");
        }
    }
}
