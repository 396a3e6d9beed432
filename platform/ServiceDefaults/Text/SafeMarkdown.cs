using System.Text;
using Markdig;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Renderers.Html.Inlines;
using Markdig.Syntax.Inlines;

namespace Community.ServiceDefaults.Text;

/// <summary>What a single line break inside a paragraph is.</summary>
public enum LineBreaks
{
    /// <summary>A line break, as the writer of a message sees it.</summary>
    Kept,

    /// <summary>A space, as in an article.</summary>
    Flowing,
}

/// <summary>
/// Markdown as HTML that is safe to put into a page: HTML in the source stays text, links lead to http, https and mail addresses only and give
/// nothing of the page away, and pictures are links, so that reading a text calls no other host.
/// <para>
/// Every text has an answer. The work is bounded: a paragraph with too many delimiters is shown as it was written
/// (<see cref="BoundedParagraphs"/>), and so is a text that is nested too deeply or whose HTML would be many times its length.
/// </para>
/// </summary>
public static class SafeMarkdown
{
    /// <summary>How many characters of HTML a character of the source may become; short texts have <see cref="OutputAtLeast"/> anyway.</summary>
    private const int OutputPerCharacter = 32;

    private const int OutputAtLeast = 4_096;

    /// <summary>How many quotes and lists a line may open.</summary>
    private const int MostNested = 100;

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
            // The parser refuses deep nesting with an ArgumentException. Any other failure is a defect of the parser, and the text is still the author's.
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
        using var html = new BoundedWriter(Math.Max(OutputAtLeast, OutputPerCharacter * markdown.Length));
        var renderer = new HtmlRenderer(html);
        pipeline.Setup(renderer);
        var links = new SafeLinkRenderer();
        renderer.ObjectRenderers.ReplaceOrAdd<LinkInlineRenderer>(links);
        renderer.ObjectRenderers.ReplaceOrAdd<AutolinkInlineRenderer>(new SafeAutolinkRenderer(links));
        renderer.Render(document);
        return html.ToString().TrimEnd();
    }

    /// <summary>Whether a line opens more quotes and lists in each other than anybody means: the parser would build them all before it refuses them.</summary>
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

    /// <summary>Whether a blank, or a marker of a quote or of a list's item stands here; leaves the index at its last character.</summary>
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
        new MarkdownPipelineBuilder().DisableHtml().UseEmphasisExtras().UseAutoLinks().UsePipeTables().UseTaskLists().Use<BoundedParagraphs>();

    private static bool IsSafe(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "mailto";

    /// <summary>What browsers and search engines are told of every link.</summary>
    private const string Rel = "nofollow noopener noreferrer ugc";

    /// <summary>A link that leads elsewhere than it may, and one inside another link, is its own text.</summary>
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

    /// <summary>Keeps what is written into it, up to a length.</summary>
    /// <param name="most">In characters.</param>
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
