using Markdig;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Community.Messaging.Messages;

/// <summary>
/// Markdown as HTML that is safe to put into a page: what was written as HTML stays text, links lead to http, https and mail addresses only
/// and give nothing of the page away, and pictures are links, so that reading a message calls nobody.
/// </summary>
internal static class Markdown
{
    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().DisableHtml().UseEmphasisExtras().UseAutoLinks().UsePipeTables().UseTaskLists().UseSoftlineBreakAsHardlineBreak().Build();

    public static string ToHtml(string markdown)
    {
        var document = Markdig.Markdown.Parse(markdown, Pipeline);
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
        Pipeline.Setup(renderer);
        renderer.Render(document);
        return text.ToString().TrimEnd();
    }

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
