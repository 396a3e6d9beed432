using System.Text.RegularExpressions;

namespace Community.Companion.Offline;

/// <summary>The tone of a message.</summary>
internal enum Tone
{
    /// <summary>Neither of the others, or both.</summary>
    Plain,

    /// <summary>Something good.</summary>
    Glad,

    /// <summary>Something that troubles the person.</summary>
    Sorry,
}

/// <summary>Tells the tone of a text by its words (<c>tones.txt</c>).</summary>
internal static class Tones
{
    private static readonly (Tone Tone, Regex Words)[] Known =
    [
        .. Embedded
            .Lines("Offline.tones.txt")
            .Select(line => line.Split(" : ", 2))
            .Select(pair =>
                (
                    Enum.Parse<Tone>(pair[0], ignoreCase: true),
                    new Regex(pair[1], RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200))
                )
            ),
    ];

    /// <summary>The tone of a text.</summary>
    public static Tone Of(string text)
    {
        var (isGlad, isSorry) = (Has(text, Tone.Glad), Has(text, Tone.Sorry));
        return isGlad == isSorry ? Tone.Plain
            : isGlad ? Tone.Glad
            : Tone.Sorry;
    }

    private static bool Has(string text, Tone tone) => Known.Any(one => one.Tone == tone && one.Words.IsMatch(text));
}
