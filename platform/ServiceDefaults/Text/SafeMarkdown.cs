using Markdig;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
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
/// Markdown as HTML that is safe to put into a page: what was written as HTML stays text, links lead to http, https and mail addresses only
/// and give nothing of the page away, and pictures are links, so that reading calls nobody.
/// </summary>
public static class SafeMarkdown
{
    private static readonly MarkdownPipeline FlowingPipeline = Common().Build();
    private static readonly MarkdownPipeline KeptPipeline = Common().UseSoftlineBreakAsHardlineBreak().Build();

    /// <summary>The text as HTML.</summary>
    public static string ToHtml(string markdown, LineBreaks breaks)
    {
        var pipeline = breaks == LineBreaks.Kept ? KeptPipeline : FlowingPipeline;
        var document = Markdown.Parse(markdown, pipeline);
        foreach (var link in document.Descendants<LinkInline>().ToList())
        {
            link.IsImage = false;
            if (!TryMark(link, link.GetDynamicUrl?.Invoke() ?? link.Url))
            {
                (link.Url, link.GetDynamicUrl) = ("", null);
            }
        }

        foreach (var link in document.Descendants<AutolinkInline>().ToList())
        {
            if (!TryMark(link, link.IsEmail ? "mailto:" + link.Url : link.Url))
            {
                link.ReplaceBy(new LiteralInline($"<{link.Url}>"));
            }
        }

        using var text = new StringWriter();
        var renderer = new HtmlRenderer(text);
        pipeline.Setup(renderer);
        renderer.Render(document);
        return text.ToString().TrimEnd();
    }

    private static MarkdownPipelineBuilder Common() =>
        new MarkdownPipelineBuilder().DisableHtml().UseEmphasisExtras().UseAutoLinks().UsePipeTables().UseTaskLists();

    /// <summary>Whether a link may stay one; it then tells browsers and search engines what to make of it.</summary>
    private static bool TryMark(MarkdownObject link, string? url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https" or "mailto"))
        {
            return false;
        }

        link.GetAttributes().AddProperty("rel", "nofollow noopener noreferrer ugc");
        return true;
    }
}
