using Community.Platform.Text;
using FsCheck;
using FsCheck.Fluent;
using Ganss.Xss;

namespace Community.Platform.Tests.Text;

/// <summary>Every Markdown source becomes HTML that can only display it.</summary>
public sealed class SafeMarkdownTests
{
    private const string Rel = "rel=\"nofollow noopener noreferrer ugc\"";

    [Theory]
    [InlineData("**bold** and `code`", "<p><strong>bold</strong> and <code>code</code></p>")]
    [InlineData("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")]
    [InlineData("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>")]
    [InlineData("[me](javascript:alert(1))", "<p>me</p>")]
    [InlineData("[**me**](data:text/html,x)", "<p><strong>me</strong></p>")]
    [InlineData("[me](//evil.example)", "<p>me</p>")]
    [InlineData("[me](https://bank.example@evil.example/)", "<p>me</p>")]
    [InlineData("[me](https://user:pw@evil.example/)", "<p>me</p>")]
    [InlineData("[me]()", "<p>me</p>")]
    [InlineData("[me](https://example.com/a?b=c&d=e)", $"<p><a href=\"https://example.com/a?b=c&amp;d=e\" {Rel}>me</a></p>")]
    [InlineData("![pic](https://example.com/p.png)", $"<p><a href=\"https://example.com/p.png\" {Rel}>pic</a></p>")]
    [InlineData("[![pic](https://a.example/p)](https://b.example)", $"<p><a href=\"https://b.example\" {Rel}>pic</a></p>")]
    [InlineData(
        "[to <https://a.example/p>](https://b.example)",
        $"<p><a href=\"https://b.example\" {Rel}>to &lt;https://a.example/p&gt;</a></p>"
    )]
    [InlineData("```c++\na\n```", "<pre><code class=\"language-c++\">a\n</code></pre>")]
    [InlineData("```**<!--<script>&{.a b}\na\n```", "<pre><code>a\n</code></pre>")]
    [InlineData("<a@b.co>", $"<p><a href=\"mailto:a@b.co\" {Rel}>a@b.co</a></p>")]
    [InlineData("[<!--a@b.co>", $"<p>[<a href=\"mailto:!--a@b.co\" {Rel}>!--a@b.co</a></p>")]
    [InlineData("[x][r]\n\n[r]: javascript:alert(1)", "<p>x</p>")]
    [InlineData("<javascript:alert(1)>", "<p>&lt;javascript:alert(1)&gt;</p>")]
    public void WhatIsNotSafeStaysText(string markdown, string html)
    {
        SafeMarkdown.ToHtml(markdown, LineBreaks.Kept).ShouldBe(html);
        SafeMarkdown.ToHtml(markdown, LineBreaks.Flowing).ShouldBe(html);
    }

    [Theory]
    [InlineData("&#8203;", "<p>&amp;#8203;</p>")]
    [InlineData("&nbsp;", "<p>&amp;nbsp;</p>")]
    [InlineData("[](http://x.example)", "<p>[](http://x.example)</p>")]
    [InlineData("[&#xAD;](http://x.example)", "<p>[&amp;#xAD;](http://x.example)</p>")]
    [InlineData("![](http://x.example/p.png)", "<p>![](http://x.example/p.png)</p>")]
    [InlineData("[x]: http://x.example", "<p>[x]: http://x.example</p>")]
    [InlineData("#", "<p>#</p>")]
    [InlineData(">", "<p>&gt;</p>")]
    [InlineData("```\n```", "<p>```<br />\n```</p>")]
    [InlineData("**&#8203;**", "<p>**&amp;#8203;**</p>")]
    [InlineData("---", "<hr />")]
    [InlineData("&lt;", "<p>&lt;</p>")]
    public void ATextWithSomethingToSeeShowsSomething(string markdown, string html) =>
        SafeMarkdown.ToHtml(markdown, LineBreaks.Kept).ShouldBe(html);

    [Theory]
    [InlineData("# One\n\n### Two\n\n# Three", LineBreaks.Kept, "<h3>One</h3>\n<h4>Two</h4>\n<h3>Three</h3>")]
    [InlineData("One\n===\n\nTwo\n---", LineBreaks.Flowing, "<h2>One</h2>\n<h3>Two</h3>")]
    [InlineData("### Low\n\n## High", LineBreaks.Flowing, "<h3>Low</h3>\n<h2>High</h2>")]
    [InlineData("> # Said", LineBreaks.Kept, "<blockquote>\n<h3>Said</h3>\n</blockquote>")]
    [InlineData("# 1\n## 2\n### 3\n#### 4\n##### 5", LineBreaks.Kept, "<h3>1</h3>\n<h4>2</h4>\n<h5>3</h5>\n<h6>4</h6>\n<h6>5</h6>")]
    public void HeadingsAreBelowThoseOfThePage(string markdown, LineBreaks breaks, string html) =>
        SafeMarkdown.ToHtml(markdown, breaks).ShouldBe(html);

