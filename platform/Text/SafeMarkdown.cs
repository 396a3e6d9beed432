using System.Buffers;
using System.Text;
using Markdig;
using Markdig.Extensions.TaskLists;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Renderers.Html.Inlines;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Community.Platform.Text;

/// <summary>The meaning of a single line break inside a paragraph.</summary>
public enum LineBreaks
{
    /// <summary>A line break, as the writer of a message sees it.</summary>
    Kept,

    /// <summary>A space, as in an article.</summary>
    Flowing,
}

/// <summary>
/// Markdown as HTML that is safe to put into a page: HTML in the source stays text. Links lead only to http, https and mail addresses and
/// reveal nothing about the page. Pictures become links, so that reading a text loads nothing from other hosts.
/// <para>
/// Every text has a result, and every text with something to see shows something: one that would be rendered to nothing visible (a
/// link without text, an escaped blank) is shown as it was written. The work is bounded: a paragraph with too many delimiters is
/// shown as it was written (<see cref="BoundedParagraphs"/>), and so is a text that is nested too deeply or whose HTML would be many
/// times its length.
/// </para>
/// </summary>
public static class SafeMarkdown
{
    /// <summary>
    /// How many characters of HTML a character of the source may become; short texts may have <see cref="OutputAtLeast"/> in any case.
    /// </summary>
    private const int OutputPerCharacter = 32;

    private const int OutputAtLeast = 4_096;

    /// <summary>How many quotes and lists a line may open.</summary>
    private const int MostNested = 100;

    private const int MaxLanguageLength = 32;

    /// <summary>The highest heading of an article: the page has its title as the one above.</summary>
    private const int HeadingOfArticle = 2;

    /// <summary>The highest heading of a message or of rules: they stand in a part of a page that has a heading of its own.</summary>
    private const int HeadingOfMessage = 3;

    private const int LowestHeading = 6;

