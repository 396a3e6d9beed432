using HarfBuzzSharp;
using SkiaSharp;
using Buffer = HarfBuzzSharp.Buffer;

namespace Community.Companion.Courses.CertificatePdf;

/// <summary>
/// A line of text as glyphs: Arabic letters are joined, and parts from right to left are in their order (HarfBuzz). The font is DejaVu
/// Sans (<c>DejaVuSans.ttf</c>): Latin, Greek, Cyrillic, Arabic, Hebrew, Armenian and Georgian letters. A box stands for others.
/// </summary>
internal sealed class ShapedText
{
    /// <summary>
    /// The font in memory that the garbage collector does not move, for as long as the process lives: HarfBuzz keeps its address.
    /// </summary>
    private static readonly SKData FontFile = SKData.CreateCopy(Embedded.Bytes("Courses.CertificatePdf.DejaVuSans.ttf"));

    private static readonly Lazy<SKTypeface> Typeface = new(() => SKTypeface.FromData(FontFile));
    private static readonly Lazy<Font> Shaper = new(OpenFont);

    private readonly float _size;
    private readonly ushort[] _glyphs;
    private readonly SKPoint[] _places;

    private ShapedText(float size, List<ushort> glyphs, List<SKPoint> places, float width) =>
        (_size, _glyphs, _places, Width) = (size, [.. glyphs], [.. places], width);

    /// <summary>The width in points.</summary>
    public float Width { get; }

    /// <summary>The glyphs' numbers in the font, from left to right.</summary>
    public IReadOnlyList<ushort> Glyphs => _glyphs;

    /// <summary>Shapes a line, smaller than <paramref name="size"/> if it is wider than <paramref name="most"/> points.</summary>
    public static ShapedText Of(string text, float size, float most)
    {
        var line = Shape(text, size);
        return line.Width <= most ? line : Shape(text, size * most / line.Width);
    }

    /// <summary>Draws the line with its middle at <paramref name="x"/> and its base line at <paramref name="y"/>.</summary>
    public void Draw(SKCanvas canvas, float x, float y, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        using var font = new SKFont(Typeface.Value, _size);
        using var builder = new SKTextBlobBuilder();
        builder.AddPositionedRun(_glyphs, font, _places);
        using var blob = builder.Build();
        if (blob is not null)
        {
            canvas.DrawText(blob, x - (Width / 2), y, paint);
        }
    }

    /// <summary>
    /// The parts of a line in the order in which they are drawn, and whether each is written from right to left. Signs between parts of the
    /// same direction belong to them, others to the direction of the first letter (a part of the Unicode Bidirectional Algorithm, UAX #9).
    /// </summary>
    internal static IReadOnlyList<(string Text, bool IsRightToLeft)> Parts(string text)
    {
        var directions = text.Select(DirectionOf).ToArray();
        var first = text.Index().FirstOrDefault(letter => char.IsLetter(letter.Item), (Index: -1, Item: ' ')).Index;
        var main = first >= 0 && directions[first] == true;
        var settled = new bool[text.Length];
        for (var at = 0; at < text.Length; at++)
        {
            settled[at] = directions[at] ?? (Before(at) == After(at) ? Before(at) : main);
        }

        var parts = new List<(string Text, bool IsRightToLeft)>();
        for (var from = 0; from < text.Length; )
        {
            var to = from + 1;
            while (to < text.Length && settled[to] == settled[from])
            {
                to++;
            }

            parts.Add((text[from..to], settled[from]));
            from = to;
        }

        if (main)
        {
            parts.Reverse();
        }

        return parts;

        bool Before(int at) => Array.FindLast(directions[..at], direction => direction is not null) ?? main;
        bool After(int at) => Array.Find(directions[at..], direction => direction is not null) ?? main;
    }

    private static bool? DirectionOf(char letter) =>
        letter is >= '\u0590' and <= '\u08FF' or >= '\uFB1D' and <= '\uFDFF' or >= '\uFE70' and <= '\uFEFC' ? true
        : char.IsLetterOrDigit(letter) ? false
        : null;

    private static ShapedText Shape(string text, float size)
    {
        var (glyphs, places, x) = (new List<ushort>(), new List<SKPoint>(), 0f);
        var scale = size / Typeface.Value.UnitsPerEm;
        foreach (var (part, isRightToLeft) in Parts(text))
        {
            using var buffer = new Buffer();
            buffer.AddUtf16(part);
            buffer.Direction = isRightToLeft ? Direction.RightToLeft : Direction.LeftToRight;
            buffer.GuessSegmentProperties();
            Shaper.Value.Shape(buffer);
            var (infos, positions) = (buffer.GlyphInfos, buffer.GlyphPositions);
            for (var at = 0; at < infos.Length; at++)
            {
                glyphs.Add((ushort)infos[at].Codepoint);
                places.Add(new(x + (positions[at].XOffset * scale), -positions[at].YOffset * scale));
                x += positions[at].XAdvance * scale;
            }
        }

        return new(size, glyphs, places, x);
    }

    private static Font OpenFont()
    {
        using var blob = new Blob(FontFile.Data, (int)FontFile.Size, MemoryMode.ReadOnly);
        using var face = new Face(blob, 0);
        var font = new Font(face);
        font.SetScale(Typeface.Value.UnitsPerEm, Typeface.Value.UnitsPerEm);
        font.SetFunctionsOpenType();
        return font;
    }
}
