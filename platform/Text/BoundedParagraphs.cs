using Markdig;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Renderers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Community.Platform.Text;

/// <summary>
/// Bounds the work of reading a paragraph or heading. The parser keeps all open delimiters in a list and walks it for each next piece, so
/// its work grows with the square of the delimiters of one paragraph. It also fills every row of a table to the width of the widest. A
/// paragraph beyond these bounds is not parsed but shown as it was written; the rest of the text is parsed as usual.
/// </summary>
internal sealed class BoundedParagraphs : IMarkdownExtension
{
    /// <summary>
    /// The most delimiters (of emphasis, links, code and the like) in one paragraph. A run of one character counts once, except for
    /// brackets.
    /// </summary>
    public const int MostDelimiters = 500;

    /// <summary>The most bars of tables in one paragraph.</summary>
    public const int MostBars = 2_000;

    /// <summary>The most cells of a table: its lines times the bars of its widest line.</summary>
    public const int MostCells = 5_000;

    /// <inheritdoc/>
    public void Setup(MarkdownPipelineBuilder pipeline)
    {
        foreach (var parser in pipeline.BlockParsers.Where(parser => parser is ParagraphBlockParser or HeadingBlockParser))
        {
            parser.Closed += (_, block) => Bound(block);
        }
    }

    /// <inheritdoc/>
    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer) { }

    private static void Bound(Block block)
    {
        if (block is LeafBlock { ProcessInlines: true } leaf && !IsBounded(leaf.Lines))
        {
            leaf.ProcessInlines = false;
            leaf.Inline = new ContainerInline();
            for (var i = 0; i < leaf.Lines.Count; i++)
            {
                if (i > 0)
                {
                    leaf.Inline.AppendChild(new LineBreakInline { IsHard = true });
                }

                leaf.Inline.AppendChild(new LiteralInline(leaf.Lines.Lines[i].Slice));
            }
        }
    }

    private static bool IsBounded(StringLineGroup lines)
    {
        var (delimiters, bars, widest) = (0, 0, 0);
        for (var i = 0; i < lines.Count; i++)
        {
            var (barsBefore, last) = (bars, '\0');
            foreach (var c in lines.Lines[i].Slice.AsSpan())
            {
                switch (c)
                {
                    case '|':
                        bars++;
                        break;
                    case '[' or ']' or '!' or '<' or '&':
                        delimiters++;
                        break;
                    case '*' or '_' or '~' or '^' or '+' or '=' or '`' when c != last:
                        delimiters++;
                        break;
                }

                last = c;
            }

            widest = Math.Max(widest, bars - barsBefore);
        }

        return delimiters <= MostDelimiters && bars <= MostBars && (long)widest * lines.Count <= MostCells;
    }
}