    private static readonly SearchValues<char> LanguageCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+#-._"
    );

    private static readonly MarkdownPipeline FlowingPipeline = Common().Build();
    private static readonly MarkdownPipeline KeptPipeline = Common().UseSoftlineBreakAsHardlineBreak().Build();

    /// <summary>The text as HTML. Never throws: a text that cannot be rendered is shown as it was written.</summary>
    public static string ToHtml(string markdown, LineBreaks breaks)
    {
        try
        {
            return Render(markdown, breaks == LineBreaks.Kept ? KeptPipeline : FlowingPipeline);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The parser refuses deep nesting with an ArgumentException. Any other failure is a defect of the parser, and the text must
            // still be shown.
            return AsWritten(markdown);
        }
    }

    private static string Render(string markdown, MarkdownPipeline pipeline)
    {
        if (IsTooDeep(markdown))
        {
            return AsWritten(markdown);
        }

        var document = Markdown.Parse(markdown, pipeline);
        Rank(document, pipeline == FlowingPipeline ? HeadingOfArticle : HeadingOfMessage);
        foreach (var code in document.Descendants<FencedCodeBlock>().Where(code => !IsLanguage(code.Info)))
        {
            code.GetAttributes().Classes?.Clear();
        }

        using var html = new BoundedWriter(Math.Max(OutputAtLeast, OutputPerCharacter * markdown.Length));
        var renderer = new HtmlRenderer(html);
        pipeline.Setup(renderer);
        var links = new SafeLinkRenderer();
        renderer.ObjectRenderers.ReplaceOrAdd<LinkInlineRenderer>(links);
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlTaskListRenderer>(new TaskMarkRenderer());
        renderer.ObjectRenderers.ReplaceOrAdd<AutolinkInlineRenderer>(new SafeAutolinkRenderer(links));
        renderer.Render(document);
        var rendered = html.ToString().TrimEnd();
        return ShowsSomething(rendered) || !VisibleText.IsVisible(markdown) ? rendered : AsWritten(markdown);
    }

    /// <summary>
    /// Gives the headings the ranks from <paramref name="highest"/> on, without a gap, whichever the writer took: a page has one title,
    /// and its outline is read by people who do not see the sizes.
    /// </summary>
    private static void Rank(MarkdownDocument document, int highest)
    {
        var headings = document.Descendants<HeadingBlock>().ToList();
        var used = headings.Select(heading => heading.Level).Distinct().Order().ToList();
        foreach (var heading in headings)
        {
            heading.Level = Math.Min(LowestHeading, highest + used.IndexOf(heading.Level));
        }
    }

    /// <summary>
    /// Whether a reader sees anything: a visible character outside of the tags, a line, or the mark of a list item. Links and code without
    /// text show nothing.
    /// </summary>
    private static bool ShowsSomething(ReadOnlySpan<char> html)
    {
        while (!html.IsEmpty)
        {
            var text = html.IndexOf('<') is var tag && tag >= 0 ? html[..tag] : html;
            // The four escapes of the renderer all stand for visible characters. It writes every other character as itself.
            if (VisibleText.IsVisible(text))
            {
                return true;
            }

            if (tag < 0)
            {
                return false;
            }

            html = html[tag..];
            if (html.StartsWith("<hr") || html.StartsWith("<li"))
            {
                return true;
            }

            var end = html.IndexOf('>');
            html = end < 0 ? [] : html[(end + 1)..];
        }

        return false;
    }

    /// <summary>
    /// Whether a line nests more quotes and lists than a real text does. The parser would build them all before it refuses them.
    /// </summary>
    private static bool IsTooDeep(string markdown)
    {
        foreach (var line in markdown.AsSpan().EnumerateLines())
        {
            var nested = 0;
            for (var at = 0; at < line.Length && IsMarker(line, ref at); at++)
            {
                nested += line[at] is ' ' or '\t' ? 0 : 1;
            }

            if (nested > MostNested)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether there is a blank, or a marker of a quote or list item, at the index; moves the index to its last character.
    /// </summary>
    private static bool IsMarker(ReadOnlySpan<char> line, ref int at)
    {
        if (line[at] is ' ' or '\t' or '>')
        {
            return true;
        }

        while (at + 1 < line.Length && char.IsAsciiDigit(line[at]))
        {
            at++;
        }

        return line[at] is '-' or '*' or '+' or '.' or ')' && (at + 1 == line.Length || line[at + 1] is ' ' or '\t');
    }

    /// <summary>The source itself: one paragraph, with its line breaks.</summary>
    private static string AsWritten(string markdown)
    {
        var html = new StringBuilder("<p>", markdown.Length + 16);
        foreach (var c in markdown.ReplaceLineEndings("\n").Trim('\n'))
        {
            _ = c switch
            {
                '<' => html.Append("&lt;"),
                '>' => html.Append("&gt;"),
                '&' => html.Append("&amp;"),
                '"' => html.Append("&quot;"),
                '\n' => html.Append("<br />\n"),
                _ => html.Append(c),
            };
        }

        return html.Append("</p>").ToString();
    }

    private static MarkdownPipelineBuilder Common() =>
        new MarkdownPipelineBuilder()
            .DisableHtml()
            .UseEmphasisExtras()
            .UseAutoLinks()
            .UsePipeTables()
            .UseTaskLists()
            .Use<BoundedParagraphs>();

    /// <summary>Whether a fence names a language, such as <c>c++</c>: only then the code has the class <c>language-c++</c>.</summary>
    private static bool IsLanguage(string? info) =>
        info is { Length: > 0 and <= MaxLanguageLength } && !info.AsSpan().ContainsAnyExcept(LanguageCharacters);

    // With a user name, a link looks as if it led to another site: https://bank.example@evil.example.
    private static bool IsSafe(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", UserInfo: "" } or { Scheme: "mailto" };

    /// <summary>The <c>rel</c> of every link, for browsers and search engines.</summary>
    private const string Rel = "nofollow noopener noreferrer ugc";

    /// <summary>Renders links. A link to a forbidden target, or inside another link, is shown as its text.</summary>
    private sealed class SafeLinkRenderer : LinkInlineRenderer
    {
        private bool _isInside;

        public SafeLinkRenderer() => Rel = SafeMarkdown.Rel;

        public bool MayLink(string? url) => !_isInside && IsSafe(url);

        protected override void Write(HtmlRenderer renderer, LinkInline link)
        {
            link.IsImage = false;
            if (!MayLink(link.GetDynamicUrl?.Invoke() ?? link.Url))
            {
                renderer.WriteChildren(link);
                return;
            }

            _isInside = true;
            base.Write(renderer, link);
            _isInside = false;
        }
    }

    private sealed class SafeAutolinkRenderer : AutolinkInlineRenderer
    {
        private readonly SafeLinkRenderer _links;

        public SafeAutolinkRenderer(SafeLinkRenderer links) => (_links, Rel) = (links, SafeMarkdown.Rel);

        protected override void Write(HtmlRenderer renderer, AutolinkInline link)
        {
            if (_links.MayLink(link.IsEmail ? "mailto:" + link.Url : link.Url))
            {
                if (link.IsEmail)
                {
                    // The package writes Rel for addresses of pages alone.
                    link.GetAttributes().AddProperty("rel", SafeMarkdown.Rel);
                }

                base.Write(renderer, link);
            }
            else
            {
                renderer.WriteEscape($"<{link.Url}>");
            }
        }
    }

    /// <summary>Renders the mark of a task as a character: a box that cannot be ticked would be a field without a name.</summary>
    private sealed class TaskMarkRenderer : HtmlObjectRenderer<TaskList>
    {
        protected override void Write(HtmlRenderer renderer, TaskList task) => renderer.Write(task.Checked ? '☑' : '☐');
    }

    /// <summary>A writer with a limited length.</summary>
    /// <param name="most">The limit, in characters.</param>
    private sealed class BoundedWriter(int most) : StringWriter
    {
        public override void Write(char value)
        {
            Require(1);
            base.Write(value);
        }

        public override void Write(char[] buffer, int index, int count)
        {
            Require(count);
            base.Write(buffer, index, count);
        }

        public override void Write(ReadOnlySpan<char> buffer)
        {
            Require(buffer.Length);
            base.Write(buffer);
        }

        public override void Write(string? value)
        {
            Require(value?.Length ?? 0);
            base.Write(value);
        }

        private void Require(int more)
        {
            if (GetStringBuilder().Length + more > most)
            {
                throw new InvalidOperationException("The HTML is longer than this text may become.");
            }
        }
    }
}