    [Fact]
    public void ATaskHasAMarkThatIsRead()
    {
        var html = SafeMarkdown.ToHtml("- [ ] open\n- [x] done", LineBreaks.Kept);
        html.ShouldContain(">☐ open<");
        html.ShouldContain(">☑ done<");
        html.ShouldNotContain("<input");
    }

    [Theory]
    [InlineData(LineBreaks.Kept, "<p>one<br />\ntwo</p>")]
    [InlineData(LineBreaks.Flowing, "<p>one\ntwo</p>")]
    public void ALineBreakIsOneInAMessageAndASpaceInAnArticle(LineBreaks breaks, string html) =>
        SafeMarkdown.ToHtml("one\ntwo", breaks).ShouldBe(html);

    [Theory]
    [InlineData(">", 200)]
    [InlineData("> ", 200)]
    [InlineData("- ", 4_000)]
    [InlineData("1. ", 4_000)]
    [InlineData("_a ", 10_000)]
    [InlineData("[", 8_000)]
    [InlineData("![", 4_000)]
    [InlineData("*_", 10_000)]
    [InlineData("_a | ", 4_000)]
    public void ATextThatCannotBeReadAsMarkdownIsShownAsItIs(string unit, int times)
    {
        var markdown = Repeat(unit, times).TrimEnd();

        SafeMarkdown.ToHtml(markdown, LineBreaks.Kept).ShouldBe($"<p>{markdown.Replace(">", "&gt;")}</p>");
    }

    [Theory]
    [InlineData("", "\n\n**bold** and <b>")]
    [InlineData("# ", "\n\n**bold** and <b>")]
    [InlineData("", "\n===\n\n**bold** and <b>")]
    [InlineData("- ", "\n\n**bold** and <b>")]
    public void AParagraphWithTooManyDelimitersIsShownAsItIsAndTheOthersAsEver(string before, string after)
    {
        var html = SafeMarkdown.ToHtml(before + Repeat("_a_ ", 3_000).TrimEnd() + after, LineBreaks.Kept);

        html.ShouldNotContain("<em>");
        html.ShouldContain(Repeat("_a_ ", 3_000).TrimEnd());
        html.ShouldEndWith("<p><strong>bold</strong> and &lt;b&gt;</p>");
    }

    [Fact]
    public void AWideTableIsShownAsItIs()
    {
        var markdown = $"{Repeat("a|", 1_000)}\n{Repeat("-|", 1_000)}\n{Repeat("|\n", 3_000)}";

        SafeMarkdown.ToHtml(markdown, LineBreaks.Kept).ShouldStartWith("<p>a|a|");
    }

    [Fact]
    public void AShortTextDoesNotBecomeALongOne()
    {
        // The URL occurs once in the source, and once for each link in the HTML.
        var markdown = $"{Repeat(Repeat("[x]", 100) + "\n\n", 20)}[x]: https://example.com/{new string('a', 2_000)}";

        SafeMarkdown.ToHtml(markdown, LineBreaks.Kept).Length.ShouldBeLessThan(34 * markdown.Length);
    }

    [Fact]
    public void LongHonestTextsAreRead()
    {
        var list = Repeat("- **one** `two` [three](https://example.com) *four*\n", 400);
        var table = $"| a | b | c |\n|---|---|---|\n{Repeat("| *1* | 2 | 3 |\n", 100)}";
        var code = $"```\n{Repeat("a[i] = b[i] * c[i] + *d;\n", 400)}```\n";
        var html = SafeMarkdown.ToHtml($"{list}\n{table}\n{code}", LineBreaks.Flowing);

        html.Split("<strong>").Length.ShouldBe(401);
        html.Split("<td>").Length.ShouldBe(301);
        html.ShouldContain("<pre><code>a[i] = b[i] * c[i] + *d;\n");
    }

    private static readonly string[] Pieces =
    [
        "*",
        "_",
        "~",
        "^",
        "+",
        "=",
        "**",
        "__",
        "~~",
        "[",
        "]",
        "(",
        ")",
        "](",
        "![",
        "`",
        "``",
        "```",
        "<",
        ">",
        "<http:",
        "http://a.b",
        "www.a.b",
        "|",
        "|-",
        "-|",
        ":",
        "\n",
        "\n\n",
        "> ",
        "- ",
        "1. ",
        "# ",
        "a",
        " ",
        "    ",
        "\t",
        "&",
        "&lt;",
        "&#58;",
        "\\",
        "!",
        "a@b.co",
        "mailto:a@b.co",
        "javascript:",
        "data:text/html,",
        "[x]: ",
        "[x]",
        "===\n",
        "---\n",
        "[ ] ",
        "\"",
        "'",
        "{.a onclick=b}",
        "é",
        "🙂",
        "\u200B",
        "\0",
        "<a href=\"",
        "<script>",
        "<!--",
        "-->",
        "]]>",
        "\u202E",
        "tel:",
        "\r",
        "(//x.y)",
    ];

    /// <summary>Short texts of any characters, and a short piece repeated many times, with text before and after.</summary>
    private static readonly Gen<string> Texts =
        from before in Gen.Elements(Pieces).ArrayOf(6)
        from unit in Gen.Elements(Pieces).ArrayOf(4)
        from times in Gen.Elements(1, 1, 5, 150, 2_000)
        from after in Gen.Elements(Pieces).ArrayOf(6)
        select string.Concat(before) + Repeat(string.Concat(unit), times) + string.Concat(after);

    [Fact]
    public void NothingASanitizerWouldTakeOutIsEverInIt()
    {
        var sanitizer = Sanitizer(out var taken);
        // Always the same texts; the fuzz target "markdown" finds new ones.
        foreach (var markdown in Texts.Sample(1_500, new Rnd(7_919, 1), 50))
        {
            foreach (var breaks in Enum.GetValues<LineBreaks>())
            {
                var html = SafeMarkdown.ToHtml(markdown, breaks);
                sanitizer.Sanitize(html);
                taken.ShouldBeEmpty($"{markdown} became {html}");
                html.Length.ShouldBeLessThanOrEqualTo(Math.Max(4_096, 34 * markdown.Length), markdown);
            }
        }
    }

    [Fact]
    public void TheSanitizerWouldTakeOutWhatIsNotSafe()
    {
        var sanitizer = Sanitizer(out var taken);
        foreach (
            var html in (string[])
                [
                    "<script>1</script>",
                    "<p onclick=\"a()\">a</p>",
                    "<a href=\"javascript:a()\">a</a>",
                    "<a href=\"/x\">a</a>",
                    "<img src=\"http://a.b\">",
                ]
        )
        {
            taken.Clear();
            sanitizer.Sanitize(html);
            taken.ShouldNotBeEmpty(html);
        }
    }

    /// <summary>Knows the elements and attributes that Markdown may produce, and collects all others.</summary>
    private static HtmlSanitizer Sanitizer(out List<string> taken)
    {
        var sanitizer = new HtmlSanitizer(
            new HtmlSanitizerOptions
            {
                AllowedTags = new HashSet<string>(StringComparer.Ordinal)
                {
                    "html",
                    "head",
                    "body",
                    "p",
                    "br",
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
                    "hr",
                    "a",
                    "table",
                    "thead",
                    "tbody",
                    "tr",
                    "th",
                    "td",
                    "col",
                    "colgroup",
                    "input",
                },
                AllowedAttributes = new HashSet<string>(StringComparer.Ordinal)
                {
                    "href",
                    "title",
                    "rel",
                    "class",
                    "type",
                    "disabled",
                    "checked",
                    "start",
                    "style",
                },
                AllowedCssProperties = new HashSet<string>(StringComparer.Ordinal) { "text-align", "width" },
                AllowedSchemes = new HashSet<string>(StringComparer.Ordinal) { "http", "https", "mailto" },
                UriAttributes = new HashSet<string>(StringComparer.Ordinal) { "href" },
            }
        );
        List<string> found = [];
        sanitizer.RemovingTag += (_, removing) => found.Add(removing.Tag.TagName);
        sanitizer.RemovingAttribute += (_, removing) =>
            found.Add($"{removing.Tag.TagName} {removing.Attribute.Name}={removing.Attribute.Value}");
        sanitizer.RemovingStyle += (_, removing) => found.Add(removing.Style.Name);
        sanitizer.RemovingComment += (_, _) => found.Add("comment");
        sanitizer.PostProcessNode += (_, node) =>
        {
            // No link leads into the page itself, and no link reveals the page.
            if (
                node.Node is AngleSharp.Html.Dom.IHtmlAnchorElement link
                && (
                    link.GetAttribute("rel") != "nofollow noopener noreferrer ugc"
                    || !Array.Exists(
                        ["http://", "https://", "mailto:"],
                        scheme => link.GetAttribute("href")!.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
                    )
                )
            )
            {
                found.Add(link.OuterHtml);
            }
        };
        taken = found;
        return sanitizer;
    }

    private static string Repeat(string unit, int times) => string.Concat(Enumerable.Repeat(unit, times));
}
